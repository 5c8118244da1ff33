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

from wikilsp.disk.atomic_write import read_file
from wikilsp.disk.journal import REMEDY, Journal, is_interrupted, lock_file, locked, read_interrupted
from wikilsp.disk.plan import Plan, Rewrite
from wikilsp.disk.relocation import identity_of, relocate_plan
from wikilsp.disk.state_folder import journal_names, journal_path, journals_folder, new_journal_path
from wikilsp.disk.steps import MoveState, move_state, wrap_errors
from wikilsp.vault.changes import WriteError


class MovedJournal(NamedTuple):
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

    def plan_at(self, root: Path) -> Plan:
        """Return the plan for the vault at `root`. Raise `WriteError` as the function `relocate_plan`."""
        return relocate_plan(self.plan, root, self.file)


class _Certainty(Enum):
    """Whether a vault is surely the one of a journal."""

    CERTAIN = 1
    DOUBTFUL = 2


class _Evidence(NamedTuple):
    """How many files of a plan are as it made them, as it found them, and neither."""

    made: int
    left: int
    changed: int

    @property
    def has_any(self) -> bool:
        return bool(self.made or self.left)


@contextlib.contextmanager
def lock_for_change(root: Path) -> Iterator[Journal]:
    """Lock the journal of the vault at `root` for a block that changes it.

    Raise `WriteError` as `locked`, and if an earlier change was interrupted: what it left must be seen to before.
    """
    with locked(root) as journal:
        if read_own_plan(journal, root) is not None or find_moved(root) is not None:
            raise WriteError("", f"an earlier change of this vault was interrupted; {REMEDY}")
        yield journal


def interruption(root: Path) -> str | None:
    """Return, in words, that a change of the vault at `root` was or may have been interrupted; None if none was."""
    try:
        found = (is_interrupted(root) and not _has_foreign_journal(root)) or find_moved(root)
    except WriteError as error:
        return str(error)
    return f"a change of this vault was interrupted; {REMEDY}" if found else None


def read_own_plan(journal: Journal, root: Path) -> Plan | None:
    """Return the plan of the journal that is named after the path of a vault, if it is one of that vault.

    If another vault was here when it was made, it gets another name, so that it will be found when that is recovered.
    Raise `WriteError`.
    """
    plan = journal.read()
    if plan is None or not _is_foreign(MovedJournal(journal.file, plan, journal.reached), root):
        return plan
    with lock_file(new_journal_path()) as kept, wrap_errors(str(kept.file)):
        kept.begin(plan, journal.reached)
        journal.clear()
    return None


def find_moved(root: Path) -> MovedJournal | None:
    """Return the journal of the vault that is at `root` now and was elsewhere, if there is one.

    Raise `WriteError` if there may be one.
    """
    others = list(_other_journals(root))
    for each in others:
        if _is_same_folder(each, root):
            return each
    claims = [(each, claim) for each in others if (claim := _certainty(each, root)) and not _may_exist(each)]
    certain = [each for each, claim in claims if claim is _Certainty.CERTAIN]
    if len(certain) == 1:
        return certain[0]
    for each, _ in claims:
        raise _doubt_error(each)
    return None


def find_moved_from(root: Path, old: Path) -> MovedJournal:
    """Return the journal of the vault that the user says was at `old` and is at `root` now. Raise `WriteError`."""
    names = {os.path.abspath(old), os.path.realpath(old)}  # noqa: PTH100 - `Path.absolute` keeps the `..` of a path
    named = [each for each in _other_journals(root) if os.fspath(each.old) in names]
    # More than one vault may have been there, one after the other.
    found = next((each for each in named if _evidence(each, root).has_any), named[0] if named else None)
    if found is None:
        if is_interrupted(old):
            with locked(old) as journal:
                journal.read()  # says why it cannot be used
        raise WriteError("", f"no change of a vault at “{old}” was interrupted; see how the path is written")
    if _may_exist(found) and found.plan.identity != identity_of(root):
        raise WriteError("", f"the vault “{found.shown}” is still there; recover that one: name it instead of “--from”")
    if not _evidence(found, root).has_any:
        problem = f"nothing here is what the interrupted change of “{found.shown}” read or wrote, so nothing is done"
        raise WriteError("", f"{problem}; name another vault, or delete {found.file} if that one is gone for good")
    return found


def remove_other_journals(plan: Plan, root: Path) -> None:
    """Remove the journals of a change that have other names, once it is in that of the vault. Raise `WriteError`."""
    for each in _other_journals(root):
        if each.plan.token == plan.token:
            with lock_file(each.file) as journal, wrap_errors(str(each.file)):
                now = journal.read()
                if now and now.token == plan.token:
                    journal.end()


def _doubt_error(found: MovedJournal) -> WriteError:
    problem = f"a change of “{found.shown}”, which is not there any more, was interrupted, and some notes here are as"
    remedy = "move it back to recover it, or, if it is this vault, use “wikilsp recover --from” with that path"
    return WriteError("", f"{problem} it left them; {remedy}; if it is gone for good, delete {found.file}")


