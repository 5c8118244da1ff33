"""What an interrupted change has left in a vault: what that is, and how it is finished or taken back.

Both look at each step again before they make it, so that they may be interrupted too.
"""

import contextlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from wikilsp.disk.apply import apply, roll_back
from wikilsp.disk.atomic_write import contents, write_all
from wikilsp.disk.journal import Journal, is_interrupted, locked
from wikilsp.disk.moved import Moved, end_others_of, moved_from, moved_here, own_plan
from wikilsp.disk.placing import placed
from wikilsp.disk.plan import Plan, Rewrite
from wikilsp.disk.root import has_marker
from wikilsp.disk.state_folder import state_folder
from wikilsp.disk.steps import Where, told, where_is
from wikilsp.vault.changes import ChangedMeanwhileError, WriteError

_BEGIN = ".wikilsp-"
_OURS = re.compile(r"\.wikilsp-[0-9a-f]{16}\.tmp")
_NAME = re.compile(rf"{_OURS.pattern}|\.wikilsp-[a-z0-9_]{{8}}")
"""What they are called, by older versions as well, whose names may be those of files of the user's."""

Way = Literal["continue", "undo"]


class Leftovers(NamedTuple):
    """Temporary files in a vault, as vault paths."""

    certain: tuple[str, ...]
    doubtful: tuple[str, ...]
    """Files that may be the user's own."""


class Interruption(NamedTuple):
    """A change that was interrupted: when it began, and what has become of each of its steps, in words."""

    started: float
    steps: tuple[tuple[str, str], ...]
    """What was to be changed, and how far that is."""
    old: str | None = None
    """Where the vault was then, if it has been moved since."""


class Recovered(NamedTuple):
    """What was done about an interrupted change."""

    steps: int
    left: tuple[tuple[str, str], ...]
    """Vault paths that another program has changed since, so that they were left alone, and what is to be said."""
    failed: tuple[WriteError, ...]
    """What could not be done. If there is anything, the journal is kept, so that it can be tried again."""
    removed: tuple[str, ...]
    """Temporary files that were removed."""


def look(root: Path, old: Path | None = None) -> Interruption | None:
    """Return what was interrupted in the vault at `root`, if anything. Raise `WriteError`.

    `old` is where the vault was then, if the user says so.
    """
    if is_interrupted(root):
        with locked(root) as journal:
            if plan := _own(journal, root, old):
                return _interruption(plan, journal.reached)
    found = _moved(root, old)
    return _interruption(found.placed(root), found.reached)._replace(old=found.shown) if found else None


def _interruption(plan: Plan, reached: int | None) -> Interruption:
    with told(""):
        return Interruption(plan.started, tuple(_steps(plan, reached)))


def _own(journal: Journal, root: Path, old: Path | None) -> Plan | None:
    """Return the plan of the journal that is named after the path of the vault."""
    plan = own_plan(journal, root)
    if plan and old and os.path.realpath(old) != os.path.realpath(root):
        raise WriteError("", "a change of this vault was interrupted at its place of now; recover it without “--from”")
    return placed(plan, root, journal.file) if plan else None


def _moved(root: Path, old: Path | None) -> Moved | None:
    return moved_from(root, old) if old else moved_here(root)


def leftovers(root: Path) -> Leftovers:
    """Return the temporary files in the vault at `root`, whatever has left them, but not those of vaults below it."""
    certain, doubtful = [], []
    for file in _temporary_files(root):
        path = file.relative_to(root).as_posix()
        if _OURS.fullmatch(file.name):
            certain.append(path)
        else:
            doubtful.append(path)
    return Leftovers(tuple(sorted(certain)), tuple(sorted(doubtful)))


