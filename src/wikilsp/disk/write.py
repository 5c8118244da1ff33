"""Changes to the disk: all of them are made, or none. The only way by which notes are written.

A plan of all steps is in the journal of the vault before the first of them, so that whatever interrupts them, the vault
can be brought to its old or its new state (`wikilsp.disk.recover`).
"""

import contextlib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from wikilsp.disk.apply import Problem, apply, roll_back
from wikilsp.disk.deferred_signals import defer_signals
from wikilsp.disk.journal import REMEDY, Journal
from wikilsp.disk.moved import free
from wikilsp.disk.plan import Plan, Rewrite
from wikilsp.disk.planner import check_inside, check_places, check_writable, empty_plan, make_plan, rewritten
from wikilsp.disk.steps import told
from wikilsp.text import Edit
from wikilsp.vault.changes import ChangedMeanwhileError, Changes, WriteError

__all__ = ["WriteError", "check_inside", "check_places", "check_writable", "write", "write_each"]


def write(root: Path, changes: Changes, texts: Mapping[str, str], *, force: bool = False) -> None:
    """Make changes to the files of the vault at `root`. `texts` are the edited notes, as they were read.

    A file is replaced in one go and keeps its owner, permissions and attributes; of a symbolic link, what it leads to
    is written. Raise `WriteError`, and then nothing has changed: what is not valid UTF-8, is read-only, has more than
    one name (unless `force`) or has changed since it was read is not written, and nothing takes the place of another
    file. So it is if another change is under way or was interrupted.
    """
    with free(root) as journal:
        _run(make_plan(root, changes, texts, force=force), journal, _refuse)


def write_each(
    root: Path, edits: Mapping[str, tuple[Edit, ...]], texts: Mapping[str, str], *, force: bool = False
) -> dict[str, WriteError]:
    """Edit notes, each in one go or not at all; return, by path, why some were not, as `write` says.

    Raise `WriteError` if none can be, since another change is under way or was interrupted.
    """
    problems: dict[str, WriteError] = {}
    with free(root) as journal:
        rewrites: list[Rewrite] = []
        for path, made in edits.items():
            try:
                rewrites.append(rewritten(root, path, texts[path], made, force=force))
            except WriteError as error:
                problems[path] = error
        if rewrites:
            _run(empty_plan(root, rewrites), journal, lambda error: problems.update({error.path: error}))
    return problems


def _refuse(error: WriteError) -> None:
    raise error


def _run(plan: Plan, journal: Journal, problem: Problem) -> None:
    """Make all steps of a plan. If not all can be made, or the program is to end, take all of them back."""
    done: list[str] = []
    with defer_signals() as stop:
        try:
            with _journal_told(journal):
                journal.begin(plan)
            for path in apply(plan, journal, problem):
                done.append(path)
                stop()
            with _journal_told(journal):
                journal.end()
        except BaseException as error:
            _roll_back(plan, journal, done, error)
            raise


def _roll_back(plan: Plan, journal: Journal, done: Collection[str], reason: BaseException) -> None:
    """Take back what was done, because of a reason. Where that cannot be done, the journal stays."""
    stuck: list[WriteError] = []
    roll_back(plan, journal, stuck.append)
    # What was not reached, and another program has changed meanwhile, is as it should be.
    stuck = [error for error in stuck if not isinstance(error, ChangedMeanwhileError) or error.path in done]
    if not stuck:
        with contextlib.suppress(OSError):
            journal.end()
        return
    names = ", ".join(f"{error.path} ({_reason(error)})" for error in stuck)
    path = reason.path if isinstance(reason, WriteError) else ""
    problem = f"{reason.problem}; " if isinstance(reason, WriteError) else ""
    raise WriteError(path, f"{problem}these cannot be put back: {names}; {REMEDY}") from reason


def _reason(error: WriteError) -> str:
    cause = error.__cause__
    return cause.strerror if isinstance(cause, OSError) and cause.strerror else error.problem


@contextlib.contextmanager
def _journal_told(journal: Journal) -> Iterator[None]:
    with told(str(journal.file)):
        yield
