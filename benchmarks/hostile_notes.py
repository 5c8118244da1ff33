"""Measure how long notes take that are made to be slow: to parse, to sum up, to fold, to check and to fix.

Print a table of CPU seconds, slowest first, and exit with status 1 if anything takes longer than the limit with one of
them. The texts are those of the tests, which count steps instead.
"""

import argparse
import gc
import os
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from wikilsp.cli import main as wikilsp
from wikilsp.rules import RULES
from wikilsp.settings import Dialect, load_settings
from wikilsp.syntax.folds import folds
from wikilsp.syntax.parse import parse
from wikilsp.syntax.summary_reader import read_summary

TESTS = Path(__file__).parent.parent / "tests" / "dialect"
PRESETS = ("obsidian", "dataview", "logseq")
"""Those that notes are parsed by in different ways: the others differ in where links lead."""
LATE = ("ftfy", "yaml", "rapidfuzz.fuzz", "rapidfuzz.process", "rapidfuzz.distance", "wikilsp.syntax.markdown")
"""What is imported when it is needed; the time that takes is not that of a note."""
GIVE_UP = 20
"""CPU seconds after which a measurement is given up."""


class Measure(NamedTuple):
    """Something that is done with a text, in a folder that holds it as a note."""

    name: str
    run: Callable[[str, str], object]
    """Takes the text and a preset."""
    presets: tuple[str, ...] = ("obsidian",)


def main() -> int:
    """Measure the texts that are asked for, and say whether all are fast enough."""
    options = _options()
    sys.path.insert(0, str(TESTS))
    texts: dict[str, Callable[[int], str]] = import_module("slow_texts").HOSTILE
    for module in LATE:
        import_module(module)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for name in options.texts or texts:
            text = texts[name](options.size)
            seconds = [_slowest(measure, text) for measure in MEASURES]
            rows.append((name, len(text), seconds))
            print(f"  {name}", *map(_shown, seconds), file=sys.stderr)
        os.chdir("/")
    rows.sort(key=lambda row: -max(row[2]))
    print("| text | characters |", " | ".join(measure.name for measure in MEASURES), "|")
    print("|---|---:|" + "---:|" * len(MEASURES))
    for name, length, seconds in rows:
        print(f"| `{name}` | {length:,} | {' | '.join(map(_shown, seconds))} |".replace("||", "|·|"))
    slow = [name for name, _, seconds in rows if max(seconds) > options.limit]
    print(f"\n{len(rows) - len(slow)} of {len(rows)} texts take at most {options.limit:g} s.", *slow)
    return int(bool(slow))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", nargs="*", help="names of texts in tests/dialect/slow_texts.py; all if none is given")
    parser.add_argument("--size", type=int, default=1_000_000, help="characters of each text")
    parser.add_argument("--limit", type=float, default=2.0, help="CPU seconds that each of it may take")
    return parser.parse_args()


def _slowest(measure: Measure, text: str) -> float:
    return max(_seconds(measure, text, preset) for preset in measure.presets)


def _seconds(measure: Measure, text: str, preset: str) -> float:
    """Measure the CPU time of one run, in a process of its own: nothing is left of the one before."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        try:
            _measure(measure, text, preset, write)
        except BaseException:  # noqa: BLE001 - nothing of the parent may be cleaned up here
            traceback.print_exc()
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as told:
        seconds = told.read()
    os.waitpid(child, 0)
    return float(seconds or GIVE_UP)


def _measure(measure: Measure, text: str, preset: str, told: int) -> None:
    signal.setitimer(signal.ITIMER_PROF, GIVE_UP)  # which ends the process
    gc.disable()  # as the command does
    started = time.process_time()
    measure.run(text, preset)
    os.write(told, f"{time.process_time() - started}".encode())


def _shown(seconds: float) -> str:
    return f"{seconds:.2f}" if seconds < GIVE_UP else f"> {GIVE_UP}"


def _dialect(preset: str) -> Dialect:
    return load_settings(f'preset = "{preset}"\n', codes=[rule.code for rule in RULES], source="").dialect


def _check(*options: str) -> Callable[[str, str], None]:
    """Return what checks the only note of a vault: the folder that this runs in."""

    def run(text: str, preset: str) -> None:
        Path(".wikilsp.toml").write_text(f'preset = "{preset}"\n', "utf-8")
        Path("note.md").write_bytes(text.encode("utf-8", "replace"))
        for stream in (sys.stdout, sys.stderr):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        wikilsp(["check", "--no-cache", "--show", "hint", *options], standalone_mode=False)

    return run


MEASURES = (
    Measure("parse", lambda text, preset: parse(text, _dialect(preset)), PRESETS),
    Measure("summary", lambda text, preset: read_summary(text, _dialect(preset))),
    Measure("folds", lambda text, preset: folds(text, _dialect(preset))),
    Measure("check", _check(), ("obsidian", "logseq")),
    Measure("diff", _check("--diff")),
    Measure("fix", _check("--fix", "--unsafe-fixes")),
)

if __name__ == "__main__":
    sys.exit(main())
