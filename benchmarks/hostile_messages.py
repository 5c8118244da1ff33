"""Sends a server messages that no editor should send, and looks whether it lives, answers, and stays small and quiet.

python benchmarks/hostile_messages.py                         200,000 messages
python benchmarks/hostile_messages.py --messages 2000 --seed 7

The status is 1 if a request was not answered just once, if an answer tells of an error in the server itself, if the
memory grew to more than twice of what it was, or if more was logged than a person would read.
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
from processes import megabytes
from sessions import server_command
from wrong_messages import Sent, messages

_LOOK = 20
"""How often memory is looked at."""
_LONGEST_WAIT = 600.0
_MOST_GROWTH = 2.0
_MOST_LOGGED = 1_000_000
_INTERNAL = -32603
_SYNC = "sync"
_HELLO = {"processId": None, "capabilities": {"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}}}}


class Attack:
    """A server, what was sent to it, and what it has answered."""

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
        self._heard = threading.Condition()
        threading.Thread(target=self._read, daemon=True).start()

    def send(self, sent: Sent) -> None:
        """Send something."""
        self.wanted.update(map(repr, sent.answered))
        stream = self.server.stdin
        assert stream is not None  # noqa: S101 - it is a pipe
        stream.write(sent.data)
        stream.flush()

    def ask(self, method: str, params: Any) -> None:
        """Ask something right, and wait for the answer. Raises RuntimeError if there is none."""
        number = f"{_SYNC} {sum(self.wanted.values())}"
        body = json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params}).encode()
        self.send(Sent(b"Content-Length: %d\r\n\r\n%b" % (len(body), body), (number,)))
        with self._heard:
            if not self._heard.wait_for(lambda: self.answered[repr(number)] > 0, _LONGEST_WAIT):
                raise RuntimeError(f"“{method}” was not answered; the server has ended with {self.server.poll()}")

    def end(self) -> int:
        """End the server in the order that the protocol wants, and give its status."""
        self.ask("shutdown", None)
        body = b'{"jsonrpc": "2.0", "method": "exit"}'
        self.send(Sent(b"Content-Length: %d\r\n\r\n%b" % (len(body), body)))
        return self.server.wait(_LONGEST_WAIT)

    def unanswered(self) -> dict[str, int]:
        """Give the ids that were answered too often (more than 0) or not often enough, with how often that was."""
        each = self.wanted.keys() | self.answered.keys()
        return {number: more for number in each if (more := self.answered[number] - self.wanted[number])}

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
        with self._heard:
            self.answered[repr(message["id"])] += 1
            if "error" in message:
                self.codes[message["error"]["code"]] += 1
            self._heard.notify_all()


def _attack(folder: Path, number: int, seed: int) -> list[str]:
    """Send so many messages, print what became of them, and give what went wrong."""
    attack = Attack(folder)
    try:
        attack.ask("initialize", _HELLO | {"rootUri": attack.vault.as_uri()})
        started, sizes = time.monotonic(), list[float]()
        for sent, message in enumerate(messages(attack.vault, number, seed)):
            attack.send(message)
            if sent % max(number // _LOOK, 1) == 0 and sent:
                attack.ask("workspace/symbol", {"query": ""})
                sizes.append(megabytes(attack.server.pid))
        seconds = time.monotonic() - started
        status = attack.end()
    finally:
        attack.server.kill()
    logged = attack.log.stat().st_size
    growth = max(sizes) / sizes[0] if sizes and sizes[0] else 0.0
    print(f"| messages | {number:,} |\n| seconds | {seconds:.0f} |")
    print(f"| answers | {attack.answered.total():,} |")
    for code, count in sorted(attack.codes.items()):
        print(f"| answers with {code} | {count:,} |")
    print(
        f"| memory at first, MB | {sizes[0] if sizes else 0:.1f} |\n"
        f"| memory at most, MB | {max(sizes, default=0):.1f} |"
    )
    print(f"| logged, bytes | {logged:,} |")
    wrong = {
        f"the server has ended with {status}": status != 0,
        f"answers are wanting or too many: {list(attack.unanswered().items())[:9]}": bool(attack.unanswered()),
        "there were errors in the server itself": attack.codes[_INTERNAL] > 0,
        f"the memory grew to {growth:.2f} times of what it was": growth > _MOST_GROWTH,
        "too much was logged": logged > _MOST_LOGGED,
    }
    return [what for what, is_so in wrong.items() if is_so]


def main() -> None:
    """Attack a server, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=200_000, help="default: %(default)s")
    parser.add_argument("--seed", type=int, default=1, help="another number makes other messages; default: %(default)s")
    parser.add_argument("--keep", type=Path, help="a folder for the vault and the log, to look at them afterwards")
    chosen = parser.parse_args()
    print(f"{circumstances()}\n\n| | |\n| --- | --- |", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        wrong = _attack(chosen.keep or Path(folder), chosen.messages, chosen.seed)
    if wrong:
        sys.exit("\n" + "\n".join(wrong))


if __name__ == "__main__":
    main()
