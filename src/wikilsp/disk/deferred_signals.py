"""Signals that end the program, held back while files are written. Knows no file."""

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator

_ENDING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


class StoppedError(BaseException):
    """The program is to end. Raised at a moment at which nothing is half done."""


@contextlib.contextmanager
def defer_signals() -> Iterator[Callable[[], None]]:
    """Hold back the signals that end the program until the block has ended, and let them come then.

    The function that the block is given raises `StoppedError` if one has come so far. Outside of the main thread, which
    no signal interrupts, it does nothing.
    """
    came: list[int] = []

    def stop() -> None:
        if came:
            raise StoppedError

    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = {}
    try:
        for number in _ENDING:
            handler = signal.getsignal(number)
            # One that is ignored, as after `nohup`, ends nothing; one that is not ours to set again is left alone.
            if handler not in (signal.SIG_IGN, None):
                before[number] = handler
                signal.signal(number, lambda number, _frame: came.append(number))
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if came:
            signal.raise_signal(came[0])
