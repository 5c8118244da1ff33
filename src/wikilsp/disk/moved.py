"""Interrupted changes of a vault, also of one that has been moved since: a journal is named after the old path.

Such a vault is told by the folder itself, by a temporary file of the change, or by what its notes say.
"""

import contextlib
import os
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import NamedTuple

from wikilsp.disk.atomic_write import contents
from wikilsp.disk.journal import REMEDY, Journal, interrupted, is_interrupted, locked, opened
from wikilsp.disk.placing import identity_of, placed
from wikilsp.disk.plan import Plan, Rewrite
from wikilsp.disk.state_folder import all_journals, journal_of, journals, new_journal
from wikilsp.disk.steps import Where, told, where_is
from wikilsp.vault.changes import WriteError


class Moved(NamedTuple):
    """The journal of a vault that is not where it was."""

    file: Path
    plan: Plan
    """The plan as it was made, for the old place."""
    reached: int | None

    @property
    def old(self) -> Path:
        """The root of the vault when the change was interrupted."""
        return Path(os.fsdecode(self.plan.root))

    @property
    def shown(self) -> str:
        """The old root as messages show it."""
        return self.plan.root.decode("utf-8", "backslashreplace")

    def placed(self, root: Path) -> Plan:
        """Return the plan for the vault at `root`. Raise `WriteError` as the function `placed`."""
        return placed(self.plan, root, self.file)


class _Claim(Enum):
    """Whether a vault is surely the one of a journal."""

    CERTAIN = 1
    DOUBTFUL = 2


class _Signs(NamedTuple):
    """How many files of a plan are as it made them, as it found them, and neither."""

    made: int
    left: int
    changed: int

    @property
    def has_any(self) -> bool:
        return bool(self.made or self.left)


@contextlib.contextmanager
def free(root: Path) -> Iterator[Journal]:
    """Lock the journal of the vault at `root` for a block that changes it.

    Raise `WriteError` as `locked`, and if an earlier change was interrupted: what it left must be seen to before.
    """
    with locked(root) as journal:
        if own_plan(journal, root) is not None or moved_here(root) is not None:
            raise WriteError("", f"an earlier change of this vault was interrupted; {REMEDY}")
        yield journal


def interruption(root: Path) -> str | None:
    """Return, in words, that a change of the vault at `root` was or may have been interrupted; None if none was."""
    try:
        found = (is_interrupted(root) and not _is_journal_of_another(root)) or moved_here(root)
    except WriteError as error:
        return str(error)
    return f"a change of this vault was interrupted; {REMEDY}" if found else None


def own_plan(journal: Journal, root: Path) -> Plan | None:
    """Return the plan of the journal that is named after the path of a vault, if it is one of that vault.

    If another vault was here when it was made, it gets another name, so that it will be found when that is recovered.
    Raise `WriteError`.
    """
    plan = journal.read()
    if plan is None or not _is_anothers(Moved(journal.file, plan, journal.reached), root):
        return plan
    with opened(new_journal()) as kept, told(str(kept.file)):
        kept.begin(plan, journal.reached)
        journal.clear()
    return None


def moved_here(root: Path) -> Moved | None:
    """Return the journal of the vault that is at `root` now and was elsewhere, if there is one.

    Raise `WriteError` if there may be one.
    """
    others = list(_others(root))
    for each in others:
        if _is_same_folder(each, root):
            return each
    claims = [(each, claim) for each in others if (claim := _claim(each, root)) and not _is_there(each)]
    certain = [each for each, claim in claims if claim is _Claim.CERTAIN]
    if len(certain) == 1:
        return certain[0]
    for each, _ in claims:
        raise _doubt(each)
    return None


def moved_from(root: Path, old: Path) -> Moved:
    """Return the journal of the vault that the user says was at `old` and is at `root` now. Raise `WriteError`."""
    names = {os.path.abspath(old), os.path.realpath(old)}  # noqa: PTH100 - `Path.absolute` keeps the `..` of a path
    named = [each for each in _others(root) if os.fspath(each.old) in names]
    # More than one vault may have been there, one after the other.
    found = next((each for each in named if _signs(each, root).has_any), named[0] if named else None)
    if found is None:
        if is_interrupted(old):
            with locked(old) as journal:
                journal.read()  # says why it cannot be used
        raise WriteError("", f"no change of a vault at “{old}” was interrupted; see how the path is written")
    if _is_there(found) and found.plan.identity != identity_of(root):
        raise WriteError("", f"the vault “{found.shown}” is still there; recover that one: name it instead of “--from”")
    if not _signs(found, root).has_any:
        problem = f"nothing here is what the interrupted change of “{found.shown}” read or wrote, so nothing is done"
        raise WriteError("", f"{problem}; name another vault, or delete {found.file} if that one is gone for good")
    return found


def end_others_of(plan: Plan, root: Path) -> None:
    """Remove the journals of a change that have other names, once it is in that of the vault. Raise `WriteError`."""
    for each in _others(root):
        if each.plan.token == plan.token:
            with opened(each.file) as journal, told(str(each.file)):
                now = journal.read()
                if now and now.token == plan.token:
                    journal.end()


