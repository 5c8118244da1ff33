"""What ends a command that writes. A command that only reads may end at any moment."""

import contextlib
import signal
import sys
from collections.abc import Iterator

_STATUS = 128 + signal.SIGTERM


@contextlib.contextmanager
def exit_on_sigterm() -> Iterator[None]:
    """Let SIGTERM end the block as Ctrl-C does, so that all that is under way is put in order, with the status 143."""
    before = signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(_STATUS))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
