"""Finds the interrupted change of a vault, even if the vault was moved since: journals are named after the old path.

A moved vault is recognized by the identity of its folder, by a temporary file of the change, or by the contents of its
notes.
"""

import contextlib
import os
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import NamedTuple

from wikilsp.disk.atomic_write import read_file
from wikilsp.disk.journal import REMEDY, Journal, is_interrupted, lock_file, lock_journal, read_interrupted
from wikilsp.disk.plan import Plan, Rewrite
from wikilsp.disk.relocation import folder_identity, relocate_plan
from wikilsp.disk.state_folder import journal_names, journal_path, journals_folder, new_journal_path
from wikilsp.disk.steps import MoveState, move_state, wrap_errors
from wikilsp.vault.changes import WriteError


class InterruptedPlan(NamedTuple):
    """An interrupted change, as stored in a journal."""

    file: Path
    """The journal."""
    plan: Plan
    """The plan as it was made, for the path of the vault at that time."""
    reached: int | None

    @property
    def old(self) -> Path:
        """The root of the vault when the change was interrupted."""
        return Path(os.fsdecode(self.plan.root))

    @property
    def shown(self) -> str:
        """The old root for messages."""
        return self.plan.root.decode("utf-8", "backslashreplace")

    def plan_at(self, root: Path) -> Plan:
        """Return the plan for the vault at `root`. Raise `WriteError` like `relocate_plan`."""
        return relocate_plan(self.plan, root, self.file)


class _Certainty(Enum):
    """How certain it is that a journal belongs to a vault."""

    CERTAIN = 1
    DOUBTFUL = 2


class _Evidence(NamedTuple):
    """The numbers of files in a vault that are as the plan writes them, as it read them, and neither."""

    applied: int
    original: int
    changed: int

    @property
    def has_any(self) -> bool:
        return bool(self.applied or self.original)


@contextlib.contextmanager
def lock_for_change(root: Path) -> Iterator[Journal]:
    """Lock the journal of the vault at `root` for a block that changes it.

    Raise `WriteError` like `lock_journal`, and if an earlier change was interrupted and must be recovered first.
    """
    with lock_journal(root) as journal:
        if read_own_plan(journal, root) is not None or find_moved(root) is not None:
            raise WriteError("", f"an earlier change of this vault was interrupted; {REMEDY}")
        yield journal


def interruption_message(root: Path) -> str | None:
    """Return a message if a change of the vault at `root` was or may have been interrupted, else None."""
    try:
        found = (is_interrupted(root) and not _has_foreign_journal(root)) or find_moved(root)
    except WriteError as error:
        return str(error)
    return f"a change of this vault was interrupted; {REMEDY}" if found else None


def read_own_plan(journal: Journal, root: Path) -> Plan | None:
    """Return the interrupted plan in the journal named after the path of the vault, if it belongs to this vault.

    If it belongs to a vault that had this path before, move it to a journal of another name, where the recovery of that
    vault will find it. Raise `WriteError`.
    """
    plan = journal.read()
    if plan is None or not _is_foreign(InterruptedPlan(journal.file, plan, journal.reached), root):
        return plan
    with lock_file(new_journal_path()) as other, wrap_errors(str(other.file)):
        other.begin(plan, journal.reached)
        journal.clear()
    return None


def find_moved(root: Path) -> InterruptedPlan | None:
    """Return the interrupted change of the vault at `root` from when it had another path, or None.

    Raise `WriteError` if it is doubtful whether a change belongs to this vault.
    """
    others = list(_other_journals(root))
    for other in others:
        if _is_same_folder(other, root):
            return other
    candidates = [(other, how) for other in others if (how := _certainty(other, root)) and not _may_exist(other)]
    certain = [other for other, certainty in candidates if certainty is _Certainty.CERTAIN]
    if len(certain) == 1:
        return certain[0]
    for other, _ in candidates:
        raise _doubt_error(other)
    return None


def find_moved_from(root: Path, old: Path) -> InterruptedPlan:
    """Return the interrupted change of the vault at `root`, which according to the user was at `old`.

    Raise `WriteError` if there is none, or if the vault at `old` still exists or has nothing in common with this one.
    """
    names = {os.path.abspath(old), os.path.realpath(old)}  # noqa: PTH100 - `Path.absolute` keeps the `..` of a path
    named = [other for other in _other_journals(root) if os.fspath(other.old) in names]
    # Several vaults may have had that path, one after the other.
    found = next((other for other in named if _evidence(other, root).has_any), named[0] if named else None)
    if found is None:
        if is_interrupted(old):
            with lock_journal(old) as journal:
                journal.read()  # raises if the journal is damaged
        raise WriteError("", f"no change of a vault at “{old}” was interrupted; check the path")
    if _may_exist(found) and found.plan.identity != folder_identity(root):
        raise WriteError("", f"the vault “{found.shown}” still exists; recover it there, without “--from”")
    if not _evidence(found, root).has_any:
        problem = f"no file here is as the interrupted change of “{found.shown}” read or wrote it"
        raise WriteError("", f"{problem}; name another vault, or delete {found.file} if that vault is gone for good")
    return found


