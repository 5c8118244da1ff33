"""Applies or rolls back a plan step by step, from wherever it was interrupted."""

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from wikilsp.disk.atomic_write import sync_folders
from wikilsp.disk.journal import Journal
from wikilsp.disk.plan import Plan
from wikilsp.disk.steps import (
    make_folders,
    make_note,
    move,
    move_back,
    remove_folders,
    remove_note,
    rewrite,
    wrap_errors,
)
from wikilsp.vault.changes import ChangedMeanwhileError, WriteError

OnError = Callable[[WriteError], None]
"""Called with the error of each step that fails; raises to stop the remaining steps."""


def apply(plan: Plan, journal: Journal, on_error: OnError) -> Iterator[str]:
    """Remove temporary files and apply all steps that are not applied yet; yield the vault path of each."""
    with _report_errors(on_error):
        _remove_temporaries(plan)
    if journal.reached is None:
        # All rewrites and creations are on the disk before anything moves: a started move implies that they are done.
        for step in plan.rewrites:
            with _report_errors(on_error):
                rewrite(plan, step, step.before, step.after)
                yield step.path
        changed = {step.real.parent for step in plan.rewrites}
        with _report_errors(on_error):
            changed |= make_folders(plan, plan.folders)
        for creation in plan.creations:
            with _report_errors(on_error):
                make_note(plan, creation)
                yield creation.path
        changed |= {plan.at(creation.path).parent for creation in plan.creations}
        with _report_errors(on_error):
            _sync(plan, changed)
    for number in range(journal.reached or 0, len(plan.moves)):
        with _report_errors(on_error):
            _record_move(journal, number)
            _sync(plan, move(plan, plan.moves[number]))
            yield plan.moves[number].path


def roll_back(plan: Plan, journal: Journal, on_error: OnError) -> None:
    """Remove temporary files and roll back all steps that are applied, the last one first."""
    with _report_errors(on_error):
        _remove_temporaries(plan)
    staying = _move_back(plan, journal, on_error)
    if staying is None:
        return  # files that could not be moved back are not at the paths that the earlier steps use
    for creation in reversed(plan.creations):
        with _report_errors(on_error):
            remove_note(plan, creation)
    changed = {plan.at(creation.path).parent for creation in plan.creations}
    with _report_errors(on_error):
        changed |= remove_folders(plan, plan.folders)
    for step in reversed(plan.rewrites):
        if not any(f"{step.path}/".startswith(f"{path}/") for path in staying):
            with _report_errors(on_error):
                rewrite(plan, step, step.after, step.before)
    changed |= {step.real.parent for step in plan.rewrites}
    with _report_errors(on_error):
        _sync(plan, changed)


def _move_back(plan: Plan, journal: Journal, on_error: OnError) -> list[str] | None:
    """Roll back all moves; return the paths of changed files, which stay where they are, or None on a system error."""
    if journal.reached is None:
        return []
    staying = []
    try:
        for number in range(journal.reached, -1, -1):
            _record_move(journal, number)
            try:
                _sync(plan, move_back(plan, plan.moves[number]))
            except ChangedMeanwhileError as error:
                staying.append(plan.moves[number].path)
                on_error(error)
        _record_move(journal, None)
    except WriteError as error:
        on_error(error)
        return None
    return staying


def _remove_temporaries(plan: Plan) -> None:
    """Remove the temporary file of an interrupted step. Raise `WriteError`."""
    for folder in plan.folders_written():
        temporary = plan.temporary(folder)
        with wrap_errors(str(temporary)), contextlib.suppress(FileNotFoundError, NotADirectoryError):
            temporary.unlink()


def _record_move(journal: Journal, number: int | None) -> None:
    with wrap_errors(str(journal.file)):
        journal.reach(number)


def _sync(plan: Plan, folders: set[Path]) -> None:
    for folder in sorted(folders):
        with wrap_errors(os.path.relpath(folder, os.fsdecode(plan.root))):
            sync_folders([folder])


@contextlib.contextmanager
def _report_errors(on_error: OnError) -> Iterator[None]:
    try:
        yield
    except WriteError as error:
        on_error(error)
