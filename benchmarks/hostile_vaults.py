"""Asks everything about notes and vaults that nobody writes by hand, at one size and at twice that.

python benchmarks/hostile_vaults.py                            notes of 100 and 200 kB, vaults of 500 and 1,000 notes
python benchmarks/hostile_vaults.py --characters 500000 --notes 5000
python benchmarks/hostile_vaults.py --only "block ids" --encoding utf-16

What takes twice as long for twice as much is linear. A figure above 3 is marked, if it is about more than a moment.
"""

import argparse
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from client import Client
from hostile_questions import QUESTIONS, Reader, Unanswered
from hostile_texts import TEXTS, VAULTS, Files, Text
from sessions import server_command

_NOTABLE = 3.0
_MOMENT = 0.1
"""Seconds below which a ratio says nothing."""
_CHECKS = {
    "check, full": ("check", "--no-cache", "--output-format", "full"),
    "check, json": ("check", "--no-cache", "--output-format", "json"),
    "check --fix": ("check", "--no-cache", "--fix", "--unsafe-fixes", "--quiet"),
    "rename": ("rename", "--dry-run"),
}


class Taken(NamedTuple):
    """What one question took: seconds, None if it was given up; and bytes of answer."""

    seconds: float | None
    size: int = 0

    def __str__(self) -> str:
        return "given up" if self.seconds is None else f"{self.seconds:8.3f} s {self.size / 1000:10,.0f} kB"


def checked(folder: Path, patience: float) -> Iterator[tuple[str, Taken]]:
    """Run the commands over a vault. What is fixed stays so, but by then nothing else is asked."""
    program = server_command()[:-1]
    first = min(path.name for path in folder.rglob("*.md"))
    for name, arguments in _CHECKS.items():
        names = (first, "Renamed.md") if name == "rename" else ()
        started = time.perf_counter()
        try:
            done = subprocess.run(
                [*program, *arguments, *names], cwd=folder, capture_output=True, check=False, timeout=patience
            )
        except subprocess.TimeoutExpired:
            yield name, Taken(None)
        else:
            yield name, Taken(time.perf_counter() - started, len(done.stdout))


def asked(folder: Path, encoding: str, patience: float) -> Iterator[tuple[str, Taken]]:
    """Serve a vault and ask all there is to ask about its first note; after a question that is given up, anew."""
    left = dict(QUESTIONS)
    while left:
        with tempfile.TemporaryDirectory() as home:
            environment = {**os.environ, "XDG_CACHE_HOME": home}
            client = Client(server_command(), environment, Path(home) / "log", patience)
            try:
                reader = Reader(client, folder, encoding)
                while left:
                    name, question = next(iter(left.items()))
                    del left[name]
                    started = time.perf_counter()
                    try:
                        size = question(reader)
                    except Unanswered:
                        continue
                    yield name, Taken(time.perf_counter() - started, size)
            except (TimeoutError, RuntimeError):
                yield name, Taken(None)
            finally:
                client.kill()


def measured(files: Mapping[str, str], encoding: str, patience: float) -> dict[str, Taken]:
    """Give what everything takes in the vault of these files."""
    with tempfile.TemporaryDirectory() as folder:
        vault = Path(folder) / "vault"
        for path, text in files.items():
            (vault / path).parent.mkdir(parents=True, exist_ok=True)
            (vault / path).write_bytes(text.encode("utf-8", "surrogatepass"))
        (vault / ".wikilsp.toml").write_text("")
        return {**dict(asked(vault, encoding, patience)), **dict(checked(vault, patience))}


def show(name: str, encoding: str, once: Mapping[str, Taken], twice: Mapping[str, Taken], *, everything: bool) -> None:
    """Print what was measured: all of it, or what grows faster than what is asked about."""
    for question, more in twice.items():
        less = once.get(question, Taken(0.0))
        ratio = (more.seconds or 0) / max(less.seconds or 0, 1e-6)
        grown = more.size / max(less.size, 1)
        is_slow = more.seconds is None or (ratio > _NOTABLE and more.seconds > _MOMENT)
        is_large = grown > _NOTABLE and more.size > 100_000
        if everything or is_slow or is_large or (more.seconds or 0) > 2:
            mark = "  **" if is_slow or is_large else ""
            print(f"{name:32} {encoding:6} {question:28} {less} | {more} | x{ratio:.1f}{mark}", flush=True)


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--characters", type=int, default=100_000, help="of a hostile note")
    parser.add_argument("--notes", type=int, default=500, help="of a hostile vault")
    parser.add_argument("--only", default="", help="a part of the names of the texts and vaults to measure")
    parser.add_argument("--encoding", choices=("utf-8", "utf-16", "utf-32"), default="utf-16")
    parser.add_argument("--patience", type=float, default=60.0, help="seconds after which a question is given up")
    parser.add_argument("--notable", action="store_true", help="print only what takes long or is not linear")
    chosen = parser.parse_args()
    sizes = {**dict.fromkeys(TEXTS, chosen.characters), **dict.fromkeys(VAULTS, chosen.notes)}
    makers = {**{name: _alone(text) for name, text in TEXTS.items()}, **VAULTS}
    for name, size in sizes.items():
        if chosen.only in name:
            once, twice = (measured(makers[name](many), chosen.encoding, chosen.patience) for many in (size, 2 * size))
            show(name, chosen.encoding, once, twice, everything=not chosen.notable)


def _alone(text: Text) -> Files:
    return lambda size: {"A.md": text(size)}


if __name__ == "__main__":
    main()
