"""Measures `wikilsp check` against rumdl, where that is installed: whole processes, by turns, on generated vaults.

python benchmarks/check.py                                  250, 1,000 and 10,000 notes
python benchmarks/check.py --notes 250,1000,10000,100000    100,000 too, which takes much longer
"""

import argparse
import statistics
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from fallbacks import fallbacks
from figures import NOT_MEASURED, Figure, Target, circumstances, figures_table, number, table
from generated import compile_wikilsp, kept_or_temporary, vault_of
from tools import Tool, rumdl, run, wikilsp

_ADDED = "\nA line that was not there, with a link to [[Nobody wrote this]].\n"
_MOVED = "Moved "


class Case(NamedTuple):
    """What is measured: with or without a cache, and after which change to a note."""

    name: str
    is_cached: bool
    change: Callable[[Path], None]


class Measured(NamedTuple):
    """The runs of one program over one vault in one case."""

    milliseconds: list[float]
    megabytes: float | None

    @property
    def median(self) -> float:
        """The median of the times."""
        return statistics.median(self.milliseconds)


Results = dict[tuple[int, str, str], Measured]
"""By number of notes, name of the case and name of the program."""


def keep(_note: Path) -> None:
    """Change nothing."""


def edit(note: Path) -> None:
    """Add a line to a note; the next time, take it away."""
    text = note.read_text("utf-8")
    note.write_text(text.removesuffix(_ADDED) if text.endswith(_ADDED) else text + _ADDED, "utf-8", newline="\n")


def rename(note: Path) -> None:
    """Give a note another name; the next time, its own again."""
    moved = note.with_name(f"{_MOVED}{note.name}")
    if note.exists():
        note.rename(moved)
    else:
        moved.rename(note)


CASES = (
    Case("cold", is_cached=False, change=keep),
    Case("warm", is_cached=True, change=keep),
    Case("one note changed", is_cached=True, change=edit),
    Case("one note renamed", is_cached=True, change=rename),
)


def measure(tools: Sequence[Tool], case: Case, vault: Path, rounds: int) -> Iterator[tuple[str, Measured]]:
    """Run all tools by turns in one case, and once more each to look at the memory, which would disturb the times."""
    commands = {tool.name: tool.warm if case.is_cached else tool.cold for tool in tools}
    times: dict[str, list[float]] = {name: [] for name in commands}
    note = _some_note(vault)
    for command in commands.values():
        run(command, vault)  # fills the cache of the program, and the one of the system
    for turn in range(rounds):
        case.change(note)
        # No program always runs first, and so in the wake of the same other one.
        for name in sorted(commands, reverse=turn % 2 == 1):
            times[name].append(run(commands[name], vault).milliseconds)
    case.change(note)
    peaks = {name: run(command, vault, with_memory=True).megabytes for name, command in commands.items()}
    if rounds % 2 == 0:
        case.change(note)  # back to what it was
    for name in commands:
        yield name, Measured(times[name], peaks[name])


def _some_note(vault: Path) -> Path:
    notes = sorted(vault.rglob("*.md"))
    return notes[len(notes) // 2]


def cases_table(results: Results) -> str:
    """Give all that was measured."""
    head = ("notes", "", "wikilsp, ms (least)", "MB", "rumdl, ms (least)", "MB", "wikilsp to rumdl")
    rows = []
    for notes, case in dict.fromkeys((notes, case) for notes, case, _ in results):
        ours, theirs = results[notes, case, "wikilsp"], results.get((notes, case, "rumdl"))
        ratio = number(ours.median / theirs.median) if theirs else ""
        rows.append((f"{notes:,}", case, *_cells(ours), *_cells(theirs), ratio))
    return table(head, rows)


def _cells(measured: Measured | None) -> tuple[str, str]:
    if measured is None:
        return "", ""
    memory = number(measured.megabytes) if measured.megabytes else ""
    return f"{number(measured.median)} ({number(min(measured.milliseconds))})", memory


def targets(results: Results) -> list[Figure]:
    """Compare what was measured with what was aimed at."""
    least, many, most = 250, 10_000, 100_000
    cold, warm, changed = (case.name for case in CASES[:3])
    memory = results[most, cold, "wikilsp"].megabytes if (most, cold, "wikilsp") in results else None
    short = results.get((least, cold, "wikilsp"))
    return [
        _ratio(results, (many, cold, "wikilsp"), (many, cold, "rumdl"), Target(1.5, 1.0)),
        _ratio(results, (many, warm, "wikilsp"), (many, warm, "rumdl"), Target(0.4, 0.2)),
        _ratio(results, (many, changed, "wikilsp"), (many, warm, "rumdl"), Target(0.6, 0.3)),
        Figure(f"wikilsp, {least} notes, cold", "ms", [short.median] if short else [], (Target(180, 100),)),
        _ratio(results, (most, cold, "wikilsp"), (many, cold, "wikilsp"), Target(12, 10)),
        Figure(f"wikilsp, {most:,} notes, cold", "MB", [memory] if memory else [], (Target(700, 400),)),
    ]


def _ratio(results: Results, what: tuple[int, str, str], to: tuple[int, str, str], target: Target) -> Figure:
    shown = [f"{tool}, {notes:,} notes, {case}" for notes, case, tool in (what, to)]
    values = [results[what].median / results[to].median] if what in results and to in results else []
    return Figure(" to ".join(shown), "x", values, (target,), NOT_MEASURED)


def main() -> None:
    """Measure what the arguments ask for, and print it as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--notes", default="250,1000,10000", help="sizes of the vaults; default: %(default)s")
    parser.add_argument("--rounds", type=int, help="runs of each program in each case; default: 15 to 3, by the size")
    parser.add_argument("--vaults", type=Path, help="a folder to keep the vaults in, and to find them again")
    parser.add_argument("--wikilsp", help="the wikilsp to measure, if it is not the installed one")
    parser.add_argument("--rumdl", help="the rumdl to compare with, if it is not the installed one")
    arguments = parser.parse_args()
    sizes = [int(size) for size in arguments.notes.split(",")]
    with kept_or_temporary(arguments.vaults) as folder:
        ours, theirs = wikilsp(arguments.wikilsp, folder / "cache"), rumdl(arguments.rumdl, folder / "cache")
        tools = [ours, theirs] if theirs else [ours]
        print(circumstances(*(tool.version for tool in tools)), end="\n\n")
        compile_wikilsp()
        results: Results = {}
        for notes in sizes:
            vault = vault_of(folder, notes)
            for case in CASES:
                rounds = arguments.rounds or _rounds(notes)
                for name, measured in measure(tools, case, vault, rounds):
                    results[notes, case.name, name] = measured
        print(cases_table(results))
        print(figures_table(targets(results)))
        for remark in _remarks(ours, theirs):
            print(remark, end="\n\n")
        print(fallbacks(vault_of(folder, max(sizes))))


def _rounds(notes: int) -> int:
    return 15 if notes <= 1_000 else 7 if notes <= 10_000 else 3


def _remarks(ours: Tool, theirs: Tool | None) -> Iterator[str]:
    yield "Times are medians of whole processes, memory is the peak of all processes of a run together."
    if not ours.has_cache:
        yield "This wikilsp has no cache yet: each of its runs is a cold one."
    if theirs is None:
        yield "rumdl is not installed, so there is nothing to compare with."


if __name__ == "__main__":
    main()
