"""Make each system call of a change fail in turn, with strace, and check that nothing is lost.

Each call that touches the vault or its journal fails once, or from then on, as on a full, broken or read-only disk.
Then the vault must be the old or the new one, the error must be reported without a traceback, and `wikilsp recover`
must undo what the command could not roll back. Needs strace. Print a table, and fail at the first wrong outcome.
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


class WrongOutcome(Exception):  # noqa: N818 - it is a finding
    """A vault that is neither the old nor the new one, an error without a message, or files left over."""


class Fault(NamedTuple):
    """A call that fails: its name, its number among the calls of this name, and the error."""

    call: str
    number: int
    error: str
    lasting: bool
    """Whether all later calls of this name fail too."""

    @property
    def expression(self) -> str:
        """The expression that makes strace inject the fault."""
        return f"inject={self.call}:error={self.error}:when={self.number}{'+' * self.lasting}"


class Place:
    """The folders of a vault and its journals, where commands are run under strace."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "vault"
        self.state = folder / "state"
        self.trace = folder / "trace"

    def reset(self) -> None:
        """Restore the vault to its state before a change."""
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.rmtree(self.state, ignore_errors=True)
        self.root.mkdir()
        fill(self.root, is_small=False)

    def run(self, *arguments: str, strace: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
        """Run `wikilsp` in the vault, under strace if there are options for it."""
        traced = ["strace", "-f", "-y", "-o", str(self.trace), *strace] if strace else []
        # Makes every run do the same calls.
        fixed = {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", "WIKILSP_STATE_DIR": str(self.state)}
        return subprocess.run(
            [*traced, sys.executable, "-m", "wikilsp", *arguments],
            cwd=self.root,
            env=os.environ | fixed,
            capture_output=True,
            text=True,
            check=False,
        )

    def leftovers(self) -> list[str]:
        """Return the names of temporary files, and of journals of changes that had started to write."""
        journals = [path for path in self.state.rglob("*.journal") if path.read_bytes()[:1] == b"w"]
        return [path.name for path in (*self.root.rglob(".wikilsp-*"), *journals)]

    def calls(self, arguments: list[str]) -> Iterator[tuple[str, int]]:
        """Run a change without faults; yield its calls on the vault or the journal, from the journal's creation."""
        self.run(*arguments, strace=("-e", f"trace={_CALLS}"))
        counts: Counter[str] = Counter()
        writing = False
        for line in self.trace.read_text(errors="replace").split("\n"):
            if match := _CALL.match(line):
                counts[match[1]] += 1
                writing |= ".journal" in line and "O_CREAT" in line
                if writing and (str(self.root) in line or str(self.state) in line):
                    yield match[1], counts[match[1]]


def _inject(place: Place, arguments: list[str], fault: Fault, old: State, new: State) -> str:
    """Run a change with a fault, and recover if necessary; return the outcome. Raise `WrongOutcome`."""
    place.reset()
    done = place.run(*arguments, strace=("-e", fault.expression))
    now = state(place.root)
    output = done.stdout + done.stderr
    # Without any write, there is no output either.
    is_reported = fault.call == "write" and fault.lasting
    is_reported |= _ERRORS[fault.error] in output and "Traceback" not in output
    if done.returncode == 0:
        outcome = "changed in spite of the fault"
        is_right = now == new and not place.leftovers()
    elif not place.leftovers():
        outcome = "rolled back"
        is_right = is_reported and (now == old or (arguments[0] == "check" and _is_each_old_or_new(now, old, new)))
    else:
        outcome = "undone by recover"
        recovered = place.run("recover", "--undo")
        is_right = is_reported and recovered.returncode == 0 and state(place.root) == old and not place.leftovers()
    if not is_right:
        raise WrongOutcome(f"{fault}: {done.returncode}\n{output}\n{place.leftovers()}\n{now}")
    return outcome


def _is_each_old_or_new(now: State, old: State, new: State) -> bool:
    """Whether each file is unchanged or fixed. A note that can't be written doesn't keep others from being fixed."""
    return now.keys() == old.keys() and all(entry in (old[path], new[path]) for path, entry in now.items())


def _main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="make only every N-th call fail")
    every = parser.parse_args().every
    if not shutil.which("strace"):
        print("strace not found; install it to inject faults")
        return 2
    counts: Counter[tuple[str, str, str]] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(os.path.realpath(folder)))
        for name, arguments in _CHANGES.items():
            place.reset()
            old = state(place.root)
            calls = list(place.calls(arguments))[::every]
            new = state(place.root)
            if old == new:
                raise WrongOutcome(f"{name} changed nothing, even without a fault")
            for call, number in calls:
                for error, lasting in [*((error, False) for error in _ERRORS), ("EROFS", True)]:
                    outcome = _inject(place, arguments, Fault(call, number, error, lasting), old, new)
                    counts[name, f"{error}{', from then on' * lasting}", outcome] += 1
    print("| change | fault | outcome | times |\n|---|---|---|--:|")
    for (name, fault, outcome), number in sorted(counts.items()):
        print(f"| {name} | {fault} | {outcome} | {number} |")
    print(f"\n{counts.total():,} faults; nothing was lost.")
    return 0


if __name__ == "__main__":
    raise SystemExit(_main())
