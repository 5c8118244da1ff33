"""Measure every request and command on hostile notes and vaults, at one size and at twice that size.

    python benchmarks/hostile_vaults.py                 notes of 100 and 200 kB, vaults of 500 and 1,000 notes
    python benchmarks/hostile_vaults.py --characters 500000 --notes 5000
    python benchmarks/hostile_vaults.py --only "block ids" --encoding utf-16

Seconds are processor time of all processes, so that a busy machine doesn't change them (Linux only). Linear work takes
twice as long for twice the size: ratios above 3 are marked if the time or the answer is large enough to matter.
"""

import argparse
import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from client import Client
from hostile_questions import QUESTIONS, NothingToAsk, Reader
from hostile_texts import TEXTS, VAULTS, Files, Text
from processes import processor_seconds
from sessions import server_command

_SUSPICIOUS_RATIO = 3.0
_SUSPICIOUS_SECONDS = 0.2
"""The clock ticks every 10 ms, so shorter times make no reliable ratio."""
_SUSPICIOUS_SIZE = 100_000
_LONG = 2.0
"""Seconds from which `--notable` prints a measurement that grows linearly."""
_COMMANDS = {
    "check, full": ("check", "--no-cache", "--output-format", "full"),
    "check, json": ("check", "--no-cache", "--output-format", "json"),
    "check --fix": ("check", "--no-cache", "--fix", "--unsafe-fixes", "--quiet"),
    "command rename": ("rename", "--dry-run"),
}


class Cost(NamedTuple):
    """Processor seconds of one request or command, None after a timeout; size of the answer in bytes."""

    seconds: float | None
    size: int = 0

    def __str__(self) -> str:
        return "timed out" if self.seconds is None else f"{self.seconds:8.3f} s {self.size / 1000:10,.0f} kB"


Costs = Mapping[str, Cost]
"""By the name of the request or command."""


class Growth(NamedTuple):
    """The cost of one request or command at one size, and at twice that size."""

    once: Cost
    twice: Cost

    @property
    def ratio(self) -> float:
        """The processor time at twice the size, divided by the time at the first one."""
        return (self.twice.seconds or 0) / max(self.once.seconds or 0, 1e-6)

    @property
    def is_suspicious(self) -> bool:
        """Whether time or answer grow faster than the size, or there was no answer."""
        is_slow = self.ratio > _SUSPICIOUS_RATIO and (self.twice.seconds or 0) > _SUSPICIOUS_SECONDS
        grown = self.twice.size / max(self.once.size, 1)
        return (
            self.twice.seconds is None or is_slow or (grown > _SUSPICIOUS_RATIO and self.twice.size > _SUSPICIOUS_SIZE)
        )


def run_commands(folder: Path, timeout: float) -> Iterator[tuple[str, Cost]]:
    """Run each command in a vault. Fixes are written, so the server must be measured before."""
    program = server_command()[:-1]
    first = min(path.name for path in folder.rglob("*.md"))
    for name, arguments in _COMMANDS.items():
        names = (first, "Renamed.md") if name == "command rename" else ()
        started = _seconds_of_children()
        try:
            done = subprocess.run(
                [*program, *arguments, *names], cwd=folder, capture_output=True, check=False, timeout=timeout
            )
        except subprocess.TimeoutExpired:
            yield name, Cost(None)
        else:
            yield name, Cost(_seconds_of_children() - started, len(done.stdout))


def _seconds_of_children() -> float:
    times = os.times()
    return times.children_user + times.children_system


def send_requests(folder: Path, encoding: str, timeout: float) -> Iterator[tuple[str, Cost]]:
    """Serve a vault and send every request about its first note. Start a new server after a timeout."""
    left = dict(QUESTIONS)
    while left:
        with tempfile.TemporaryDirectory() as home:
            environment = {**os.environ, "XDG_CACHE_HOME": home}
            client = Client(server_command(), environment, Path(home) / "log", timeout)
            try:
                reader = Reader(client, folder, encoding)
                while left:
                    name, question = next(iter(left.items()))
                    del left[name]
                    started = processor_seconds(client.pid)
                    try:
                        size = question(reader)
                    except NothingToAsk:
                        continue
                    yield name, Cost(processor_seconds(client.pid) - started, size)
            except (TimeoutError, RuntimeError):
                yield name, Cost(None)
            finally:
                client.kill()


def measure(files: Mapping[str, str], encoding: str, timeout: float) -> Costs:
    """Measure every request and command in a vault of these files."""
    with tempfile.TemporaryDirectory() as folder:
        vault = Path(folder) / "vault"
        for path, text in files.items():
            (vault / path).parent.mkdir(parents=True, exist_ok=True)
            (vault / path).write_bytes(text.encode("utf-8", "surrogatepass"))
        (vault / ".wikilsp.toml").write_text("")
        return {**dict(send_requests(vault, encoding, timeout)), **dict(run_commands(vault, timeout))}


def print_growth(name: str, growth: Mapping[str, Growth], *, only_notable: bool) -> None:
    """Print a line for each request and command, or only for slow and suspicious ones."""
    for question, each in growth.items():
        if not only_notable or each.is_suspicious or (each.twice.seconds or 0) > _LONG:
            mark = "  **" if each.is_suspicious else ""
            print(f"{name:32} {question:28} {each.once} | {each.twice} | x{each.ratio:.1f}{mark}", flush=True)


def main() -> None:
    """Measure the chosen texts and vaults, and print the costs and a summary."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--characters", type=int, default=100_000, help="size of a hostile note")
    parser.add_argument("--notes", type=int, default=500, help="size of a hostile vault")
    parser.add_argument("--only", default="", help="measure only texts and vaults with this in their name")
    parser.add_argument("--encoding", choices=("utf-8", "utf-16", "utf-32"), default="utf-16")
    parser.add_argument("--timeout", type=float, default=60.0, help="seconds to wait for an answer")
    parser.add_argument("--notable", action="store_true", help="print only slow or nonlinear measurements")
    options = parser.parse_args()
    sizes = {**dict.fromkeys(TEXTS, options.characters), **dict.fromkeys(VAULTS, options.notes)}
    makers = {**{name: _single_note(text) for name, text in TEXTS.items()}, **VAULTS}
    measured: list[Growth] = []
    for name in (name for name in sizes if options.only in name):
        once, twice = (
            measure(makers[name](size), options.encoding, options.timeout) for size in (sizes[name], 2 * sizes[name])
        )
        growth = {question: Growth(once.get(question, Cost(0.0)), cost) for question, cost in twice.items()}
        print_growth(name, growth, only_notable=options.notable)
        measured += growth.values()
    print(summary(measured))


def summary(measured: list[Growth]) -> str:
    """Return how many measurements were made, how many of them are suspicious, and the slowest one."""
    suspicious = sum(growth.is_suspicious for growth in measured)
    slowest = max((growth.twice.seconds or 0 for growth in measured), default=0)
    return f"{len(measured):,} measurements at two sizes, {suspicious} marked; slowest {slowest:.2f} s"


def _single_note(text: Text) -> Files:
    return lambda size: {"A.md": text(size)}


if __name__ == "__main__":
    main()
