"""A lean client of a language server: it takes little of the processors that are measured. Knows nothing of notes."""

import queue
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

_TIMEOUT = 900.0
"""Seconds to wait for anything. Reading a hundred thousand notes may take minutes."""
_NULL = msgspec.Raw(b"null")


class Message(msgspec.Struct):
    """What the server has sent. What it says in detail stays encoded until somebody asks."""

    id: int | str | None = None
    method: str = ""
    params: msgspec.Raw = _NULL
    result: msgspec.Raw = _NULL
    error: msgspec.Raw = _NULL

    def tells(self, method: str, part: bytes) -> bool:
        """Is this a notification of that kind, with `part` in what it says?"""
        return self.method == method and part in bytes(self.params)


class Answer(NamedTuple):
    """The result of a request, still encoded; when the request was sent, and when all of the answer was there."""

    result: bytes
    sent: float
    arrived: float

    @property
    def milliseconds(self) -> float:
        """How long it took."""
        return (self.arrived - self.sent) * 1000


class Client:
    """A connection to a server that this has started. `heard` are the notifications so far, with their time."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], log: Path, patience: float = _TIMEOUT
    ) -> None:
        self._patience = patience
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
        """Ask, and wait for the answer. Raises RuntimeError if it is an error."""
        self._requests += 1
        number = self._requests
        sent = self._send({"id": number, "method": method, "params": params})
        at, message = self._wait(lambda message: message.id == number and not message.method, method)
        if bytes(message.error) != b"null":
            raise RuntimeError(f"“{method}” was answered with an error: {bytes(message.error).decode()}")
        return Answer(bytes(message.result), sent, at)

    def notify(self, method: str, params: Any) -> float:
        """Send a notification; give the time when it was sent."""
        return self._send({"method": method, "params": params})

    def hear(self, method: str, part: bytes) -> float:
        """Give the time when a notification with `part` in it came: one of those heard already, or the next one."""
        for at, message in self.heard:
            if message.tells(method, part):
                return at
        return self._wait(lambda message: message.tells(method, part), f"{method} with {part.decode()}")[0]

    def has_heard(self, method: str, part: bytes) -> bool:
        """Has a notification with `part` in it come by now?"""
        while not self._arrived.empty():
            self._take(self._arrived.get())
        return any(message.tells(method, part) for _, message in self.heard)

    def quiet(self, seconds: float) -> None:
        """Wait until the server has said nothing for some time."""
        while True:
            try:
                self._take(self._arrived.get(timeout=seconds))
            except queue.Empty:
                return

    def stop(self) -> None:
        """End the server, in the order that the protocol wants."""
        self.request("shutdown", None)
        self.notify("exit", None)
        self._process.wait(_TIMEOUT)

    def kill(self) -> None:
        """End the server at once, if it has not ended."""
        self._process.kill()
        self._process.wait()

    def _wait(self, is_wanted: Callable[[Message], bool], what: str) -> tuple[float, Message]:
        until = time.monotonic() + self._patience
        while True:
            try:
                arrived = self._take(self._arrived.get(timeout=max(until - time.monotonic(), 0)))
            except queue.Empty:
                raise TimeoutError(f"the server has not sent “{what}” in {self._patience:,.0f} seconds") from None
            if is_wanted(arrived[1]):
                return arrived

    def _take(self, arrived: tuple[float, Message] | None) -> tuple[float, Message]:
        if arrived is None:
            raise RuntimeError(f"the server has ended:\n{self._log.read_text('utf-8', 'replace')[-2000:]}")
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
        """Read messages until the server ends. Its own requests are granted, or answered with nothing, right away."""
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
