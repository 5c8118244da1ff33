"""Turns changes into a plan: reads and checks everything that can be before anything is written."""

import os
import secrets
import stat
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec.structs import replace

from wikilsp.disk.atomic_write import read_file
from wikilsp.disk.new_paths import placement_problem
from wikilsp.disk.plan import Creation, Move, Plan, Rewrite
from wikilsp.disk.relocation import folder_identity
from wikilsp.disk.steps import wrap_errors
from wikilsp.text import Edit, apply_edits
from wikilsp.vault.changes import ChangedMeanwhileError, Changes, WriteError
from wikilsp.vault.names import fold_path

_TOKEN_BYTES = 8


def make_plan(root: Path, changes: Changes, texts: Mapping[str, str], *, force: bool = False) -> Plan:
    """Return a plan for changes. `texts` are the edited notes as they were read.

    Raise `WriteError` if a change is impossible. With `force`, a file with hard links is replaced under this one name.
    """
    rewrites = [plan_rewrite(root, path, texts[path], edits, force=force) for path, edits in changes.edits.items()]
    check_places(root, changes)
    creations = [Creation(path, _encode(path, text)) for path, text in changes.creates.items()]
    plan = new_plan(root, [each for each in rewrites if each.before != each.after])
    folders = dict.fromkeys(folder for path in changes.creates for folder in _missing_folders(root, path))
    moves = tuple(_plan_moves(root, changes.moves, plan.token, folders))
    return replace(plan, folders=tuple(folders), creations=tuple(creations), moves=moves)


def new_plan(root: Path, rewrites: Iterable[Rewrite]) -> Plan:
    """Return a plan that consists of rewrites only."""
    real = os.path.realpath(root)
    token = secrets.token_hex(_TOKEN_BYTES)
    return Plan(os.fsencode(real), token, time.time(), tuple(rewrites), identity=folder_identity(real))


# Edited notes


def plan_rewrite(root: Path, path: str, text: str, edits: tuple[Edit, ...], *, force: bool) -> Rewrite:
    """Return the rewrite of a note by edits of its text. Raise `WriteError` if it has changed or cannot be written."""
    with wrap_errors(path):
        file = Path(os.path.realpath(root / path, strict=True))
        if not file.is_relative_to(os.path.realpath(root)):
            raise WriteError(path, "this is outside the vault")
        if any(part.startswith(".") for part in file.relative_to(os.path.realpath(root)).parts[:-1]):
            raise WriteError(path, "this leads into a hidden folder, where no note is written; remove the link")
        _check_writable(path, file, file.stat(), force=force)
        before = read_file(file)
        if _decode(path, before) != text:
            raise ChangedMeanwhileError(path, "this note has changed since it was read; try again")
    return Rewrite(path, os.fsencode(file), before, _encode(path, apply_edits(text, edits)))


def check_writable(root: Path, paths: Iterable[str], *, force: bool = False) -> None:
    """Raise `WriteError` if one of these notes is read-only or, without `force`, has hard links.

    A note whose state cannot be read is skipped: writing it will fail.
    """
    for path in paths:
        try:
            seen = (root / path).stat()
        except OSError:
            continue
        _check_writable(path, root / path, seen, force=force)


def _check_writable(path: str, file: Path, seen: os.stat_result, *, force: bool) -> None:
    # The system lets us replace a read-only file, since that only changes its folder.
    if not (seen.st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) and os.access(file, os.W_OK)):
        raise WriteError(path, "this file is read-only; make it writable first")
    if seen.st_nlink > 1 and not force:
        names = f"this file has {seen.st_nlink} names (hard links), and the others would keep the old text"
        raise WriteError(path, f"{names}; replace the links by copies first, or use “--force” on the command line")


