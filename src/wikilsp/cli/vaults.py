"""Finds the vaults and notes that the paths on a command line refer to, and the settings of these vaults."""

import os
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from wikilsp.cli.output import FatalError, print_lines
from wikilsp.codes import CODES
from wikilsp.disk.root import Root, find_root, read_settings, settings_without_file
from wikilsp.disk.state_folder import has_journals
from wikilsp.settings import NO_OPTIONS, RawOptions, Settings, SettingsError
from wikilsp.vault.problem import Problem


def group_by_root(paths: Iterable[Path]) -> dict[Root, list[Path]]:
    """Group paths by the vault that contains them, in the order of the first path of each vault."""
    groups: dict[Path, tuple[Root, list[Path]]] = {}
    warned: set[Problem] = set()
    for path in paths:
        root = resolve_root(path, warned)
        groups.setdefault(root.path, (root, []))[1].append(path)
    return dict(groups.values())


def resolve_root(path: Path, warned: set[Problem]) -> Root:
    """Find the root of the vault that contains a path. Warn about unreadable marker files, except those in `warned`."""
    root = find_root(path)
    warn(Path(), [problem for problem in root.problems if problem not in warned])
    warned.update(root.problems)
    return root


class SettingsSource(Struct, frozen=True):
    """The settings of all vaults on the command line."""

    file: Path | None = None
    """The file to read instead of the files of the vaults."""
    over: RawOptions = NO_OPTIONS
    """Valid options that outrank all files."""
    isolated: bool = False
    """Whether no file is read."""


_VAULT_FILES = SettingsSource()


def read_vault_settings(
    root: Path, source: SettingsSource = _VAULT_FILES, explain: Callable[[str], None] = lambda _: None
) -> Settings:
    """Read the settings of a vault. Raise `FatalError` if they are invalid.

    `explain` is called with sentences about the detected preset.
    """

    def warn_here(problem: Problem) -> None:
        warn(root, [problem])

    if source.isolated:
        return settings_without_file(root, source.over, warn_here, explain)
    try:
        return read_settings(root, CODES, source.file, source.over, warn_here, explain)
    except SettingsError as error:
        raise FatalError(error.lines) from error


def warn(root: Path, problems: Iterable[Problem]) -> None:
    """Print a warning for each problem."""
    print_lines(*(f"warning: {display_path(root / path)}: {message}" for path, message in problems), err=True)


def warn_if_interrupted(root: Path, *, is_error: bool = False) -> bool:
    """Return True if a change of the vault was, or may have been, interrupted; print a warning or error then."""
    if not has_journals():
        return False
    from wikilsp.disk.moved_vaults import interruption_message  # noqa: PLC0415 - there is hardly ever one

    found = interruption_message(root)
    if found:
        print_lines(f"{'error' if is_error else 'warning'}: {display_path(root)}: {found}", err=True)
    return found is not None


def notes_at(notes: Collection[str], root: Path, path: Path) -> Collection[str]:
    """Return the note at `path`, or all notes below it, among the notes of the vault."""
    for candidate in vault_paths(root, path):
        if not candidate:
            return notes
        if candidate in notes:
            return (candidate,)
        inner = [note for note in notes if note.startswith(f"{candidate}/")]
        if inner:
            return inner
    return ()


def vault_paths(root: Path, path: Path) -> Iterator[str]:
    """Yield the vault path of `path` as given ("" for the root), then with symbolic links resolved."""
    yield _relative(os.path.abspath(path), os.fspath(root))  # noqa: PTH100 - `Path.absolute` keeps the `..` of a path
    yield _relative(os.path.realpath(path), os.path.realpath(root))


def display_path(path: Path) -> str:
    """Return a path for display: relative if it is below the current folder, else absolute."""
    return path_text(path.absolute()).removeprefix(f"{path_text(Path.cwd()).rstrip('/')}/")


def path_text(path: Path) -> str:
    """Return a path as text with `/`; bytes that are not UTF-8 become escapes."""
    # `os.fsencode` does not work here: in the locale “C”, it expects file names to be ASCII.
    return path.as_posix().encode("utf-8", sys.getfilesystemencodeerrors()).decode("utf-8", "backslashreplace")


def _relative(path: str, root: str) -> str:
    relative = os.path.relpath(path, root).replace(os.sep, "/")
    return "" if relative == "." else relative