def remove_other_journals(plan: Plan, root: Path) -> None:
    """Remove other journals of a change, once it is stored in the journal of the vault. Raise `WriteError`."""
    for other in _other_journals(root):
        if other.plan.token == plan.token:
            with lock_file(other.file) as journal, wrap_errors(str(other.file)):
                stored = journal.read()
                if stored and stored.token == plan.token:
                    journal.end()


def _doubt_error(found: InterruptedPlan) -> WriteError:
    problem = (
        f"a change of “{found.shown}”, which no longer exists, was interrupted, and some notes here are as it left"
    )
    remedy = "if this is that vault, use “wikilsp recover --from” with the old path; if not, move that vault back to"
    return WriteError("", f"{problem} them; {remedy} recover it, or delete {found.file} if it is gone for good")


def _other_journals(root: Path) -> Iterator[InterruptedPlan]:
    """Yield the interrupted changes in all journals that are not named after the path of the vault."""
    own = journal_path(root).name
    for name in sorted(journal_names()):
        if name != own and (found := read_interrupted(journals_folder() / name)):
            yield InterruptedPlan(journals_folder() / name, *found)


def _may_exist(found: InterruptedPlan) -> bool:
    """Whether the vault of a journal is still at its path, or may be."""
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
    return found is not None and _is_foreign(InterruptedPlan(file, *found), root)


def _is_foreign(found: InterruptedPlan, root: Path) -> bool:
    """Whether the vault at the path of a journal is another one: another folder, without traces of the change."""
    return found.plan.identity not in ("", folder_identity(root)) and _certainty(found, root) is None


def _is_same_folder(found: InterruptedPlan, root: Path) -> bool:
    """Whether the vault is the same folder under another path. Raise `WriteError` if its plan leads outside of it."""
    if not found.plan.identity or found.plan.identity != folder_identity(root):
        return False
    found.plan_at(root)
    # A folder that was created after another was deleted may have the same inode.
    return _evidence(found, root).has_any


def _certainty(found: InterruptedPlan, root: Path) -> _Certainty | None:
    """Return how certain it is that the vault holds a half-applied copy of the change; None if nothing indicates it."""
    evidence = _evidence(found, root)
    if evidence.has_any and _has_temporary(found.plan_at(root)):
        return _Certainty.CERTAIN
    if not evidence.applied or not evidence.original + evidence.changed:
        return None
    return _Certainty.DOUBTFUL if evidence.changed else _Certainty.CERTAIN


# Evidence


def _evidence(found: InterruptedPlan, root: Path) -> _Evidence:
    """Compare the files in the vault at `root` with a plan. For a plan that leads outside of it, all counts are 0."""
    try:
        plan = found.plan_at(root)
        done = _count_moves_made(plan, found.reached)
        notes = {step.path: _is_rewritten(plan, step, done) for step in plan.rewrites}
        moves = [_is_moved(plan, number, done, notes) for number in range(len(plan.moves))]
    except (OSError, WriteError):
        return _Evidence(0, 0, 0)
    states = [*notes.values(), *moves]
    if notes and set(notes.values()) == {None}:
        # Folders with the same names are not enough.
        return _Evidence(0, 0, len(states))
    # A new note that does not exist yet is no evidence.
    states += [True for step in plan.creations if _has_contents(plan.at(step.path), step.content)]
    return _Evidence(states.count(True), states.count(False), states.count(None))


def _count_moves_made(plan: Plan, reached: int | None) -> int:
    """Return how many of the moves are complete. Raise `OSError`."""
    if reached is None:
        return 0
    return reached + (move_state(plan, plan.moves[reached]) is MoveState.NEW)


def _current_path(plan: Plan, path: str, done: int) -> Path:
    """Return the path of a file after the first `done` moves."""
    for move in plan.moves[:done]:
        if f"{path}/".startswith(f"{move.old}/"):
            path = f"{move.new}{path[len(move.old) :]}"
    return plan.at(path)


def _is_rewritten(plan: Plan, step: Rewrite, done: int) -> bool | None:
    """Whether a note has its new contents (True) or its old ones (False); None if it has neither."""
    file = _current_path(plan, step.real.relative_to(os.fsdecode(plan.root)).as_posix(), done)
    if _has_contents(file, step.after):
        return True
    return False if _has_contents(file, step.before) else None


def _is_moved(plan: Plan, number: int, done: int, notes: Mapping[str, bool | None]) -> bool | None:
    """Whether a file is at its new path (True) or its old one (False); None if it is missing or another file."""
    move = plan.moves[number]
    if move.path in notes:
        return None if notes[move.path] is None else number < done
    try:
        status = _current_path(plan, move.path, done).lstat()
    except OSError:
        return None
    if move.state is None:
        # Any vault may have a folder of this name, so it is no evidence of a move.
        return False if S_ISDIR(status.st_mode) else None
    return number < done if (status.st_size, status.st_mtime_ns) == move.state or move.links else None


def _has_contents(file: Path, content: bytes) -> bool:
    try:
        # Read only a file of the right kind and size.
        status = file.lstat()
        return S_ISREG(status.st_mode) and status.st_size == len(content) and read_file(file) == content
    except OSError:
        return False


def _has_temporary(plan: Plan) -> bool:
    """Whether a temporary file exists that only this change can have left."""
    return any(os.path.lexists(plan.temporary(folder)) for folder in plan.folders_written())
