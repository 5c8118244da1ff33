"""A whole plan, made or taken back step by step, from wherever it was interrupted. Decides nothing about failures."""

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
    told,
)
from wikilsp.vault.changes import ChangedMeanwhileError, WriteError

Problem = Callable[[WriteError], None]
"""Is told of a step that is not made, and raises if the others are not to be made either."""


def apply(plan: Plan, journal: Journal, problem: Problem) -> Iterator[str]:
    """Remove temporary files, make all steps that are not made, and yield the vault path of each."""
    with _left_to(problem):
        _remove_temporaries(plan)
    if journal.reached is None:
        # The disk has all of them before anything moves: a move that has begun says that these are done.
        for step in plan.rewrites:
            with _left_to(problem):
                rewrite(plan, step, step.before, step.after)
                yield step.path
        changed = {step.real.parent for step in plan.rewrites}
        with _left_to(problem):
            changed |= make_folders(plan, plan.folders)
        for creation in plan.creations:
            with _left_to(problem):
                make_note(plan, creation)
                yield creation.path
        changed |= {plan.at(creation.path).parent for creation in plan.creations}
        with _left_to(problem):
            _sync(plan, changed)
    for number in range(journal.reached or 0, len(plan.moves)):
        with _left_to(problem):
            _reach(journal, number)
            _sync(plan, move(plan, plan.moves[number]))
            yield plan.moves[number].path


def roll_back(plan: Plan, journal: Journal, problem: Problem) -> None:
    """Remove temporary files, and take back all steps that are made, the last one first."""
    with _left_to(problem):
        _remove_temporaries(plan)
    staying = _move_back(plan, journal, problem)
    if staying is None:
        return  # what could not be moved has not the paths that the steps before know
    for creation in reversed(plan.creations):
        with _left_to(problem):
            remove_note(plan, creation)
    changed = {plan.at(creation.path).parent for creation in plan.creations}
    with _left_to(problem):
        changed |= remove_folders(plan, plan.folders)
    for rewritten in reversed(plan.rewrites):
        if not any(f"{rewritten.path}/".startswith(f"{path}/") for path in staying):
            with _left_to(problem):
                rewrite(plan, rewritten, rewritten.after, rewritten.before)
    changed |= {rewritten.real.parent for rewritten in plan.rewrites}
    with _left_to(problem):
        _sync(plan, changed)


def _move_back(plan: Plan, journal: Journal, problem: Problem) -> list[str] | None:
    """Take back all moves; return what stays where it is, None if the system has not let us."""
    if journal.reached is None:
        return []
    staying = []
    try:
        for number in range(journal.reached, -1, -1):
            _reach(journal, number)
            try:
                _sync(plan, move_back(plan, plan.moves[number]))
            except ChangedMeanwhileError as error:
                staying.append(plan.moves[number].path)
                problem(error)
        _reach(journal, None)
    except WriteError as error:
        problem(error)
        return None
    return staying


def _remove_temporaries(plan: Plan) -> None:
    """Remove what a step that was interrupted has left. Raise `WriteError`."""
    for folder in plan.folders_written():
        temporary = plan.temporary(folder)
        with told(str(temporary)), contextlib.suppress(FileNotFoundError, NotADirectoryError):
            temporary.unlink()


def _reach(journal: Journal, number: int | None) -> None:
    with told(str(journal.file)):
        journal.reach(number)


def _sync(plan: Plan, folders: set[Path]) -> None:
    for folder in sorted(folders):
        with told(os.path.relpath(folder, os.fsdecode(plan.root))):
            sync_folders([folder])


@contextlib.contextmanager
def _left_to(problem: Problem) -> Iterator[None]:
    try:
        yield
    except WriteError as error:
        problem(error)
