"""Relocates a plan to the current path of its vault, and checks that all its steps stay inside that vault."""

import os
import re
from collections.abc import Iterator
from pathlib import Path, PurePath

from msgspec.structs import replace

from wikilsp.disk.plan import Plan, Rewrite
from wikilsp.vault.changes import WriteError

_TOKEN = re.compile(r"[0-9a-f]{16}")


class _OutsideError(Exception):
    """A path that leads out of the vault or into a hidden folder."""


def folder_identity(folder: str | Path) -> str:
    """Return an identifier of a folder that does not depend on its path, or "" if its state cannot be read."""
    try:
        status = os.stat(folder)  # noqa: PTH116 - it may be a string
    except OSError:
        return ""
    return f"{status.st_dev}:{status.st_ino}"


def relocate_plan(plan: Plan, root: Path, journal: Path) -> Plan:
    """Return a plan for the vault at `root`, which may have had another path when the plan was made.

    Raise `WriteError`, which names `journal`, if a step would write outside the vault or into a hidden folder.
    """
    real_root = Path(os.path.realpath(root))
    try:
        rewrites = _relocate_rewrites(plan, real_root)
    except _OutsideError as error:
        problem = "an interrupted change would write outside the vault, so nothing was changed"
        remedy = f"restore the folder that leads to this path, or check the notes and delete {journal}"
        raise WriteError(str(error), f"{problem}; {remedy}") from error
    return replace(plan, root=os.fsencode(real_root), rewrites=rewrites, identity=folder_identity(real_root))


def _relocate_rewrites(plan: Plan, root: Path) -> tuple[Rewrite, ...]:
    """Check the paths of all steps of a plan, and return its rewrites with their files in the vault at `root`."""
    # The token becomes part of a path, so it must contain no separator.
    if not _TOKEN.fullmatch(plan.token):
        raise _OutsideError(plan.token)
    for path in _step_paths(plan):
        _check_folder(root, path)
    return tuple(replace(step, file=os.fsencode(root / _relocate_file(plan, step, root))) for step in plan.rewrites)


def _relocate_file(plan: Plan, step: Rewrite, root: Path) -> Path:
    _check_path(step.path)
    try:
        path = step.real.relative_to(os.fsdecode(plan.root))
    except ValueError:
        raise _OutsideError(step.path) from None
    _check_folder(root, str(path))
    return path


def _step_paths(plan: Plan) -> Iterator[str]:
    """Yield the vault paths of all steps except rewrites."""
    yield from plan.folders
    yield from (step.path for step in plan.creations)
    for move in plan.moves:
        yield from (move.path, move.old, move.new, *move.folders)


def _check_path(path: str) -> None:
    """Raise unless a path is relative and does not lead upwards."""
    pure = PurePath(path)
    if not pure.parts or pure.is_absolute() or ".." in pure.parts:
        raise _OutsideError(path)


def _check_folder(root: Path, path: str) -> None:
    """Raise unless the folder of a path is in the vault and not hidden.

    The file itself need not be checked: the steps do that, and do not follow links.
    """
    _check_path(path)
    folder = Path(os.path.realpath((root / path).parent))
    if not folder.is_relative_to(root) or any(part.startswith(".") for part in folder.relative_to(root).parts):
        raise _OutsideError(path)
