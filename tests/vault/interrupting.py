"""Changes that are interrupted at one of their steps on the disk, in the process of the test itself."""

import os

from changes import fill, scenarios, state
from disk_steps import Steps

from wikilsp.disk.state_folder import journals

__all__ = ["Killed", "Steps", "change", "failing", "fill", "kept_journals", "killed", "leftovers", "new_state", "state"]


class Killed(BaseException):
    """The end of the process: nothing is written any more."""


def _kill(*_):
    raise Killed


def killed(do, at):
    """Do something that is killed at one of its steps; say whether it was."""
    with Steps(at, _kill, lasting=True).counted():
        try:
            do()
        except Killed:
            return True
    return False


def failing(do, at, number, *, lasting=False):
    """Do something of which one step fails, or all from this one on; give what is raised, what failed, the answer."""

    def fail(name, _call, _given):
        failed.append(name)
        raise OSError(number, os.strerror(number))

    failed = []
    with Steps(at, fail, lasting=lasting).counted():
        try:
            done = do()
        except Exception as error:  # noqa: BLE001 - what it is, is for the test to say
            return error, failed, None
    return None, failed, done


def change(root):
    """Make the change that has every kind of step in it."""
    [everything] = [scenario for scenario in scenarios(is_small=False) if scenario.name == "everything at once"]
    everything.run(root)


def new_state(folder):
    """Give what the vault is after the change, made in another folder."""
    root = folder / "expected"
    root.mkdir()
    fill(root, is_small=False)
    change(root)
    return state(root)


def leftovers(root):
    """Give the temporary files in a vault."""
    return sorted(path.relative_to(root).as_posix() for path in root.rglob(".wikilsp-*"))


def kept_journals():
    """Give the journals that are there."""
    return list(journals().glob("*")) if journals().exists() else []
