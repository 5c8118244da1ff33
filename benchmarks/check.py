"""Compare `wikilsp check` with rumdl, if it is installed: whole processes in alternation, on generated or other vaults.

python benchmarks/check.py                                  250, 1,000 and 10,000 notes like real ones
python benchmarks/check.py --shape easy                     the same numbers of notes that are all plain
python benchmarks/check.py --notes 250,1000,10000,100000    also 100,000 notes, which takes much longer
"""

import argparse
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from fallbacks import fallbacks, plain_share, read_notes
from figures import NOT_MEASURED, Figure, Target, circumstances, figures_table, number, table
from generate import SHAPES
from generated import compile_wikilsp, generated_vault, vaults_folder
from tools import Tool, rumdl, run, wikilsp

_ADDED_LINE = b"\nA line that was not there, with a link to [[Nobody wrote this]].\n"
_MOVED_PREFIX = "Moved "


class Case(NamedTuple):
    """A case to measure: runs with or without the cache, each after a change to a note."""

    name: str
    is_cached: bool
    change: Callable[[Path], None]


class Measurement(NamedTuple):
    """The runs of one program on one vault in one case."""

    milliseconds: list[float]
    megabytes: float | None

    @property
    def median(self) -> float:
        """The median time in milliseconds."""
        return statistics.median(self.milliseconds)


Results = dict[tuple[int, str, str], Measurement]
"""Measurements by number of notes, name of the case and name of the program."""


def keep(_note: Path) -> None:
    """Change nothing."""


def edit(note: Path) -> None:
    """Add a line to a note, or remove it if it is there."""
    text = note.read_bytes()
    note.write_bytes(text.removesuffix(_ADDED_LINE) if text.endswith(_ADDED_LINE) else text + _ADDED_LINE)


def rename(note: Path) -> None:
    """Rename a note, or rename it back."""
    moved = note.with_name(f"{_MOVED_PREFIX}{note.name}")
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


def measure(tools: Sequence[Tool], case: Case, vault: Path, rounds: int) -> Iterator[tuple[str, Measurement]]:
    """Run all tools in alternation, then once more each to sample memory, which would disturb the times."""
    commands = {tool.name: tool.warm if case.is_cached else tool.cold for tool in tools}
    times: dict[str, list[float]] = {name: [] for name in commands}
    note = _some_note(vault)
    for command in commands.values():
        run(command, vault)  # fills the cache of the program and the page cache
    for turn in range(rounds):
        case.change(note)
        # Change the order, so that no program always runs after the same other one.
        for name in sorted(commands, reverse=turn % 2 == 1):
            times[name].append(run(commands[name], vault).milliseconds)
    case.change(note)
    peaks = {name: run(command, vault, with_memory=True).megabytes for name, command in commands.items()}
    if rounds % 2 == 0:
        case.change(note)  # restores the note
    for name in commands:
        yield name, Measurement(times[name], peaks[name])


