"""Handles signals in commands that write. Commands that only read may end at any moment."""

import contextlib
import signal
import sys
from collections.abc import Iterator

_STATUS = 128 + signal.SIGTERM


@contextlib.contextmanager
def exit_on_sigterm() -> Iterator[None]:
    """Turn SIGTERM into `SystemExit` with status 143 during the block, so that cleanup runs as it does for Ctrl-C."""
    before = signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(_STATUS))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
