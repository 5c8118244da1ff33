"""Where the steps of a journal are made: in the vault that was asked about, and nowhere else. Changes nothing."""

import os
import re
from collections.abc import Iterator
from pathlib import Path, PurePath

from msgspec.structs import replace

from wikilsp.disk.plan import Plan, Rewrite
from wikilsp.vault.changes import WriteError

_TOKEN = re.compile(r"[0-9a-f]{16}")


class _AstrayError(Exception):
    """A path that is none of the vault."""


def identity_of(folder: str | Path) -> str:
    """Return what tells a folder from all others of the machine, whatever its path; "" if it cannot be looked at."""
    try:
        seen = os.stat(folder)  # noqa: PTH116 - it may be no `Path`
    except OSError:
        return ""
    return f"{seen.st_dev}:{seen.st_ino}"


def placed(plan: Plan, root: Path, journal: Path) -> Plan:
    """Return a plan with the vault at `root`, wherever that was when the plan was made.

    Raise `WriteError` if a step of it would be made outside that vault, or below one of its hidden folders.
    `journal` is named then.
    """
    real = Path(os.path.realpath(root))
    try:
        rewrites = _rewrites(plan, real)
    except _AstrayError as error:
        problem = "an interrupted change would write outside the vault here, so nothing is done"
        remedy = f"put back the folder that leads there, or look through the notes, then delete {journal}"
        raise WriteError(str(error), f"{problem}: {remedy}") from error
    return replace(plan, root=os.fsencode(real), rewrites=rewrites, identity=identity_of(real))


def _rewrites(plan: Plan, real: Path) -> tuple[Rewrite, ...]:
    """Return those of a plan with their files in the vault at `real`, after a look at all of its steps."""
    if not _TOKEN.fullmatch(plan.token):
        raise _AstrayError(plan.token)
    for path in _paths(plan):
        _check(real, path)
    return tuple(replace(step, file=os.fsencode(real / _relative(plan, step, real))) for step in plan.rewrites)


def _relative(plan: Plan, step: Rewrite, real: Path) -> Path:
    _check_path(step.path)
    try:
        path = step.real.relative_to(os.fsdecode(plan.root))
    except ValueError:
        raise _AstrayError(step.path) from None
    _check(real, str(path))
    return path


def _paths(plan: Plan) -> Iterator[str]:
    yield from plan.folders
    yield from (step.path for step in plan.creations)
    for move in plan.moves:
        yield from (move.path, move.old, move.new, *move.folders)


def _check_path(path: str) -> None:
    pure = PurePath(path)
    if not pure.parts or pure.is_absolute() or ".." in pure.parts:
        raise _AstrayError(path)


def _check(real: Path, path: str) -> None:
    """See that a name is in the vault. What it names may be anything: the steps look at that, and follow no link."""
    _check_path(path)
    folder = Path(os.path.realpath((real / path).parent))
    if not folder.is_relative_to(real) or any(part.startswith(".") for part in folder.relative_to(real).parts):
        raise _AstrayError(path)