def _some_note(vault: Path) -> Path:
    notes = sorted(vault.rglob("*.md"))
    return notes[len(notes) // 2]


def cases_table(results: Results, plain: Mapping[int, str]) -> str:
    """Return all measurements as a Markdown table; `plain` are the shares of plain notes, by the number of notes."""
    head = ("notes", "", "plain", "wikilsp, ms (best)", "MB", "rumdl, ms (best)", "MB", "wikilsp to rumdl")
    rows = []
    for notes, case in dict.fromkeys((notes, case) for notes, case, _ in results):
        ours, theirs = results[notes, case, "wikilsp"], results.get((notes, case, "rumdl"))
        ratio = number(ours.median / theirs.median) if theirs else ""
        rows.append((f"{notes:,}", case, plain[notes], *_cells(ours), *_cells(theirs), ratio))
    return table(head, rows)


def _cells(measurement: Measurement | None) -> tuple[str, str]:
    if measurement is None:
        return "", ""
    memory = number(measurement.megabytes) if measurement.megabytes else ""
    return f"{number(measurement.median)} ({number(min(measurement.milliseconds))})", memory


def targets(results: Results) -> list[Figure]:
    """Return the figures that have targets."""
    few, many, most = 250, 10_000, 100_000
    cold, warm, changed = (case.name for case in CASES[:3])
    memory = results[most, cold, "wikilsp"].megabytes if (most, cold, "wikilsp") in results else None
    short = results.get((few, cold, "wikilsp"))
    return [
        _ratio(results, (many, cold, "wikilsp"), (many, cold, "rumdl"), Target(1.5, 1.0)),
        _ratio(results, (many, warm, "wikilsp"), (many, warm, "rumdl"), Target(0.4, 0.2)),
        _ratio(results, (many, changed, "wikilsp"), (many, warm, "rumdl"), Target(0.6, 0.3)),
        Figure(f"wikilsp, {few} notes, cold", "ms", [short.median] if short else [], (Target(180, 100),)),
        _ratio(results, (most, cold, "wikilsp"), (many, cold, "wikilsp"), Target(12, 10)),
        Figure(f"wikilsp, {most:,} notes, cold", "MB", [memory] if memory else [], (Target(700, 400),)),
    ]


def _ratio(results: Results, key: tuple[int, str, str], other: tuple[int, str, str], target: Target) -> Figure:
    names = [f"{tool}, {notes:,} notes, {case}" for notes, case, tool in (key, other)]
    values = [results[key].median / results[other].median] if key in results and other in results else []
    return Figure(" to ".join(names), "x", values, (target,), NOT_MEASURED)


def main() -> None:
    """Measure, and print Markdown tables."""
    arguments = _arguments()
    with vaults_folder(arguments.vaults) as folder:
        ours, theirs = wikilsp(arguments.wikilsp, folder / "cache"), rumdl(arguments.rumdl, folder / "cache")
        tools = [ours, theirs] if theirs else [ours]
        print(circumstances(*(tool.version for tool in tools)), end="\n\n")
        compile_wikilsp()
        results: Results = {}
        plain: dict[int, str] = {}
        for vault in arguments.vault or (
            generated_vault(folder, int(size), arguments.shape) for size in arguments.notes
        ):
            contents = read_notes(vault)
            notes = len(contents.texts)
            plain[notes] = plain_share(contents)
            for case in CASES:
                for name, measurement in measure(tools, case, vault, arguments.rounds or _rounds(notes)):
                    results[notes, case.name, name] = measurement
            print(f"{vault.name}: {fallbacks(contents)}\n")
        print(cases_table(results, plain))
        print(figures_table(targets(results)))
        for remark in _remarks(ours, theirs):
            print(remark, end="\n\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--notes",
        type=lambda sizes: sizes.split(","),
        default=["250", "1000", "10000"],
        help="sizes of the vaults; default: 250,1000,10000",
    )
    parser.add_argument("--shape", choices=SHAPES, default="real", help="shape of the vaults; default: %(default)s")
    parser.add_argument(
        "--vault", type=Path, action="append", help="measure this vault instead; one note is changed and restored"
    )
    parser.add_argument("--rounds", type=int, help="runs of each program in each case; default: 15 to 3, by the size")
    parser.add_argument("--vaults", type=Path, help="keep the generated vaults in this folder and reuse them")
    parser.add_argument("--wikilsp", help="the wikilsp to measure, instead of the installed one")
    parser.add_argument("--rumdl", help="the rumdl to compare with, instead of the installed one")
    return parser.parse_args()


def _rounds(notes: int) -> int:
    return 15 if notes <= 1_000 else 7 if notes <= 10_000 else 3


def _remarks(ours: Tool, theirs: Tool | None) -> Iterator[str]:
    yield "Times are medians of whole processes; memory is the peak of all processes of a run together."
    if not ours.has_cache:
        yield "This wikilsp has no cache, so all of its runs are cold."
    if theirs is None:
        yield "rumdl is not installed, so there is nothing to compare with."


if __name__ == "__main__":
    main()
