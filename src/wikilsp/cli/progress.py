"""A line on the terminal while a vault is being read, so that nobody wonders whether anything happens."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from wikilsp.cli.output import is_terminal, show_status

_PATIENCE = 1.0
_PAUSE = 0.1


@contextmanager
def show_progress() -> Iterator[Callable[[int, int], None] | None]:
    """Give what is to be told how many notes are read, and how many there are; None where no one is watching."""
    if not is_terminal(sys.stderr):
        yield None
        return
    line = _Line()
    try:
        yield line.tell
    finally:
        line.clear()


class _Line:
    """Appears when a second has passed, and changes no more often than an eye can follow."""

    def __init__(self) -> None:
        self._next = time.monotonic() + _PATIENCE
        self._shown = False

    def tell(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _PAUSE
            self._shown = True
            show_status(f"reading notes: {done:,} of {total:,}")

    def clear(self) -> None:
        if self._shown:
            show_status("")
