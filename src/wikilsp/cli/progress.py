"""Shows a progress line on the terminal during a run that takes more than a second."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from wikilsp.cli.output import is_terminal, show_status

_DELAY = 1.0
"""Seconds before the line first appears."""
_INTERVAL = 0.1
"""Seconds between updates."""


def start_clock() -> float:
    """Return the current time, for `show_progress`."""
    return time.monotonic()


@contextmanager
def show_progress(
    doing: str = "reading notes", since: float | None = None
) -> Iterator[Callable[[int, int], None] | None]:
    """Yield a function to call with the number of notes that are done and of all notes.

    Yield None if stderr is not a terminal. `since` is the `start_clock` of the run, by default now.
    """
    if not is_terminal(sys.stderr):
        yield None
        return
    line = _Line(doing, start_clock() if since is None else since)
    try:
        yield line.update
    finally:
        line.clear()


class _Line:
    def __init__(self, doing: str, since: float) -> None:
        self._doing = doing
        self._next = since + _DELAY
        self._is_shown = False

    def update(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _INTERVAL
            self._is_shown = True
            show_status(f"{self._doing}: {done:,} of {total:,}")

    def clear(self) -> None:
        if self._is_shown:
            show_status("")
