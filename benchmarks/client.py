"""A lean language client, so that measurements of a server include little work of the client."""

import queue
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

_TIMEOUT = 900.0
"""Seconds to wait for any message. Reading a hundred thousand notes may take minutes."""
_NULL = msgspec.Raw(b"null")


class Message(msgspec.Struct):
    """A message from the server. Its contents stay encoded until they are needed."""

    id: int | str | None = None
    method: str = ""
    params: msgspec.Raw = _NULL
    result: msgspec.Raw = _NULL
    error: msgspec.Raw = _NULL

    def matches(self, method: str, part: bytes) -> bool:
        """Whether this is a notification with this method and `part` in its parameters."""
        return self.method == method and part in bytes(self.params)


class Answer(NamedTuple):
    """The encoded result of a request, and when the request was sent and the answer complete."""

    result: bytes
    sent: float
    arrived: float

    @property
    def milliseconds(self) -> float:
        """The time from request to answer."""
        return (self.arrived - self.sent) * 1000


class Client:
    """A server process and the connection to it. `heard` holds all notifications so far, with their times."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], log: Path, timeout: float = _TIMEOUT
    ) -> None:
        self._timeout = timeout
        self.started = time.perf_counter()
        with log.open("wb") as errors:
            pipe = subprocess.PIPE
            self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=errors, env=environment)
        self.pid = self._process.pid
        self.heard: list[tuple[float, Message]] = []
        self._log = log
        self._arrived = queue.SimpleQueue[tuple[float, Message] | None]()
        self._writing = threading.Lock()
        self._requests = 0
        threading.Thread(target=self._read, daemon=True).start()

    def request(self, method: str, params: Any) -> Answer:
        """Send a request and return the answer. Raise `RuntimeError` if it is an error."""
        self._requests += 1
        number = self._requests
        sent = self._send({"id": number, "method": method, "params": params})
        at, message = self._wait(lambda message: message.id == number and not message.method, method)
        if bytes(message.error) != b"null":
            raise RuntimeError(f"“{method}” was answered with an error: {bytes(message.error).decode()}")
        return Answer(bytes(message.result), sent, at)

    def notify(self, method: str, params: Any) -> float:
        """Send a notification and return the time when it was sent."""
        return self._send({"method": method, "params": params})

    def wait_for(self, method: str, part: bytes) -> float:
        """Wait for a notification with `part` in it, unless there was one already; return the time of its arrival."""
        for at, message in self.heard:
            if message.matches(method, part):
                return at
        return self._wait(lambda message: message.matches(method, part), f"{method} with {part.decode()}")[0]

    def has_heard(self, method: str, part: bytes) -> bool:
        """Whether a notification with `part` in it has arrived."""
        while not self._arrived.empty():
            self._take(self._arrived.get())
        return any(message.matches(method, part) for _, message in self.heard)

    def wait_until_quiet(self, seconds: float) -> None:
        """Wait until the server has sent nothing for this time."""
        while True:
            try:
                self._take(self._arrived.get(timeout=seconds))
            except queue.Empty:
                return

    def stop(self) -> None:
        """Shut the server down as the protocol requires."""
        self.request("shutdown", None)
        self.notify("exit", None)
        self._process.wait(_TIMEOUT)

    def kill(self) -> None:
        """Kill the server if it is still running."""
        self._process.kill()
        self._process.wait()

    def _wait(self, is_wanted: Callable[[Message], bool], name: str) -> tuple[float, Message]:
        until = time.monotonic() + self._timeout
        while True:
            try:
                arrived = self._take(self._arrived.get(timeout=max(until - time.monotonic(), 0)))
            except queue.Empty:
                raise TimeoutError(f"the server did not send “{name}” within {self._timeout:,.0f} seconds") from None
            if is_wanted(arrived[1]):
                return arrived

    def _take(self, arrived: tuple[float, Message] | None) -> tuple[float, Message]:
        if arrived is None:
            raise RuntimeError(f"the server exited:\n{self._log.read_text('utf-8', 'replace')[-2000:]}")
        if arrived[1].method:
            self.heard.append(arrived)
        return arrived

    def _send(self, message: dict[str, Any]) -> float:
        body = msgspec.json.encode({"jsonrpc": "2.0", **message})
        stream = self._process.stdin
        assert stream is not None  # noqa: S101 - it is a pipe
        with self._writing:
            sent = time.perf_counter()
            stream.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
            stream.flush()
        return sent

    def _read(self) -> None:
        """Read messages until the server exits. Requests from the server are answered with null at once."""
        stream = self._process.stdout
        assert stream is not None  # noqa: S101 - it is a pipe
        decode = msgspec.json.Decoder(Message).decode
        length = 0
        while line := stream.readline():
            if line.strip():
                name, _, value = line.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
                continue
            body = stream.read(length)
            at = time.perf_counter()
            message = decode(body)
            if message.method and message.id is not None:
                self._send({"id": message.id, "result": None})
            else:
                self._arrived.put((at, message))
        self._arrived.put(None)
