"""Single steps on the disk, forward and back. Each looks at what is there first, so that it can be made again.

All raise `ChangedMeanwhileError` for what another program has changed, and `WriteError` for what the system refuses.
"""

import contextlib
import errno
import os
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

from wikilsp.disk.atomic_write import NotAFileError, contents, create, replace
from wikilsp.disk.plan import Creation, Move, Plan, Rewrite
from wikilsp.vault.changes import ChangedMeanwhileError, WriteError
from wikilsp.vault.names import fold_path

_STAYS = (errno.ENOTEMPTY, errno.EEXIST, errno.ENOENT, errno.ENOTDIR)
_CHANGED = "this note has changed since it was read; try again"


class Where(Enum):
    """Where something that moves is."""

    OLD = 1
    NEW = 2
    HALF = 3
    """A symbolic link that has been made at its new place, and not yet been removed from its old one."""
    BOTH = 4
    """Something else is in the way."""
    NOWHERE = 5


@contextlib.contextmanager
def told(path: str) -> Iterator[None]:
    """Raise `WriteError` with the path instead of `OSError`: `ChangedMeanwhileError` if trying again cannot help."""
    try:
        yield
    except (FileNotFoundError, NotADirectoryError, NotAFileError) as error:
        raise ChangedMeanwhileError(path, f"this cannot be written: {error.strerror}") from error
    except OSError as error:
        raise WriteError(path, f"this cannot be written: {error.strerror or error}") from error


def rewrite(plan: Plan, step: Rewrite, have: bytes, want: bytes) -> None:
    """Let a note that has the contents `have` get those that are wanted, unless it has them."""
    file = step.real
    with told(step.path):
        now = contents(file)
        if now == want:
            return
        if now != have or not replace(file, have, want, plan.temporary(file.parent)):
            raise ChangedMeanwhileError(step.path, _CHANGED)


def make_folders(plan: Plan, folders: tuple[str, ...]) -> set[Path]:
    """Make folders; return those that have got them."""
    for path in folders:
        with told(path):
            try:
                plan.at(path).mkdir(exist_ok=True)
            except FileExistsError as error:
                raise ChangedMeanwhileError(path, _taken()) from error
    return {plan.at(path).parent for path in folders}


def remove_folders(plan: Plan, folders: tuple[str, ...]) -> set[Path]:
    """Remove folders that were made, the inner ones first, unless somebody has put something into them."""
    for path in reversed(folders):
        try:
            plan.at(path).rmdir()
        except OSError as error:
            if error.errno not in _STAYS:
                raise WriteError(path, f"this folder cannot be removed: {error.strerror or error}") from error
    return {plan.at(path).parent for path in folders}


def make_note(plan: Plan, step: Creation) -> None:
    """Make a new note."""
    file = plan.at(step.path)
    with told(step.path):
        try:
            create(file, step.content, plan.temporary(file.parent))
        except FileExistsError as error:
            if contents(file) != step.content:
                raise ChangedMeanwhileError(step.path, _taken()) from error


def remove_note(plan: Plan, step: Creation) -> None:
    """Remove a note that was made."""
    file = plan.at(step.path)
    with told(step.path), contextlib.suppress(FileNotFoundError, NotADirectoryError):
        if contents(file) != step.content:
            raise ChangedMeanwhileError(step.path, _CHANGED)
        file.unlink()


def move(plan: Plan, step: Move) -> set[Path]:
    """Move a file, folder or symbolic link to its new place; return the folders that this has changed."""
    old, new = plan.at(step.old), plan.at(step.new)
    with told(step.path):
        where = where_is(plan, step)
        if where is Where.BOTH:
            raise ChangedMeanwhileError(step.new, _taken())
        if where is Where.NOWHERE or (where is Where.OLD and not _is_as_planned(plan, step, old)):
            raise ChangedMeanwhileError(step.path, _CHANGED)
        changed = make_folders(plan, step.folders)
        if where is Where.OLD and step.links is None:
            old.rename(new)
        elif where is Where.OLD and step.links:
            new.symlink_to(os.fsdecode(step.links[1]))
        if where is not Where.NEW and step.links:
            old.unlink()
        return changed | {old.parent, new.parent}


def move_back(plan: Plan, step: Move) -> set[Path]:
    """Move what was moved to its old place; return the folders that this has changed."""
    old, new = plan.at(step.old), plan.at(step.new)
    with told(step.path):
        where = where_is(plan, step)
        if where in (Where.BOTH, Where.NOWHERE) or (where is Where.NEW and not _is_as_planned(plan, step, new)):
            raise ChangedMeanwhileError(step.path, _CHANGED)
        if where is Where.NEW and step.links is None:
            new.rename(old)
        elif where is Where.NEW and step.links:
            old.symlink_to(os.fsdecode(step.links[0]))
        if where is not Where.OLD and step.links:
            new.unlink()
        return {old.parent, new.parent} | remove_folders(plan, step.folders)


def where_is(plan: Plan, step: Move) -> Where:
    """Return where it is, if all moves before it are made and none after it. Raise `OSError`."""
    old, new = plan.at(step.old), plan.at(step.new)
    is_old, is_new = os.path.lexists(old), os.path.lexists(new)
    if is_old and is_new and is_itself(old, new):
        # The file system ignores case; only the folder tells how the name is written.
        is_old, is_new = (path.name in os.listdir(path.parent) for path in (old, new))  # noqa: PTH208 - names only
    if is_old and is_new:
        is_half = step.links == (_link(old), _link(new))
        return Where.HALF if is_half else Where.BOTH
    return Where.OLD if is_old else Where.NEW if is_new else Where.NOWHERE


def is_itself(old: Path, new: Path) -> bool:
    """Whether two names, of which the case may differ, are those of one file. Raise `OSError`."""
    return fold_path(str(old)) == fold_path(str(new)) and os.path.samestat(old.lstat(), new.lstat())


def _is_as_planned(plan: Plan, step: Move, file: Path) -> bool:
    """Whether what moves is what it was when the plan was made. Of a folder, that it is one is enough."""
    if step.links:
        return _link(file) in step.links
    if step.state is None:
        return True
    for each in plan.rewrites:
        if each.path == step.path:
            return contents(file) in (each.before, each.after)
    seen = file.lstat()
    return (seen.st_size, seen.st_mtime_ns) == step.state


def _link(path: Path) -> bytes | None:
    return os.fsencode(path.readlink()) if path.is_symlink() else None


def _taken() -> str:
    return "this exists already; choose another name, or move it away first"