def _doubt(found: Moved) -> WriteError:
    problem = f"a change of “{found.shown}”, which is not there any more, was interrupted, and some notes here are as"
    remedy = "move it back to recover it, or, if it is this vault, use “wikilsp recover --from” with that path"
    return WriteError("", f"{problem} it left them; {remedy}; if it is gone for good, delete {found.file}")


def _others(root: Path) -> Iterator[Moved]:
    """Yield the interrupted changes of all other vaults, whether they are where they were or not."""
    own = journal_of(root).name
    for name in sorted(all_journals()):
        if name != own and (found := interrupted(journals() / name)):
            yield Moved(journals() / name, *found)


def _is_there(found: Moved) -> bool:
    """Whether the vault of a journal is where it was, or may be."""
    try:
        found.old.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return not _is_anothers(found, found.old)


def _is_journal_of_another(root: Path) -> bool:
    file = journal_of(root)
    found = interrupted(file)
    return found is not None and _is_anothers(Moved(file, *found), root)


def _is_anothers(found: Moved, root: Path) -> bool:
    """Whether a vault at the path of a journal is another one: another folder, in which nothing is half made."""
    return found.plan.identity not in ("", identity_of(root)) and _claim(found, root) is None


def _is_same_folder(found: Moved, root: Path) -> bool:
    """Whether the vault is the folder that it was. Raise `WriteError` if its change cannot be made there."""
    if not found.plan.identity or found.plan.identity != identity_of(root):
        return False
    found.placed(root)
    # A folder that was made after another was deleted may be known by the same number.
    return _signs(found, root).has_any


def _claim(found: Moved, root: Path) -> _Claim | None:
    """Return how much speaks for the vault being a copy that the change has left half made; None if nothing does."""
    signs = _signs(found, root)
    if signs.has_any and _has_temporary(found.placed(root)):
        return _Claim.CERTAIN
    if not signs.made or not signs.left + signs.changed:
        return None
    return _Claim.DOUBTFUL if signs.changed else _Claim.CERTAIN


# What the notes say


def _signs(found: Moved, root: Path) -> _Signs:
    """Return what the files of a plan are in the vault at `root`; of a plan that leads out of it, nothing is known."""
    try:
        plan = found.placed(root)
        done = _moves_made(plan, found.reached)
        notes = {step.path: _sign_of_note(plan, step, done) for step in plan.rewrites}
        moves = [_sign_of_move(plan, number, done, notes) for number in range(len(plan.moves))]
    except (OSError, WriteError):
        return _Signs(0, 0, 0)
    seen = [*notes.values(), *moves]
    if notes and set(notes.values()) == {None}:
        # Folders of the same names are not enough.
        return _Signs(0, 0, len(seen))
    # One that is not there yet says nothing.
    seen += [True for step in plan.creations if _holds(plan.at(step.path), step.content)]
    return _Signs(seen.count(True), seen.count(False), seen.count(None))


def _moves_made(plan: Plan, reached: int | None) -> int:
    """Return how many moves are made whole, from the first one on. Raise `OSError`."""
    if reached is None:
        return 0
    return reached + (where_is(plan, plan.moves[reached]) is Where.NEW)


def _present(plan: Plan, path: str, done: int) -> Path:
    """Return where the file is that had a path before the moves that are made."""
    for move in plan.moves[:done]:
        if f"{path}/".startswith(f"{move.old}/"):
            path = f"{move.new}{path[len(move.old) :]}"
    return plan.at(path)


def _sign_of_note(plan: Plan, step: Rewrite, done: int) -> bool | None:
    """Whether a note is as the change wrote it, or else as it was before; None if it is neither."""
    file = _present(plan, step.real.relative_to(os.fsdecode(plan.root)).as_posix(), done)
    if _holds(file, step.after):
        return True
    return False if _holds(file, step.before) else None


def _sign_of_move(plan: Plan, number: int, done: int, notes: Mapping[str, bool | None]) -> bool | None:
    """Whether what moves is at its new place, or else at its old one; None if it is none of them, or another."""
    move = plan.moves[number]
    if move.path in notes:
        return None if notes[move.path] is None else number < done
    try:
        seen = _present(plan, move.path, done).lstat()
    except OSError:
        return None
    if move.state is None:
        # Any vault may have a folder of this name, so that none of them tells that something was made.
        return False if S_ISDIR(seen.st_mode) else None
    return number < done if (seen.st_size, seen.st_mtime_ns) == move.state or move.links else None


def _holds(file: Path, content: bytes) -> bool:
    try:
        # Whatever is there: only what has the right size is read.
        seen = file.lstat()
        return S_ISREG(seen.st_mode) and seen.st_size == len(content) and contents(file) == content
    except OSError:
        return False


def _has_temporary(plan: Plan) -> bool:
    """Whether there is a temporary file that nothing but this change can have left."""
    return any(os.path.lexists(plan.temporary(folder)) for folder in plan.folders_written())