def recover(root: Path, way: Way, old: Path | None = None) -> Recovered:
    """Finish or take back what was interrupted in the vault at `root`, and remove temporary files.

    `old` is where the vault was then, if the user says so. Raise `WriteError` if nothing is done: another process
    writes, or the journal cannot be used.
    """
    with locked(root) as journal:
        plan = _own(journal, root, old)
        if plan is None and (moved := _moved(root, old)):
            plan = _adopted(journal, moved, root)
        if plan:
            end_others_of(plan, root)
        found = _finished(plan, journal, way) if plan else Recovered(0, (), (), ())
        failed, removed = list(found.failed), []
        for path in leftovers(root).certain:
            try:
                with told(path):
                    (root / path).unlink()
                removed.append(path)
            except WriteError as error:
                failed.append(error)
        return found._replace(failed=tuple(failed), removed=tuple(removed))


def _adopted(journal: Journal, moved: Moved, root: Path) -> Plan:
    """Write the journal of the old path down as the one of the path of the vault, so that it is found at once."""
    plan = moved.placed(root)
    with told(str(journal.file)):
        journal.begin(plan, moved.reached)
    return plan


def _finished(plan: Plan, journal: Journal, way: Way) -> Recovered:
    problems: list[WriteError] = []
    if way == "undo":
        roll_back(plan, journal, problems.append)
    else:
        for _ in apply(plan, journal, problems.append):
            pass
    failed = [error for error in problems if not isinstance(error, ChangedMeanwhileError)]
    changed = [error.path for error in problems if isinstance(error, ChangedMeanwhileError)]
    left = []
    for path in dict.fromkeys(changed):
        try:
            left.append((path, _left(plan, path)))
        except WriteError as error:
            failed.append(error)
    if not failed:
        try:
            with told(str(journal.file)):
                journal.end()
        except WriteError as error:
            failed.append(error)
    return Recovered(len(plan.rewrites) + len(plan.creations) + len(plan.moves), tuple(left), tuple(failed), ())


def _left(plan: Plan, path: str) -> str:
    """Say that something was left alone. What it was before is kept elsewhere: nobody but the journal may have it."""
    why = "this is no longer what the change read or wrote, and was left alone"
    for step in plan.rewrites:
        if step.path == path:
            return f"{why}; its text from before is in {_keep(plan, step)}"
    return why


def _keep(plan: Plan, step: Rewrite) -> Path:
    folder = state_folder() / "kept" / plan.token
    file = folder / step.path
    with told(str(file)):
        for each in (folder.parent, folder, *(folder / parent for parent in reversed(Path(step.path).parents))):
            each.mkdir(mode=0o700, exist_ok=True)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
        try:
            write_all(handle, step.before)
            os.fsync(handle)
        finally:
            os.close(handle)
    return file


def _temporary_files(root: Path) -> Iterator[Path]:
    """Yield the files whose names are such as temporary files have; symbolic links are not followed."""
    todo = [root]
    while todo:
        folder = todo.pop()
        with contextlib.suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if entry.name != ".git" and not has_marker(Path(entry)):
                        todo.append(Path(entry))
                elif _NAME.fullmatch(entry.name) and _is_single_file(entry):
                    yield Path(entry)


def _is_single_file(entry: os.DirEntry[str]) -> bool:
    return entry.is_file(follow_symlinks=False) and entry.stat(follow_symlinks=False).st_nlink == 1


# Telling


def _steps(plan: Plan, reached: int | None) -> Iterator[tuple[str, str]]:
    for step in plan.rewrites:
        yield step.path, "changed" if reached is not None else _state_of(step)
    for creation in plan.creations:
        yield creation.path, "created" if os.path.lexists(plan.at(creation.path)) else "not created yet"
    for number, move in enumerate(plan.moves):
        is_last = reached is not None and number == reached
        is_made = reached is not None and (number < reached or (is_last and where_is(plan, move) is Where.NEW))
        yield f"{move.old} to {move.new}", "moved" if is_made else "not moved yet"


def _state_of(step: Rewrite) -> str:
    try:
        now = contents(step.real)
    except OSError as error:
        return f"cannot be read: {error.strerror or error}"
    if now == step.after:
        return "changed"
    return "not changed yet" if now == step.before else "changed by another program since"
