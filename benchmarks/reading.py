"""Measure what the summary reader saves: notes are parsed only if it gives up, compared with parsing every note.

    python benchmarks/reading.py VAULT... [--preset PRESET]

All ways to read alternate every few notes, in one process. Times are processor time without reading files.
"""

import argparse
import gc
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import get_args

from fallbacks import Notes, plain_share, read_notes
from figures import number, table

from wikilsp.settings import Dialect, Preset
from wikilsp.syntax.parse import parse
from wikilsp.syntax.summary import NoteSummary, summary_of
from wikilsp.syntax.summary_reader import read_summary

_TURN = 50
"""Notes that one way reads before it is the turn of the next one."""


def read_or_parse(text: str, dialect: Dialect) -> NoteSummary:
    """Return the summary of a note, parsed only if it is not plain."""
    return read_summary(text, dialect) or summary_of(parse(text, dialect))


def always_parse(text: str, dialect: Dialect) -> NoteSummary:
    """Return the summary of a note, parsed even if it is plain."""
    return summary_of(parse(text, dialect))


WAYS: dict[str, Callable[[str, Dialect], object]] = {
    "summary reader alone": read_summary,
    "parser alone": parse,
    "summary reader, else parser": read_or_parse,
    "parser always": always_parse,
}


def measure(notes: Notes, rounds: int) -> dict[str, list[float]]:
    """Return the milliseconds of each round by the way to read all notes, after a round that is not counted."""
    times: dict[str, list[float]] = {way: [] for way in WAYS}
    gc.disable()
    for turn in range(rounds + 1):
        ways = list(WAYS)[:: -1 if turn % 2 else 1]
        totals = dict.fromkeys(WAYS, 0.0)
        for start in range(0, len(notes.texts), _TURN):
            for way in ways:
                totals[way] += _milliseconds(WAYS[way], notes.texts[start : start + _TURN], notes.dialect)
        for way in WAYS:
            times[way] += [totals[way]] if turn else []
    gc.enable()
    return times


def _milliseconds(read: Callable[[str, Dialect], object], texts: Iterable[str], dialect: Dialect) -> float:
    started = time.process_time()
    for text in texts:
        read(text, dialect)
    return (time.process_time() - started) * 1000


def _row(vault: Path, notes: Notes, rounds: int) -> Sequence[str]:
    times = measure(notes, rounds)
    _, _, mixed, always = times.values()
    ratios = [slow / fast for slow, fast in zip(always, mixed, strict=True)]
    kilobytes = sum(len(text.encode()) for text in notes.texts) / 1000
    return (
        f"{vault.name}, {notes.dialect.preset}",
        f"{len(notes.texts):,}",
        number(kilobytes / len(notes.texts)),
        plain_share(notes),
        *(number(statistics.median(values)) for values in times.values()),
        f"{number(statistics.median(ratios))} ({number(min(ratios))} to {number(max(ratios))})",
    )


def main() -> None:
    """Measure, and print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("vaults", type=Path, nargs="+", help="folders with notes")
    parser.add_argument("--preset", choices=get_args(Preset), help="dialect of the notes; default: as found")
    parser.add_argument("--rounds", type=int, default=5, help="times to read all notes; default: %(default)s")
    arguments = parser.parse_args()
    rows = [_row(vault, read_notes(vault, arguments.preset), arguments.rounds) for vault in arguments.vaults]
    ways = [f"{way}, ms" for way in WAYS]
    print(table(("vault", "notes", "kB", "plain", *ways, "times as fast (least to most)"), rows))


if __name__ == "__main__":
    main()
