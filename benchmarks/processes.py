"""Measures the memory and the processor time of a process and its descendants in `/proc`; both are zero without it."""

import os
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

_PROC = Path("/proc")
_INTERVAL = 0.002
"""Seconds between two samples. Each makes the kernel walk page tables, so timed runs take none."""
_USER_TIME = 11
"""Index of `utime` in `/proc/PID/stat` after the program name; system time and the times of ended children follow."""


class PeakMemory:
    """Samples the memory of a process while the context lasts.

    Shared pages are divided among their processes (the “proportional set size”), so that forks don't count twice.
    """

    def __init__(self, process: int) -> None:
        self.megabytes: float | None = None
        """The highest sample; None without samples."""
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
            if used := megabytes(self._process):
                self.megabytes = max(self.megabytes or 0, used)
            self._done.wait(_INTERVAL)


def megabytes(process: int) -> float:
    """Return the memory that a process and its descendants use now."""
    return sum(map(_own_memory, _family(process))) / 1000


def processor_seconds(process: int) -> float:
    """Return the processor time that a process and its descendants have used so far."""
    return sum(map(_own_ticks, _family(process))) / os.sysconf("SC_CLK_TCK")


def _family(process: int) -> list[int]:
    """Return a process and its descendants, including the children of its threads."""
    found = [process]
    for parent in found:
        for thread in _threads(parent):
            found += map(int, _read(thread / "children").split())
    return found


def _threads(process: int) -> list[Path]:
    try:
        return list((_PROC / str(process) / "task").iterdir())
    except OSError:  # the process has ended, or there is no /proc
        return []


def _own_memory(process: int) -> float:
    """Return the memory of one process in kB (1000 bytes); 0 if it has ended."""
    for line in _read(_PROC / str(process) / "smaps_rollup").split("\n"):
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1.024
    return 0


def _own_ticks(process: int) -> int:
    """Return the clock ticks of one process and of its children that have ended; 0 if it has ended itself."""
    fields = _read(_PROC / str(process) / "stat").rpartition(")")[2].split()
    return sum(map(int, fields[_USER_TIME : _USER_TIME + 4]))


def _read(path: Path) -> str:
    try:
        return path.read_text("ascii")
    except OSError:  # the process has ended
        return ""
