"""Measure the processor time of parsing, summarizing, folding, checking and fixing hostile notes.

Print a table, slowest first, and exit with status 1 if a measurement exceeds the limit. The texts come from
`tests/dialect/slow_texts.py`; the tests count steps on them instead of seconds.
"""

import argparse
import gc
import math
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
from wikilsp.settings import Dialect
from wikilsp.settings.load import load_settings
from wikilsp.syntax.folds import folds
from wikilsp.syntax.parse import parse

TESTS = Path(__file__).parent.parent / "tests" / "dialect"
PRESETS = ("obsidian", "dataview", "logseq")
"""The presets that differ in how notes are parsed. The others differ only in how links resolve."""
LAZY_MODULES = ("ftfy", "yaml", "rapidfuzz.fuzz", "rapidfuzz.process", "rapidfuzz.distance", "wikilsp.syntax.markdown")
"""Imported beforehand, so that their import is not measured."""
TIMEOUT = 20
"""Processor seconds after which a measurement is stopped."""


class Measure(NamedTuple):
    """An operation on a note, run in a folder of its own."""

    name: str
    run: Callable[[str, str], object]
    """Takes the text and a preset."""
    presets: tuple[str, ...] = ("obsidian",)


def main() -> int:
    """Measure the chosen texts. Return 1 if one exceeds the limit, else 0."""
    options = _options()
    sys.path.insert(0, str(TESTS))
    texts: dict[str, Callable[[int], str]] = import_module("slow_texts").HOSTILE
    for module in LAZY_MODULES:
        import_module(module)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for name in options.texts or texts:
            text = texts[name](options.size)
            seconds = [_slowest(measure, text) for measure in MEASURES]
            rows.append((name, len(text), seconds))
            print(f"  {name}", *map(_format, seconds), file=sys.stderr)
        os.chdir("/")
    rows.sort(key=lambda row: -max(row[2]))
    print("| text | characters |", " | ".join(measure.name for measure in MEASURES), "|")
    print("|---|---:|" + "---:|" * len(MEASURES))
    for name, length, seconds in rows:
        print(f"| `{name}` | {length:,} | {' | '.join(map(_format, seconds))} |".replace("||", "|·|"))
    slow = [name for name, _, seconds in rows if max(seconds) > options.limit]
    print(f"\n{len(rows) - len(slow)} of {len(rows)} texts take at most {options.limit:g} s.", *slow)
    return int(bool(slow))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", nargs="*", help="names of texts in tests/dialect/slow_texts.py; default: all")
    parser.add_argument("--size", type=int, default=1_000_000, help="characters of each text; default: %(default)s")
    parser.add_argument("--limit", type=float, default=2.0, help="processor seconds; default: %(default)s")
    return parser.parse_args()


def _slowest(measure: Measure, text: str) -> float:
    return max(_seconds(measure, text, preset) for preset in measure.presets)


def _seconds(measure: Measure, text: str, preset: str) -> float:
    """Measure the processor time of one run in a child process, so that runs don't share caches.

    Return `TIMEOUT` if the run takes longer, infinity if it fails.
    """
    read, write = os.pipe()
    child = os.fork()
    if not child:
        try:
            _measure(measure, text, preset, write)
        except BaseException:  # noqa: BLE001 - the child must not run the cleanup of its parent
            traceback.print_exc()
            os.write(write, b"inf")
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        seconds = pipe.read()
    os.waitpid(child, 0)
    return float(seconds or TIMEOUT)


def _measure(measure: Measure, text: str, preset: str, pipe: int) -> None:
    signal.setitimer(signal.ITIMER_PROF, TIMEOUT)  # the signal kills the process
    gc.disable()  # as the command does
    started = time.process_time()
    measure.run(text, preset)
    os.write(pipe, f"{time.process_time() - started}".encode())


def _format(seconds: float) -> str:
    if seconds == math.inf:
        return "failed"
    return f"{seconds:.2f}" if seconds < TIMEOUT else f"> {TIMEOUT}"


def _dialect(preset: str) -> Dialect:
    return load_settings(f'preset = "{preset}"\n', codes=[rule.code for rule in RULES], source="").dialect


def _check(*options: str) -> Callable[[str, str], None]:
    """Return an operation that writes the note into the current folder and checks it with these options."""

    def run(text: str, preset: str) -> None:
        Path(".wikilsp.toml").write_text(f'preset = "{preset}"\n', "utf-8")
        Path("note.md").write_bytes(text.encode("utf-8", "replace"))
        for stream in (sys.stdout, sys.stderr):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        wikilsp(["check", "--no-cache", "--show", "hint", *options], standalone_mode=False)

    return run


MEASURES = (
    Measure("parse", lambda text, preset: parse(text, _dialect(preset)), PRESETS),
    Measure("folds", lambda text, preset: folds(text, _dialect(preset))),
    Measure("check", _check(), ("obsidian", "logseq")),
    Measure("diff", _check("--diff")),
    Measure("fix", _check("--fix", "--unsafe-fixes")),
)

if __name__ == "__main__":
    sys.exit(main())
