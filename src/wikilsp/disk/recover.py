"""Describes, finishes or undoes an interrupted change of a vault.

Each step checks the current state of its file first, so that a recovery may be interrupted as well.
"""

import contextlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from wikilsp.disk.apply import apply, roll_back
from wikilsp.disk.atomic_write import read_file, write_all
from wikilsp.disk.journal import Journal, is_interrupted, lock_journal
from wikilsp.disk.moved_vaults import InterruptedPlan, find_moved, find_moved_from, read_own_plan, remove_other_journals
from wikilsp.disk.plan import Plan, Rewrite
from wikilsp.disk.relocation import relocate_plan
from wikilsp.disk.root import find_marker
from wikilsp.disk.state_folder import state_folder
from wikilsp.disk.steps import MoveState, move_state, wrap_errors
from wikilsp.vault.changes import ChangedMeanwhileError, WriteError

_TEMPORARY = re.compile(r"\.wikilsp-[0-9a-f]{16}\.tmp")
_ANY_TEMPORARY = re.compile(rf"{_TEMPORARY.pattern}|\.wikilsp-[a-z0-9_]{{8}}")
"""Names of temporary files; the second form, from older versions, may also be the name of a file of the user."""

Direction = Literal["continue", "undo"]


class Leftovers(NamedTuple):
    """Temporary files in a vault, as vault paths."""

    certain: tuple[str, ...]
    doubtful: tuple[str, ...]
    """Files that may be the user's own."""


class Interruption(NamedTuple):
    """An interrupted change: when it started (seconds since the epoch), and the state of each of its steps."""

    started: float
    steps: tuple[tuple[str, str], ...]
    """The object and the state of each step, in words."""
    old: str | None = None
    """The path of the vault at that time, if it has been moved since."""


class RecoveryResult(NamedTuple):
    """The outcome of a recovery."""

    steps: int
    skipped: tuple[tuple[str, str], ...]
    """Vault paths of files that another program has changed since and that were left alone, with the reason."""
    failed: tuple[WriteError, ...]
    """Errors. If there are any, the journal is kept, so that the recovery can be repeated."""
    removed: tuple[str, ...]
    """Temporary files that were removed."""


def find_interruption(root: Path, old: Path | None = None) -> Interruption | None:
    """Return the interrupted change of the vault at `root`, or None. Raise `WriteError` if its journal is unusable.

    `old` is the path of the vault at the time of the change, if the user gives it.
    """
    if is_interrupted(root):
        with lock_journal(root) as journal:
            if plan := _read_own(journal, root, old):
                return _interruption(plan, journal.reached)
    moved = _find_moved(root, old)
    return _interruption(moved.plan_at(root), moved.reached)._replace(old=moved.shown) if moved else None


def _interruption(plan: Plan, reached: int | None) -> Interruption:
    with wrap_errors(""):
        return Interruption(plan.started, tuple(_describe_steps(plan, reached)))


def _read_own(journal: Journal, root: Path, old: Path | None) -> Plan | None:
    """Return the plan in the journal that is named after the path of the vault, or None."""
    plan = read_own_plan(journal, root)
    if plan and old and os.path.realpath(old) != os.path.realpath(root):
        raise WriteError("", "a change of this vault was interrupted at its current path; recover it without “--from”")
    return relocate_plan(plan, root, journal.file) if plan else None


def _find_moved(root: Path, old: Path | None) -> InterruptedPlan | None:
    return find_moved_from(root, old) if old else find_moved(root)


def find_leftovers(root: Path) -> Leftovers:
    """Return the temporary files in the vault at `root`, but not in nested vaults."""
    certain, doubtful = [], []
    for file in _temporary_files(root):
        path = file.relative_to(root).as_posix()
        if _TEMPORARY.fullmatch(file.name):
            certain.append(path)
        else:
            doubtful.append(path)
    return Leftovers(tuple(sorted(certain)), tuple(sorted(doubtful)))


