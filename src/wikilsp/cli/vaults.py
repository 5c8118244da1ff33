"""From the paths of a command line to vaults: which they are, what of them was asked for. Reads no note."""

import os
import sys
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import click

from wikilsp.cli.output import say
from wikilsp.codes import CODES
from wikilsp.disk.root import Root, find_root, read_settings
from wikilsp.disk.state_folder import has_journals
from wikilsp.settings import Settings, SettingsError
from wikilsp.vault.problem import Problem


def by_root(paths: Iterable[Path]) -> dict[Root, list[Path]]:
    """Group paths by the vault that they lie in, in the order in which the vaults are first met."""
    found: dict[Path, tuple[Root, list[Path]]] = {}
    told: set[Problem] = set()
    for path in paths:
        root = root_of(path, told)
        found.setdefault(root.path, (root, []))[1].append(path)
    return dict(found.values())


def root_of(path: Path, told: set[Problem]) -> Root:
    """Find the vault of a path. What might have made another folder one, but cannot be read, is told once."""
    root = find_root(path)
    warn(Path(), [problem for problem in root.problems if problem not in told])
    told.update(root.problems)
    return root


def settings_of(root: Path, config: Path | None = None) -> Settings:
    """Read the settings of a vault; wrong ones end the command."""
    try:
        return read_settings(root, CODES, config, tell=lambda problem: warn(root, [problem]))
    except SettingsError as error:
        say(*error.lines, err=True)
        raise click.exceptions.Exit(2) from error


def warn(root: Path, problems: Iterable[Problem]) -> None:
    """Tell what could not be read."""
    say(*(f"warning: {shown(root / path)}: {message}" for path, message in problems), err=True)


def warn_if_interrupted(root: Path, *, is_error: bool = False) -> bool:
    """Tell, in one line, that a change of a vault was, or may have been, interrupted; return whether it was."""
    if not has_journals():
        return False
    from wikilsp.disk.moved import interruption  # noqa: PLC0415 - there is hardly ever one

    found = interruption(root)
    if found:
        say(f"{'error' if is_error else 'warning'}: {shown(root)}: {found}", err=True)
    return found is not None


def notes_at(notes: Collection[str], root: Path, path: Path) -> Collection[str]:
    """Give, of the notes of a vault, the one at `path`, or all below it."""
    for candidate in vault_paths(root, path):
        if not candidate:
            return notes
        if candidate in notes:
            return (candidate,)
        below = [note for note in notes if note.startswith(f"{candidate}/")]
        if below:
            return below
    return ()


def vault_paths(root: Path, path: Path) -> Iterator[str]:
    """Give the vault path that `path` is written as, "" for the root, then the one it has without symbolic links."""
    yield _relative(os.path.abspath(path), os.fspath(root))  # noqa: PTH100 - `Path.absolute` keeps the `..` of a path
    yield _relative(os.path.realpath(path), os.path.realpath(root))


def shown(path: Path) -> str:
    """Give a path as reports show it: relative below the current folder, else absolute."""
    return as_text(path.absolute()).removeprefix(f"{as_text(Path.cwd()).rstrip('/')}/")


def as_text(path: Path) -> str:
    """Give a path with `/`; bytes that are not UTF-8 are shown as such, since no report can hold them."""
    # Not `os.fsencode`: in the locale “C”, it takes ASCII for all that file names are made of.
    return path.as_posix().encode("utf-8", sys.getfilesystemencodeerrors()).decode("utf-8", "backslashreplace")


def _relative(path: str, root: str) -> str:
    relative = os.path.relpath(path, root).replace(os.sep, "/")
    return "" if relative == "." else relative
