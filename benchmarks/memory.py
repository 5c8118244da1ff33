"""The memory of a process and of all that it has started. It is read from /proc, so there is none to tell elsewhere."""

import threading
from pathlib import Path
from types import TracebackType
from typing import Self

_PROC = Path("/proc")
_PAUSE = 0.002
"""Seconds between two looks. Each makes the kernel walk through page tables, so timed runs have none."""


class PeakMemory:
    """Looks at a process again and again while it is entered.

    A page that processes share is divided among them (the “proportional set size”): no fork is counted twice.
    """

    def __init__(self, process: int) -> None:
        self.megabytes: float | None = None
        """The most that was seen; None where nothing can be seen."""
        self._process = process
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.is_set():
            if used := sum(map(_own_memory, _family(self._process))):
                self.megabytes = max(self.megabytes or 0, used / 1000)
            self._done.wait(_PAUSE)


def megabytes(process: int) -> float:
    """Give the memory that a process has now, with all that it has started; 0 where that cannot be seen."""
    return sum(map(_own_memory, _family(process))) / 1000


def _family(process: int) -> list[int]:
    """Give a process and its descendants, those of all its threads."""
    found = [process]
    for parent in found:
        for thread in _threads(parent):
            found += map(int, _read(thread / "children").split())
    return found


def _threads(process: int) -> list[Path]:
    try:
        return list((_PROC / str(process) / "task").iterdir())
    except OSError:  # it has ended, or there is no such folder on this system
        return []


def _own_memory(process: int) -> float:
    """Give the memory of one process in kB (1000 bytes); 0 if it is gone."""
    for line in _read(_PROC / str(process) / "smaps_rollup").split("\n"):
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1.024
    return 0


def _read(path: Path) -> str:
    try:
        return path.read_text("ascii")
    except OSError:  # it has ended
        return ""