def recover(root: Path, direction: Direction, old: Path | None = None) -> RecoveryResult:
    """Finish or undo the interrupted change of the vault at `root`, and remove temporary files.

    `old` is the path of the vault at the time of the change, if the user gives it. Raise `WriteError`, without having
    changed anything, if another process writes to the vault or the journal is unusable.
    """
    with lock_journal(root) as journal:
        plan = _read_own(journal, root, old)
        if plan is None and (moved := _find_moved(root, old)):
            plan = _adopt(journal, moved, root)
        if plan:
            remove_other_journals(plan, root)
        result = _finish(plan, journal, direction) if plan else RecoveryResult(0, (), (), ())
        failed, removed = list(result.failed), []
        for path in find_leftovers(root).certain:
            try:
                with wrap_errors(path):
                    (root / path).unlink()
                removed.append(path)
            except WriteError as error:
                failed.append(error)
        return result._replace(failed=tuple(failed), removed=tuple(removed))


def _adopt(journal: Journal, moved: InterruptedPlan, root: Path) -> Plan:
    """Copy the journal named after the old path to the one named after the current path."""
    plan = moved.plan_at(root)
    with wrap_errors(str(journal.file)):
        journal.begin(plan, moved.reached)
    return plan


def _finish(plan: Plan, journal: Journal, direction: Direction) -> RecoveryResult:
    """Apply or roll back a plan. Keep the journal if a step fails, so that the user can try again."""
    errors: list[WriteError] = []
    if direction == "undo":
        roll_back(plan, journal, errors.append)
    else:
        for _ in apply(plan, journal, errors.append):
            pass
    failed = [error for error in errors if not isinstance(error, ChangedMeanwhileError)]
    changed = [error.path for error in errors if isinstance(error, ChangedMeanwhileError)]
    skipped = []
    for path in dict.fromkeys(changed):
        try:
            skipped.append((path, _explain_skipped(plan, path)))
        except WriteError as error:
            failed.append(error)
    if not failed:
        try:
            with wrap_errors(str(journal.file)):
                journal.end()
        except WriteError as error:
            failed.append(error)
    return RecoveryResult(len(plan.rewrites) + len(plan.creations) + len(plan.moves), tuple(skipped), tuple(failed), ())


def _explain_skipped(plan: Plan, path: str) -> str:
    """Return why a file was left alone. Save its text from before the change, which only the journal may still have."""
    reason = "this was left alone, since another program has changed it"
    for step in plan.rewrites:
        if step.path == path:
            return f"{reason}; its text from before the change is in {_save_before(plan, step)}"
    return reason


def _save_before(plan: Plan, step: Rewrite) -> Path:
    """Save the text of a note from before the change outside the vault, and return its path."""
    folder = state_folder() / "kept" / plan.token
    file = folder / step.path
    with wrap_errors(str(file)):
        for parent in (folder.parent, folder, *(folder / inner for inner in reversed(Path(step.path).parents))):
            parent.mkdir(mode=0o700, exist_ok=True)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
        try:
            write_all(handle, step.before)
            os.fsync(handle)
        finally:
            os.close(handle)
    return file


def _temporary_files(root: Path) -> Iterator[Path]:
    """Yield the files that are named like temporary files, without following symbolic links."""
    todo = [root]
    while todo:
        folder = todo.pop()
        with contextlib.suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if entry.name != ".git" and not find_marker(Path(entry)):
                        todo.append(Path(entry))
                elif _ANY_TEMPORARY.fullmatch(entry.name) and _is_single_file(entry):
                    yield Path(entry)


def _is_single_file(entry: os.DirEntry[str]) -> bool:
    return entry.is_file(follow_symlinks=False) and entry.stat(follow_symlinks=False).st_nlink == 1


# Descriptions


def _describe_steps(plan: Plan, reached: int | None) -> Iterator[tuple[str, str]]:
    for step in plan.rewrites:
        yield step.path, "changed" if reached is not None else _describe_rewrite(step)
    for creation in plan.creations:
        yield creation.path, "created" if os.path.lexists(plan.at(creation.path)) else "not created yet"
    for number, move in enumerate(plan.moves):
        is_last = reached is not None and number == reached
        is_made = reached is not None and (number < reached or (is_last and move_state(plan, move) is MoveState.NEW))
        yield f"{move.old} to {move.new}", "moved" if is_made else "not moved yet"


def _describe_rewrite(step: Rewrite) -> str:
    try:
        content = read_file(step.real)
    except OSError as error:
        return f"cannot be read: {error.strerror or error}"
    if content == step.after:
        return "changed"
    return "not changed yet" if content == step.before else "changed by another program since"