def _other_journals(root: Path) -> Iterator[MovedJournal]:
    """Yield the interrupted changes of all other vaults, whether they are where they were or not."""
    own = journal_path(root).name
    for name in sorted(journal_names()):
        if name != own and (found := read_interrupted(journals_folder() / name)):
            yield MovedJournal(journals_folder() / name, *found)


def _may_exist(found: MovedJournal) -> bool:
    """Whether the vault of a journal is where it was, or may be."""
    try:
        found.old.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return not _is_foreign(found, found.old)


def _has_foreign_journal(root: Path) -> bool:
    file = journal_path(root)
    found = read_interrupted(file)
    return found is not None and _is_foreign(MovedJournal(file, *found), root)


def _is_foreign(found: MovedJournal, root: Path) -> bool:
    """Whether a vault at the path of a journal is another one: another folder, in which nothing is half made."""
    return found.plan.identity not in ("", identity_of(root)) and _certainty(found, root) is None


def _is_same_folder(found: MovedJournal, root: Path) -> bool:
    """Whether the vault is the folder that it was. Raise `WriteError` if its change cannot be made there."""
    if not found.plan.identity or found.plan.identity != identity_of(root):
        return False
    found.plan_at(root)
    # A folder that was made after another was deleted may be known by the same number.
    return _evidence(found, root).has_any


def _certainty(found: MovedJournal, root: Path) -> _Certainty | None:
    """Return how much speaks for the vault being a copy that the change has left half made; None if nothing does."""
    signs = _evidence(found, root)
    if signs.has_any and _has_temporary(found.plan_at(root)):
        return _Certainty.CERTAIN
    if not signs.made or not signs.left + signs.changed:
        return None
    return _Certainty.DOUBTFUL if signs.changed else _Certainty.CERTAIN


# What the notes say


def _evidence(found: MovedJournal, root: Path) -> _Evidence:
    """Return what the files of a plan are in the vault at `root`; of a plan that leads out of it, nothing is known."""
    try:
        plan = found.plan_at(root)
        done = _count_moves_made(plan, found.reached)
        notes = {step.path: _is_rewritten(plan, step, done) for step in plan.rewrites}
        moves = [_is_moved(plan, number, done, notes) for number in range(len(plan.moves))]
    except (OSError, WriteError):
        return _Evidence(0, 0, 0)
    seen = [*notes.values(), *moves]
    if notes and set(notes.values()) == {None}:
        # Folders of the same names are not enough.
        return _Evidence(0, 0, len(seen))
    # One that is not there yet says nothing.
    seen += [True for step in plan.creations if _has_contents(plan.at(step.path), step.content)]
    return _Evidence(seen.count(True), seen.count(False), seen.count(None))


def _count_moves_made(plan: Plan, reached: int | None) -> int:
    """Return how many moves are made whole, from the first one on. Raise `OSError`."""
    if reached is None:
        return 0
    return reached + (move_state(plan, plan.moves[reached]) is MoveState.NEW)


def _current_path(plan: Plan, path: str, done: int) -> Path:
    """Return where the file is that had a path before the moves that are made."""
    for move in plan.moves[:done]:
        if f"{path}/".startswith(f"{move.old}/"):
            path = f"{move.new}{path[len(move.old) :]}"
    return plan.at(path)


def _is_rewritten(plan: Plan, step: Rewrite, done: int) -> bool | None:
    """Whether a note is as the change wrote it, or else as it was before; None if it is neither."""
    file = _current_path(plan, step.real.relative_to(os.fsdecode(plan.root)).as_posix(), done)
    if _has_contents(file, step.after):
        return True
    return False if _has_contents(file, step.before) else None


def _is_moved(plan: Plan, number: int, done: int, notes: Mapping[str, bool | None]) -> bool | None:
    """Whether what moves is at its new place, or else at its old one; None if it is none of them, or another."""
    move = plan.moves[number]
    if move.path in notes:
        return None if notes[move.path] is None else number < done
    try:
        seen = _current_path(plan, move.path, done).lstat()
    except OSError:
        return None
    if move.state is None:
        # Any vault may have a folder of this name, so that none of them tells that something was made.
        return False if S_ISDIR(seen.st_mode) else None
    return number < done if (seen.st_size, seen.st_mtime_ns) == move.state or move.links else None


def _has_contents(file: Path, content: bytes) -> bool:
    try:
        # Whatever is there: only what has the right size is read.
        seen = file.lstat()
        return S_ISREG(seen.st_mode) and seen.st_size == len(content) and read_file(file) == content
    except OSError:
        return False


def _has_temporary(plan: Plan) -> bool:
    """Whether there is a temporary file that nothing but this change can have left."""
    return any(os.path.lexists(plan.temporary(folder)) for folder in plan.folders_written())