def _decode(path: str, data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise WriteError(path, "this note is not valid UTF-8; save it as UTF-8 first") from None


def _encode(path: str, text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise WriteError(path, "the new text contains a lone surrogate, which UTF-8 cannot encode") from None


# New notes, and moves


def check_places(root: Path, changes: Changes) -> None:
    """Raise `WriteError` unless all moved files exist and all new paths are free and in the vault."""
    for old, new in changes.moves.items():
        if not os.path.lexists(root / old):
            raise WriteError(old, "this file no longer exists")
        if new not in changes.moves:
            with wrap_errors(old):
                _check_free(root, new, old)
    for path in changes.creates:
        _check_free(root, path)
    check_inside(root, (*changes.moves.values(), *changes.creates))


def check_inside(root: Path, paths: Iterable[str]) -> None:
    """Raise `WriteError` unless new paths are valid UTF-8 and, symbolic links resolved, in the vault."""
    inside = Path(os.path.realpath(root))
    for path in paths:
        if any("\ud800" <= char <= "\udfff" for char in path):
            raise WriteError(path, "this name is not valid UTF-8; choose another name")
        if not Path(os.path.realpath(root / path)).parent.is_relative_to(inside):
            raise WriteError(path, "this is outside the vault")
        with wrap_errors(path):
            problem = placement_problem(root, path)
        if problem:
            raise WriteError(path, problem)


def _check_free(root: Path, path: str, old: str | None = None) -> None:
    new = root / path
    # On a case-insensitive file system, a name that only changes its case is taken by the file itself.
    if os.path.lexists(new) and not (old is not None and _is_same_file(root, old, path)):
        raise WriteError(path, "this already exists; choose another name, or move it away first")


def _is_same_file(root: Path, old: str, new: str) -> bool:
    """Whether two paths that differ at most in case lead to the same file. Raise `WriteError`."""
    is_respelled = old != new and fold_path(old) == fold_path(new) and os.path.lexists(root / new)
    with wrap_errors(old):
        return is_respelled and os.path.samestat((root / old).lstat(), (root / new).lstat())


def _missing_folders(root: Path, path: str) -> Iterator[str]:
    """Yield the missing parent folders of a new file, the outer ones first."""
    segments = path.split("/")[:-1]
    for end in range(1, len(segments) + 1):
        folder = "/".join(segments[:end])
        if not os.path.lexists(root / folder):
            yield folder


def _plan_moves(root: Path, moves: Mapping[str, str], token: str, made: Iterable[str]) -> Iterator[Move]:
    """Yield the single moves. A file at the new path of another one first moves to a temporary name, out of its way.

    So does a file whose new path leads to itself, since the file system ignores case: there, some systems make no move
    from one such path to the other, and nothing but a listing would tell whether it was made.
    """
    waiting: dict[str, str] = {}
    there = {*made, *moves.values()}
    same = {old for old, new in moves.items() if _is_same_file(root, old, new)}
    for number, old in enumerate(sorted((moves.keys() & set(moves.values())) | same)):
        folder = old.rpartition("/")[0]
        waiting[old] = f"{folder}/.wikilsp-{token}-{number}".removeprefix("/")
        with wrap_errors(old):
            state = _file_state(root / old)
        yield Move(old, old, waiting[old], state=state)
    for old, new in moves.items():
        folders = tuple(folder for folder in _missing_folders(root, new) if folder not in there)
        there.update(folders)
        with wrap_errors(old):
            links, state = _adjust_symlink(root, old, new), _file_state(root / old)
        yield Move(old, waiting.get(old, old), new, folders, links, state)


def _file_state(file: Path) -> tuple[int, int] | None:
    seen = file.lstat()
    return None if stat.S_ISDIR(seen.st_mode) else (seen.st_size, seen.st_mtime_ns)


def _adjust_symlink(root: Path, old: str, new: str) -> tuple[bytes, bytes] | None:
    """Return the target of a relative symbolic link, and the one that leads to the same file from its new path."""
    file, place = root / old, root / new
    if not file.is_symlink() or file.readlink().is_absolute() or file.parent == place.parent:
        return None
    link = file.readlink()
    return os.fsencode(link), os.fsencode(os.path.relpath(file.parent.resolve() / link, place.parent.resolve()))
