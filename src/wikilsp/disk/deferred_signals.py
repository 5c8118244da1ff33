"""Defers the signals that end the program while files are written."""

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator

_ENDING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


class StoppedError(BaseException):
    """The program must end. Raised only between steps, when nothing is half done."""


@contextlib.contextmanager
def defer_signals() -> Iterator[Callable[[], None]]:
    """Defer the signals that end the program until the block has ended, and deliver the first of them then.

    Yield a function that raises `StoppedError` if a signal has arrived. In a thread other than the main one, which no
    signal interrupts, it does nothing.
    """
    received: list[int] = []

    def raise_if_signaled() -> None:
        if received:
            raise StoppedError

    if threading.current_thread() is not threading.main_thread():
        yield raise_if_signaled
        return
    before = {}
    try:
        for number in _ENDING:
            handler = signal.getsignal(number)
            # An ignored signal, as after `nohup`, ends nothing; a handler that Python cannot restore is left alone.
            if handler not in (signal.SIG_IGN, None):
                before[number] = handler
                signal.signal(number, lambda number, _frame: received.append(number))
        yield raise_if_signaled
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if received:
            signal.raise_signal(received[0])
