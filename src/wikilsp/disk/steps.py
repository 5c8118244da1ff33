"""Single steps on the disk, forward and back. Each checks the current state first, so that it can be repeated.

All raise `ChangedMeanwhileError` if another program has changed a file, and `WriteError` for errors of the system.
"""

import contextlib
import errno
import os
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

from wikilsp.disk.atomic_write import NotAFileError, create, read_file, replace
from wikilsp.disk.plan import Creation, Move, Plan, Rewrite
from wikilsp.vault.changes import ChangedMeanwhileError, WriteError

_NOT_REMOVABLE = (errno.ENOTEMPTY, errno.EEXIST, errno.ENOENT, errno.ENOTDIR)
_CHANGED = "this note has changed since it was read; try again"
_TAKEN = "this already exists; choose another name, or move it away first"


class MoveState(Enum):
    """Where the file of a move is now."""

    OLD = 1
    NEW = 2
    HALF = 3
    """A symbolic link that was created at its new path, but not yet removed from its old one."""
    BOTH = 4
    """Another file is in the way."""
    NOWHERE = 5


@contextlib.contextmanager
def wrap_errors(path: str) -> Iterator[None]:
    """Turn `OSError` into `WriteError` with a path: `ChangedMeanwhileError` if a retry cannot succeed."""
    try:
        yield
    except (FileNotFoundError, NotADirectoryError, NotAFileError) as error:
        raise ChangedMeanwhileError(path, f"this cannot be written: {error.strerror}") from error
    except OSError as error:
        raise WriteError(path, f"this cannot be written: {error.strerror or error}") from error


def rewrite(plan: Plan, step: Rewrite, before: bytes, after: bytes) -> None:
    """Replace the contents `before` of a note by `after`, unless it already has them."""
    file = step.real
    with wrap_errors(step.path):
        now = read_file(file)
        if now == after:
            return
        if now != before or not replace(file, before, after, plan.temporary(file.parent)):
            raise ChangedMeanwhileError(step.path, _CHANGED)


def make_folders(plan: Plan, folders: tuple[str, ...]) -> set[Path]:
    """Create folders; return their parents."""
    for path in folders:
        with wrap_errors(path):
            try:
                plan.at(path).mkdir(exist_ok=True)
            except FileExistsError as error:
                raise ChangedMeanwhileError(path, _TAKEN) from error
    return {plan.at(path).parent for path in folders}


def remove_folders(plan: Plan, folders: tuple[str, ...]) -> set[Path]:
    """Remove folders that were created, the inner ones first, if they are empty; return their parents."""
    for path in reversed(folders):
        try:
            plan.at(path).rmdir()
        except OSError as error:
            if error.errno not in _NOT_REMOVABLE:
                raise WriteError(path, f"this folder cannot be removed: {error.strerror or error}") from error
    return {plan.at(path).parent for path in folders}


def make_note(plan: Plan, step: Creation) -> None:
    """Create a note."""
    file = plan.at(step.path)
    with wrap_errors(step.path):
        try:
            create(file, step.content, plan.temporary(file.parent))
        except FileExistsError as error:
            if read_file(file) != step.content:
                raise ChangedMeanwhileError(step.path, _TAKEN) from error


def remove_note(plan: Plan, step: Creation) -> None:
    """Remove a note that was created."""
    file = plan.at(step.path)
    with wrap_errors(step.path), contextlib.suppress(FileNotFoundError, NotADirectoryError):
        if read_file(file) != step.content:
            raise ChangedMeanwhileError(step.path, _CHANGED)
        file.unlink()


def move(plan: Plan, step: Move) -> set[Path]:
    """Move a file, folder or symbolic link to its new path; return the folders that changed."""
    old, new = plan.at(step.old), plan.at(step.new)
    with wrap_errors(step.path):
        where = move_state(plan, step)
        if where is MoveState.BOTH:
            raise ChangedMeanwhileError(step.new, _TAKEN)
        if where is MoveState.NOWHERE or (where is MoveState.OLD and not _is_as_planned(plan, step, old)):
            raise ChangedMeanwhileError(step.path, _CHANGED)
        changed = make_folders(plan, step.folders)
        if where is MoveState.OLD and step.links is None:
            old.rename(new)
        elif where is MoveState.OLD and step.links:
            new.symlink_to(os.fsdecode(step.links[1]))
        if where is not MoveState.NEW and step.links:
            old.unlink()
        return changed | {old.parent, new.parent}


def move_back(plan: Plan, step: Move) -> set[Path]:
    """Move a file, folder or symbolic link back to its old path; return the folders that changed."""
    old, new = plan.at(step.old), plan.at(step.new)
    with wrap_errors(step.path):
        where = move_state(plan, step)
        if where in (MoveState.BOTH, MoveState.NOWHERE) or (
            where is MoveState.NEW and not _is_as_planned(plan, step, new)
        ):
            raise ChangedMeanwhileError(step.path, _CHANGED)
        if where is MoveState.NEW and step.links is None:
            new.rename(old)
        elif where is MoveState.NEW and step.links:
            old.symlink_to(os.fsdecode(step.links[0]))
        if where is not MoveState.OLD and step.links:
            new.unlink()
        return {old.parent, new.parent} | remove_folders(plan, step.folders)


def move_state(plan: Plan, step: Move) -> MoveState:
    """Return where a file is, provided that all moves before this one are made and none after it. Raise `OSError`."""
    old, new = plan.at(step.old), plan.at(step.new)
    is_old, is_new = os.path.lexists(old), os.path.lexists(new)
    if is_old and is_new:
        is_half = step.links == (_read_link(old), _read_link(new))
        return MoveState.HALF if is_half else MoveState.BOTH
    return MoveState.OLD if is_old else MoveState.NEW if is_new else MoveState.NOWHERE


def _is_as_planned(plan: Plan, step: Move, file: Path) -> bool:
    """Whether a file to be moved is unchanged since the plan was made. Folders are not compared."""
    if step.links:
        return _read_link(file) in step.links
    if step.state is None:
        return True
    for rewritten in plan.rewrites:
        if rewritten.path == step.path:
            return read_file(file) in (rewritten.before, rewritten.after)
    status = file.lstat()
    return (status.st_size, status.st_mtime_ns) == step.state


def _read_link(path: Path) -> bytes | None:
    return os.fsencode(path.readlink()) if path.is_symlink() else None
