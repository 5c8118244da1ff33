"""Measure `wikilsp server` from outside, as an editor experiences it, on generated vaults.

python benchmarks/server.py                                   10,000 notes like real ones
python benchmarks/server.py --shape easy                      10,000 notes that are all plain
python benchmarks/server.py --memory-notes 10000,100000       also the memory for 100,000 notes
"""

import argparse
from collections.abc import Collection, Iterator
from pathlib import Path

from fallbacks import plain_share, read_notes
from figures import NOT_OFFERED, Figure, Target, circumstances, figures_table
from generate import SHAPES
from generated import compile_wikilsp, vaults_folder
from questions import AT_ONCE, CODE_ACTIONS, COMPLETION, EVERYTHING, PULL, RENAME
from server_vault import server_vault
from sessions import (
    NO_WORK,
    Place,
    peak_memory,
    requests_while_loading,
    server_command,
    session,
    start,
    wait_for_contents,
)
from writing import (
    TYPED,
    measure_answers,
    measure_code_actions,
    measure_completions,
    measure_diagnostics,
    measure_renames,
    wait_until_idle,
)

_DEFINED = (Target(0.6, 0.4),)
_LOADED_COLD, _LOADED_WARM = (Target(2.5, 1.2),), (Target(0.8, 0.5),)
_WHILE_LOADING = (Target(20), Target(100, statistic="worst"))
_BLOCKED = (Target(20, statistic="worst"),)
_ANSWERED = (Target(30, 16, "p99"),)
_DIAGNOSED = (Target(50, 16, "p99"),)
_RENAMED = (Target(1000),)
_MENTIONED = (Target(50),)
_MEMORY = {10_000: (Target(120, 80),), 100_000: (Target(700, 400),)}
_TARGETED = ("definition", "hover", "completion", "references, 100 backlinks")
"""Requests with a target."""
_NO_CACHE = "no cache yet"


def measure_starts(place: Place, rounds: int) -> Iterator[Figure]:
    """Measure starts without and with a cache in alternation, with no requests while contents are read."""
    cold, warm = [], []
    for _ in range(rounds):
        place.clear_cache()
        cold.append(start(place))
        if place.has_cache():
            warm.append(start(place))
    yield Figure("start to first definition, cold", "s", [one.defined for one in cold], _DEFINED)
    yield Figure("start to first definition, warm", "s", [one.defined for one in warm], _DEFINED, _NO_CACHE)
    yield Figure("start to all contents, cold", "s", [one.loaded for one in cold], _LOADED_COLD)
    yield Figure("start to all contents, warm", "s", [one.loaded for one in warm], _LOADED_WARM, _NO_CACHE)


def measure_loading(place: Place, rounds: int) -> Iterator[Figure]:
    """Measure requests that need not wait while contents are read, without a cache."""
    times: dict[str, list[float]] = {}
    for _ in range(rounds):
        place.clear_cache()
        for name, milliseconds in requests_while_loading(place).items():
            times.setdefault(name, []).extend(milliseconds)
    for name in (NO_WORK, *AT_ONCE):
        targets = _BLOCKED if name == NO_WORK else _WHILE_LOADING
        yield Figure(f"while contents are read: {name}", "ms", times.get(name, []), targets, NOT_OFFERED)


def measure_steady_state(place: Place, samples: int) -> Iterator[Figure]:
    """Measure requests and typing after all contents are read."""
    with session(place) as editor:
        wait_for_contents(editor)
        wait_until_idle(editor)
        pushed = measure_diagnostics(editor, samples, pulled=False)
        yield Figure("keystroke to diagnostics, pushed", "ms", pushed, _DIAGNOSED)
        for thing, (before, typed) in TYPED.items():
            times = measure_completions(editor, before, typed, samples) if COMPLETION.is_offered(editor) else []
            yield Figure(f"keystroke to completion of {thing}", "ms", times, _ANSWERED, NOT_OFFERED)
        wait_until_idle(editor)
        times_of = measure_answers(editor, samples)
        for name in EVERYTHING:
            targets = _ANSWERED if name in _TARGETED else ()
            yield Figure(name, "ms", times_of.get(name, []), targets, NOT_OFFERED)
        rename_times = measure_renames(editor) if RENAME.is_offered(editor) else []
        yield Figure("rename of a note, 1,000 backlinks", "ms", rename_times, _RENAMED, NOT_OFFERED)
        listed, resolved = measure_code_actions(editor, samples) if CODE_ACTIONS.is_offered(editor) else ([], [])
        yield Figure("code actions at an unlinked mention", "ms", listed, _MENTIONED, NOT_OFFERED)
        yield Figure("the edit that links unlinked mentions", "ms", resolved, _MENTIONED, NOT_OFFERED)


def measure_pulled_diagnostics(place: Place, samples: int) -> Figure:
    """Measure diagnostics for an editor that pulls them."""
    with session(place, pulls=True) as editor:
        wait_for_contents(editor)
        wait_until_idle(editor)
        times = measure_diagnostics(editor, samples, pulled=True) if PULL.is_offered(editor) else []
    return Figure("keystroke to diagnostics, pulled", "ms", times, _DIAGNOSED, NOT_OFFERED)


def measure_memory(place: Place, sizes: Collection[int], shape: str) -> Iterator[Figure]:
    """Measure peak memory for vaults of these sizes, without a cache."""
    for notes in sorted({*_MEMORY, *sizes}):
        place.clear_cache()
        values = []
        if notes in sizes and (peak := peak_memory(place._replace(vault=server_vault(place.folder, notes, shape)))):
            values.append(peak)
        yield Figure(f"peak memory, {notes:,} notes", "MB", values, _MEMORY.get(notes, ()))


def main() -> None:
    """Measure, and print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--notes", type=int, default=10_000, help="size of the vault; default: %(default)s")
    parser.add_argument("--shape", choices=SHAPES, default="real", help="shape of the vaults; default: %(default)s")
    parser.add_argument(
        "--memory-notes", default="10000", help="sizes of vaults to measure memory with; default: %(default)s"
    )
    parser.add_argument("--rounds", type=int, default=3, help="starts of each kind; default: %(default)s")
    parser.add_argument("--samples", type=int, default=200, help="requests of each kind; default: %(default)s")
    parser.add_argument("--vaults", type=Path, help="keep the generated vaults in this folder and reuse them")
    arguments = parser.parse_args()
    with vaults_folder(arguments.vaults) as folder:
        place = Place(server_vault(folder, arguments.notes, arguments.shape), folder, server_command())
        compile_wikilsp()
        print(circumstances((*place.command[:-1], "--version")), end="\n\n")
        figures = [*measure_starts(place, arguments.rounds), *measure_loading(place, arguments.rounds)]
        figures += [
            *measure_steady_state(place, arguments.samples),
            measure_pulled_diagnostics(place, arguments.samples),
        ]
        figures += measure_memory(place, [int(notes) for notes in arguments.memory_notes.split(",")], arguments.shape)
        plain = plain_share(read_notes(place.vault))
    print(figures_table(figures))
    print(f"The vault has {arguments.notes:,} {arguments.shape} notes, {plain} of them plain; the open note has 20 kB.")
    print("Positions are UTF-16.")


if __name__ == "__main__":
    main()
