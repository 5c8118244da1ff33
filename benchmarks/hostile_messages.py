"""Send hostile messages to a server, and check its answers, memory and log.

    python benchmarks/hostile_messages.py                         200,000 messages
    python benchmarks/hostile_messages.py --messages 2000 --seed 7

Exit with status 1 if a request is not answered exactly once, an answer is an internal error, memory more than doubles,
or the log exceeds a megabyte.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

from figures import circumstances
from hostile_packets import Packet, messages
from processes import megabytes
from sessions import server_command

_SAMPLES = 20
"""How often memory is sampled."""
_TIMEOUT = 600.0
_MAX_GROWTH = 2.0
_MAX_LOG = 1_000_000
_INTERNAL_ERROR = -32603
_SYNC = "sync"
_INITIALIZE = {
    "processId": None,
    "capabilities": {"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}}},
}


class Attack:
    """A server process, counts of the answers that it owes, and of the answers that it sent, by id."""

    def __init__(self, folder: Path) -> None:
        self.vault = folder / "vault"
        (self.vault / "sub").mkdir(parents=True)
        (self.vault / ".wikilsp.toml").touch()
        for path in ("a.md", "b.md", "sub/c.md"):
            (self.vault / path).write_text("# x\n\n[[a]] [[b]] [[c#y]] #tag ^id\n\nkey:: value\n", "utf-8")
        self.log = folder / "log"
        environment = os.environ | {"WIKILSP_CACHE_DIR": str(folder / "cache")}
        with self.log.open("wb") as errors:
            pipe = subprocess.PIPE
            self.server = subprocess.Popen(server_command(), stdin=pipe, stdout=pipe, stderr=errors, env=environment)
        self.wanted = Counter[Any]()
        self.answered = Counter[Any]()
        self.codes = Counter[int]()
        self._has_answered = threading.Condition()
        threading.Thread(target=self._read, daemon=True).start()

    def send(self, packet: Packet) -> None:
        """Send bytes, and count the answers that they ask for."""
        self.wanted.update(map(repr, packet.answers))
        stream = self.server.stdin
        assert stream is not None  # noqa: S101 - it is a pipe
        stream.write(packet.data)
        stream.flush()

    def ask(self, method: str, params: Any) -> None:
        """Send a valid request and wait for the answer. Raise `RuntimeError` if there is none."""
        number = f"{_SYNC} {sum(self.wanted.values())}"
        body = json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params}).encode()
        self.send(Packet(b"Content-Length: %d\r\n\r\n%b" % (len(body), body), (number,)))
        with self._has_answered:
            if not self._has_answered.wait_for(lambda: self.answered[repr(number)] > 0, _TIMEOUT):
                raise RuntimeError(f"“{method}” was not answered; exit status of the server: {self.server.poll()}")

    def shut_down(self) -> int:
        """Shut the server down as the protocol requires; return its exit status."""
        self.ask("shutdown", None)
        body = b'{"jsonrpc": "2.0", "method": "exit"}'
        self.send(Packet(b"Content-Length: %d\r\n\r\n%b" % (len(body), body)))
        return self.server.wait(_TIMEOUT)

    def miscounted(self) -> dict[str, int]:
        """Return the ids with a wrong number of answers: how many too many, or too few if negative."""
        ids = self.wanted.keys() | self.answered.keys()
        return {number: excess for number in ids if (excess := self.answered[number] - self.wanted[number])}

    def _read(self) -> None:
        stream = self.server.stdout
        assert stream is not None  # noqa: S101 - it is a pipe
        length = 0
        while line := stream.readline():
            if line.strip():
                name, _, value = line.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
                continue
            message = json.loads(stream.read(length))
            if "method" not in message:
                self._take(message)

    def _take(self, message: dict[str, Any]) -> None:
        with self._has_answered:
            self.answered[repr(message["id"])] += 1
            if "error" in message:
                self.codes[message["error"]["code"]] += 1
            self._has_answered.notify_all()


def _attack(folder: Path, number: int, seed: int) -> list[str]:
    """Send this number of messages, print a table of the answers, and return the failures."""
    attack = Attack(folder)
    try:
        attack.ask("initialize", _INITIALIZE | {"rootUri": attack.vault.as_uri()})
        started, sizes = time.monotonic(), list[float]()
        for sent, packet in enumerate(messages(attack.vault, number, seed)):
            attack.send(packet)
            if sent % max(number // _SAMPLES, 1) == 0 and sent:
                attack.ask("workspace/symbol", {"query": ""})
                sizes.append(megabytes(attack.server.pid))
        seconds = time.monotonic() - started
        status = attack.shut_down()
    finally:
        attack.server.kill()
    logged = attack.log.stat().st_size
    growth = max(sizes) / sizes[0] if sizes and sizes[0] else 0.0
    print(f"| messages | {number:,} |\n| seconds | {seconds:.0f} |")
    print(f"| answers | {attack.answered.total():,} |")
    for code, count in sorted(attack.codes.items()):
        print(f"| answers with {code} | {count:,} |")
    print(
        f"| first memory sample, MB | {sizes[0] if sizes else 0:.1f} |\n"
        f"| peak memory, MB | {max(sizes, default=0):.1f} |"
    )
    print(f"| log, bytes | {logged:,} |")
    failures = {
        f"the server exited with status {status}": status != 0,
        f"missing or extra answers: {list(attack.miscounted().items())[:9]}": bool(attack.miscounted()),
        "some answers were internal errors": attack.codes[_INTERNAL_ERROR] > 0,
        f"memory grew by a factor of {growth:.2f}": growth > _MAX_GROWTH,
        f"the log has {logged:,} bytes": logged > _MAX_LOG,
    }
    return [failure for failure, has_failed in failures.items() if has_failed]


def main() -> None:
    """Attack a server, print a table, and exit with the failures if there are any."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=200_000, help="number of messages; default: %(default)s")
    parser.add_argument("--seed", type=int, default=1, help="seed of the random messages; default: %(default)s")
    parser.add_argument("--keep", type=Path, help="keep the vault and the log in this folder")
    options = parser.parse_args()
    print(f"{circumstances()}\n\n| | |\n| --- | --- |", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        failures = _attack(options.keep or Path(folder), options.messages, options.seed)
    if failures:
        sys.exit("\n" + "\n".join(failures))


if __name__ == "__main__":
    main()
