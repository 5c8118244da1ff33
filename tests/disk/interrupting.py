"""Interrupts changes at one of their steps on the disk, in the process of the test."""

import os

from changes import fill, scenarios, state
from disk_steps import Steps

from wikilsp.disk.recover import recover
from wikilsp.disk.state_folder import journals_folder
from wikilsp.disk.write import write
from wikilsp.text import Edit, Span
from wikilsp.vault.changes import Changes

__all__ = [
    "Killed",
    "Steps",
    "change",
    "failing",
    "fill",
    "half_made",
    "kept_journals",
    "killed",
    "move",
    "new_state",
    "rename",
    "state",
    "temporary_files",
]


class Killed(BaseException):
    """Simulates the end of the process: nothing is written after it."""


def _kill(*_):
    raise Killed


def killed(do, at):
    """Return True if the function was killed at the given step, False if it ended before."""
    with Steps(at, _kill, lasting=True).counted():
        try:
            do()
        except Killed:
            return True
    return False


def failing(do, at, number, *, lasting=False):
    """Make a step (or all steps from it on) of a function fail; return the error, the failed calls, and the result."""

    def fail(name, _call, _given):
        failed.append(name)
        raise OSError(number, os.strerror(number))

    failed = []
    with Steps(at, fail, lasting=lasting).counted():
        try:
            done = do()
        except Exception as error:  # noqa: BLE001 - the test checks its type
            return error, failed, None
    return None, failed, done


def change(root):
    """Make the change that has every kind of step."""
    [everything] = [scenario for scenario in scenarios(is_small=False) if scenario.name == "everything at once"]
    everything.run(root)


def new_state(folder):
    """Return the state of a vault after the change, made in another folder."""
    root = folder / "expected"
    root.mkdir()
    fill(root, is_small=False)
    change(root)
    return state(root)


def temporary_files(root):
    """Return the temporary files in a vault."""
    return sorted(path.relative_to(root).as_posix() for path in root.rglob(".wikilsp-*"))


def kept_journals():
    """Return the existing journals."""
    return list(journals_folder().glob("*")) if journals_folder().exists() else []


def move(root):
    """Rename the folder of a vault, and return its new path."""
    return root.rename(root.parent / "vault2")


def rename(root):
    """Edit three notes, and move the folder of images."""
    texts = {path: (root / path).read_bytes().decode() for path in ("a.md", "c.md", "sub/b.md")}
    write(root, Changes({path: (Edit(Span(0, 0), "new "),) for path in texts}, {"img": "pics"}), texts)


def half_made(root):
    """Kill a change after it has written one of three notes, and a temporary file for the next one."""
    at = 1
    while killed(lambda: rename(root), at):
        if (root / "a.md").read_bytes().startswith(b"new ") and list(root.glob(".wikilsp-*.tmp")):
            return
        recover(root, "undo")
        at += 1
    raise AssertionError
