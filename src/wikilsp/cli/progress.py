"""Shows a progress line on the terminal while a vault is being read."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from wikilsp.cli.output import is_terminal, show_status

_DELAY = 1.0
"""Seconds before the line first appears."""
_INTERVAL = 0.1
"""Seconds between updates."""


@contextmanager
def show_progress() -> Iterator[Callable[[int, int], None] | None]:
    """Yield a function to call with the number of notes read and of all notes; None if stderr is not a terminal."""
    if not is_terminal(sys.stderr):
        yield None
        return
    line = _Line()
    try:
        yield line.update
    finally:
        line.clear()


class _Line:
    def __init__(self) -> None:
        self._next = time.monotonic() + _DELAY
        self._is_shown = False

    def update(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _INTERVAL
            self._is_shown = True
            show_status(f"reading notes: {done:,} of {total:,}")

    def clear(self) -> None:
        if self._is_shown:
            show_status("")
