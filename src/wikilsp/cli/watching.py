"""`wikilsp check --watch`: checks again whenever a file of the vaults changes."""

import os
import time
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple, NoReturn, Protocol, TypeVar

import click
import watchfiles

from wikilsp.baseline import entries_of
from wikilsp.cli.check_options import Options
from wikilsp.cli.output import FatalError, clear_screen, print_lines
from wikilsp.cli.vaults import group_by_root
from wikilsp.disk.apps import is_deciding
from wikilsp.disk.cache import cache_folder
from wikilsp.disk.walk import walk
from wikilsp.report.located import CheckResult, LocatedDiagnostic

_SETTLING_TIME = 100
"""Milliseconds without a change before the notes are checked: editors write several files in a row."""
_LONGEST_WAIT = 1_000
"""Milliseconds after which they are checked though files keep changing."""
_MOST_LISTED = 10
"""The maximum number of new findings listed, and of those that are gone."""

_Shown = Mapping[tuple[object, ...], str]
"""The lines for the findings that were reported, by what identifies them."""


class Checked(Protocol):
    """The result of one check."""

    results: list[CheckResult]


_Checked = TypeVar("_Checked", bound=Checked)


def watch(options: Options, check: Callable[[], _Checked], report: Callable[[_Checked, float], object]) -> NoReturn:
    """Check and report until Ctrl-C: first now, then after each change of the result. Raise `KeyboardInterrupt`.

    `report` takes the result of `check`, and the time at which it started.
    """
    roots = [root.path for root in group_by_root(options.targets)]
    last: _Shown | None = None
    while True:
        before = {root: _state(root) for root in roots}
        last = _check_once(options, check, report, last)
        _wait_for_change(before, partial(_is_relevant, roots, _own_files(options)))


def _check_once(
    options: Options, check: Callable[[], _Checked], report: Callable[[_Checked, float], object], last: _Shown | None
) -> _Shown | None:
    """Check, and report if the result is another one than the `last`. Return it, None if the check failed."""
    started = time.perf_counter()
    try:
        checked = check()
    except (FatalError, click.ClickException) as error:
        clear_screen()
        lines = error.lines if isinstance(error, FatalError) else [f"Error: {error.format_message()}"]
        print_lines(*lines, "waiting for changes; Ctrl-C ends", err=True)
        return None
    shown = _describe(options, checked.results)
    if shown == last:
        return last
    if options.silent:
        report(checked, started)
        return shown
    clear_screen()
    report(checked, started)
    if not options.quiet:
        lines = [] if last is None else _differences(last, shown)
        print_lines(*lines, "waiting for changes; Ctrl-C ends", err=options.prints_data)
    return shown


def _describe(options: Options, results: Iterable[CheckResult]) -> _Shown:
    """Return the findings to report."""
    shown: dict[tuple[object, ...], str] = {}
    for checked in results:
        reported = {id(each) for each in checked.diagnostics if each.severity >= options.lowest_shown}
        for found, entry in zip(checked.known, entries_of(checked.known, checked.read), strict=True):
            if id(found) in reported:
                place = f"{LocatedDiagnostic(checked, found).filename}:{found.start.row}:{found.start.column}"
                shown[checked.root, entry.fingerprint] = f"{place}: {found.code}: {found.finding.message}"
    return shown


def _differences(before: _Shown, now: _Shown) -> list[str]:
    """Return lines that say which findings are new, and which are gone."""
    new, gone = _lines("new", now, before), _lines("gone", before, now)
    number = f"{len(now.keys() - before.keys()):,} new, {len(before.keys() - now.keys()):,} gone"
    return [*new, *gone, number]


def _lines(word: str, these: _Shown, others: _Shown) -> list[str]:
    lines = [f"{word}: {line}" for key, line in these.items() if key not in others]
    more = len(lines) - _MOST_LISTED
    return [*lines[:_MOST_LISTED], f"{word}: {more:,} more"] if more > 0 else lines


class _State(NamedTuple):
    """The state of the folder of a vault: which one it is, and time, size and inode of its files by vault path."""

    folder: tuple[int, int] | None
    files: Mapping[str, tuple[int, int, int]]


def _wait_for_change(before: Mapping[Path, _State], is_relevant: Callable[[watchfiles.Change, str], bool]) -> None:
    """Wait until a relevant file has changed since the state of each vault `before`. Raise `KeyboardInterrupt`."""
    is_first = True
    for changes in watchfiles.watch(
        *before,
        watch_filter=is_relevant,
        debounce=_LONGEST_WAIT,
        step=_SETTLING_TIME,
        rust_timeout=_LONGEST_WAIT,
        yield_on_timeout=True,
        ignore_permission_denied=True,
    ):
        # An empty set tells that files are watched from now on: what changed earlier is seen in their state. Later,
        # only the folder itself is looked at, which may have been moved or replaced.
        if changes or any(_folder(root) != state.folder for root, state in before.items()):
            return
        if is_first and any(_state(root) != state for root, state in before.items()):
            return
        is_first = False


def _folder(root: Path) -> tuple[int, int] | None:
    try:
        seen = root.stat()
    except OSError:
        return None
    return seen.st_dev, seen.st_ino


def _state(root: Path) -> _State:
    """Return the state of a vault."""
    found, files = walk(root), dict[str, tuple[int, int, int]]()
    for path in (*found.notes, *found.files, ".wikilsp.toml", ".gitignore"):
        try:
            seen = os.stat(f"{root}/{path}")  # noqa: PTH116 - there may be many
        except OSError:
            continue
        files[path] = (seen.st_mtime_ns, seen.st_size, seen.st_ino)
    return _State(_folder(root), files)


def _own_files(options: Options) -> tuple[str, ...]:
    """Return the paths that a check writes itself."""
    own = (options.output_file, options.cache_dir or cache_folder())
    return tuple(os.path.realpath(path) for path in own if path)


def _is_relevant(roots: Iterable[Path], own: tuple[str, ...], _change: watchfiles.Change, path: str) -> bool:
    """Whether a changed file may change the findings."""
    real = os.path.realpath(path)
    if any(real == each or real.startswith(f"{each}{os.sep}") for each in own):
        return False
    for root in roots:
        if path.startswith(f"{root}{os.sep}"):
            vault_path = path[len(str(root)) + 1 :].replace(os.sep, "/")
            in_hidden_folder = any(part.startswith(".") for part in vault_path.split("/")[:-1])
            return not in_hidden_folder or is_deciding(vault_path)
    return True
