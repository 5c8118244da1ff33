"""Writes changes to the disk, all or none. Notes are written by this module only.

A plan of all steps is in the journal of the vault before the first step, so that whatever interrupts them, the vault
can be brought to its old or its new state (`wikilsp.disk.recover`).
"""

import contextlib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from wikilsp.disk.apply import OnError, apply, roll_back
from wikilsp.disk.deferred_signals import defer_signals
from wikilsp.disk.journal import REMEDY, Journal
from wikilsp.disk.moved_vaults import lock_for_change
from wikilsp.disk.plan import Plan, Rewrite
from wikilsp.disk.planner import check_inside, check_places, check_writable, make_plan, new_plan, plan_rewrite
from wikilsp.disk.steps import wrap_errors
from wikilsp.text import Edit
from wikilsp.vault.changes import ChangedMeanwhileError, Changes, WriteError

__all__ = ["WriteError", "check_inside", "check_places", "check_writable", "write", "write_each"]


def write(root: Path, changes: Changes, texts: Mapping[str, str], *, force: bool = False) -> None:
    """Apply changes to the files of the vault at `root`. `texts` are the edited notes, as they were read.

    A file is replaced atomically and keeps its owner, permissions and attributes; for a symbolic link, its target is
    written. Raise `WriteError`, without having changed anything, if a note is not valid UTF-8, is read-only, has hard
    links (unless `force`) or has changed since it was read, if a new path is taken, or if another change of the vault
    is in progress or was interrupted.
    """
    with lock_for_change(root) as journal:
        _run(make_plan(root, changes, texts, force=force), journal, _raise)


def write_each(
    root: Path, edits: Mapping[str, tuple[Edit, ...]], texts: Mapping[str, str], *, force: bool = False
) -> dict[str, WriteError]:
    """Edit notes independently of each other; return the errors by path, as `write` raises them.

    Raise `WriteError` if no note can be written, since another change is in progress or was interrupted.
    """
    problems: dict[str, WriteError] = {}
    with lock_for_change(root) as journal:
        rewrites: list[Rewrite] = []
        for path, note_edits in edits.items():
            try:
                rewrites.append(plan_rewrite(root, path, texts[path], note_edits, force=force))
            except WriteError as error:
                problems[path] = error
        if rewrites:
            _run(new_plan(root, rewrites), journal, lambda error: problems.update({error.path: error}))
    return problems


def _raise(error: WriteError) -> None:
    raise error


def _run(plan: Plan, journal: Journal, on_error: OnError) -> None:
    """Apply all steps of a plan. If a step fails or a signal arrives, roll all of them back."""
    done: list[str] = []
    with defer_signals() as raise_if_signaled:
        try:
            with _journal_errors(journal):
                journal.begin(plan)
            for path in apply(plan, journal, on_error):
                done.append(path)
                raise_if_signaled()
            with _journal_errors(journal):
                journal.end()
        except BaseException as error:
            _roll_back(plan, journal, done, error)
            raise


def _roll_back(plan: Plan, journal: Journal, done: Collection[str], reason: BaseException) -> None:
    """Roll back the steps that are done. If that fails, keep the journal and raise `WriteError` from `reason`."""
    stuck: list[WriteError] = []
    roll_back(plan, journal, stuck.append)
    # A step that was not reached, and whose file another program has changed meanwhile, needs no rollback.
    stuck = [error for error in stuck if not isinstance(error, ChangedMeanwhileError) or error.path in done]
    if not stuck:
        with contextlib.suppress(OSError):
            journal.end()
        return
    names = ", ".join(f"{error.path} ({_reason(error)})" for error in stuck)
    path = reason.path if isinstance(reason, WriteError) else ""
    problem = f"{reason.problem}; " if isinstance(reason, WriteError) else ""
    raise WriteError(path, f"{problem}these cannot be restored: {names}; {REMEDY}") from reason


def _reason(error: WriteError) -> str:
    cause = error.__cause__
    return cause.strerror if isinstance(cause, OSError) and cause.strerror else error.problem


@contextlib.contextmanager
def _journal_errors(journal: Journal) -> Iterator[None]:
    with wrap_errors(str(journal.file)):
        yield
