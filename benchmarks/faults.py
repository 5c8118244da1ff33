"""Lets the system refuse one call of a change after the other, by strace, and sees that nothing is lost.

Each call by which `wikilsp` touches the vault or its journal is made to fail, once or from then on, as on a disk that
is full, broken or read-only. The vault must be the old or the new one then, what went wrong must be said in words, and
what could not be taken back must be taken back by `wikilsp recover`. Needs strace, and ends with an error if anything
was wrong.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from changes import State, fill, state

_ERRORS = {
    "ENOSPC": "No space left on device",
    "EIO": "Input/output error",
    "EROFS": "Read-only file system",
}
_CALLS = (
    "openat,read,write,fsync,ftruncate,rename,renameat2,unlink,mkdir,rmdir,link,symlink,"
    "chmod,fchmodat,fchown,setxattr,fsetxattr,removexattr,fremovexattr,flock"
)
_CALL = re.compile(r"\d+ +(\w+)\(")
_CHANGES = {
    "rename": ["rename", "sub/b", "new/deep/c c"],
    "fixes": ["check", "--fix", "-q", "--no-cache", "--show", "error", "--fail-on", "error"],
}


class Wrong(Exception):  # noqa: N818 - it is a finding
    """What is not as it must be."""


class Fault(NamedTuple):
    """A call that fails: its name, which one of that name it is, and how."""

    call: str
    number: int
    error: str
    lasting: bool

    @property
    def injected(self) -> str:
        """The fault as strace is told of it."""
        return f"inject={self.call}:error={self.error}:when={self.number}{'+' * self.lasting}"


class Place:
    """A vault, its journal, and the command that is run there."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "vault"
        self.state = folder / "state"
        self.trace = folder / "trace"

    def renew(self) -> None:
        """Make the vault as it is before a change."""
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.rmtree(self.state, ignore_errors=True)
        self.root.mkdir()
        fill(self.root, is_small=False)

    def run(self, *arguments: str, strace: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
        """Run `wikilsp` in the vault, below strace if it is told to do something."""
        traced = ["strace", "-f", "-y", "-o", str(self.trace), *strace] if strace else []
        known = {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", "WIKILSP_STATE_DIR": str(self.state)}
        return subprocess.run(
            [*traced, sys.executable, "-m", "wikilsp", *arguments],
            cwd=self.root,
            env=os.environ | known,
            capture_output=True,
            text=True,
            check=False,
        )

    def left(self) -> list[str]:
        """Return the names of temporary files, and of journals but those in which nothing was begun."""
        journals = [path for path in self.state.rglob("*.journal") if path.read_bytes()[:1] == b"w"]
        return [path.name for path in (*self.root.rglob(".wikilsp-*"), *journals)]

    def calls(self, arguments: list[str]) -> Iterator[tuple[str, int]]:
        """Run a change as it should be; yield the calls that touch the vault or the journal while it writes."""
        self.run(*arguments, strace=("-e", f"trace={_CALLS}"))
        counts: Counter[str] = Counter()
        writing = False
        for line in self.trace.read_text(errors="replace").split("\n"):
            if found := _CALL.match(line):
                counts[found[1]] += 1
                writing |= ".journal" in line and "O_CREAT" in line
                if writing and (str(self.root) in line or str(self.state) in line):
                    yield found[1], counts[found[1]]


def _tried(place: Place, arguments: list[str], fault: Fault, old: State, new: State) -> str:
    """Let a change meet a fault; return what came of it. Raise `Wrong`."""
    place.renew()
    done = place.run(*arguments, strace=("-e", fault.injected))
    now = state(place.root)
    said = done.stdout + done.stderr
    # Where nothing can be written any more, nothing can be said.
    is_told = fault.call == "write" and fault.lasting
    is_told |= _ERRORS[fault.error] in said and "Traceback" not in said
    if done.returncode == 0:
        outcome = "made all the same"
        is_right = now == new and not place.left()
    elif not place.left():
        outcome = "nothing has changed"
        is_right = is_told and (now == old or (arguments[0] == "check" and _is_each_old_or_new(now, old, new)))
    else:
        outcome = "taken back by recover"
        recovered = place.run("recover", "--undo")
        is_right = is_told and recovered.returncode == 0 and state(place.root) == old and not place.left()
    if not is_right:
        raise Wrong(f"{fault}: {done.returncode}\n{said}\n{place.left()}\n{now}")
    return outcome


def _is_each_old_or_new(now: State, old: State, new: State) -> bool:
    """Whether each note is fixed or not: one that cannot be does not keep others from it."""
    return now.keys() == old.keys() and all(found in (old[path], new[path]) for path, found in now.items())


def _main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="try only each so many-th call")
    every = parser.parse_args().every
    if not shutil.which("strace"):
        print("strace is not installed, so that nothing was tried")
        return 2
    counts: Counter[tuple[str, str, str]] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(os.path.realpath(folder)))
        for name, arguments in _CHANGES.items():
            place.renew()
            old = state(place.root)
            calls = list(place.calls(arguments))[::every]
            new = state(place.root)
            for call, number in calls:
                for error, lasting in [*((error, False) for error in _ERRORS), ("EROFS", True)]:
                    outcome = _tried(place, arguments, Fault(call, number, error, lasting), old, new)
                    counts[name, f"{error}{', from then on' * lasting}", outcome] += 1
    print("| change | fault | what came of it | times |\n|---|---|---|--:|")
    for (name, fault, outcome), number in sorted(counts.items()):
        print(f"| {name} | {fault} | {outcome} | {number} |")
    print(f"\n{counts.total():,} faults; nothing was lost.")
    return 0


if __name__ == "__main__":
    raise SystemExit(_main())
