"""Writing to a pipe whose other end may not be read. Knows no message and no event loop."""

import os
from collections import deque
from collections.abc import Callable
from threading import Condition, Thread

_MOST_AT_ONCE = 0x10000
"""Bytes that are written at a time: as much as a pipe holds."""


class Outlet:
    """Writes bytes to a file in a thread, in their order, so that whoever has something to say never waits.

    `on_progress` is called in that thread, whenever something was written or cannot be.
    """

    def __init__(self, file: int, on_progress: Callable[[], None] = lambda: None) -> None:
        self._file = file
        self._on_progress = on_progress
        self._pieces: deque[bytes] = deque()
        self._changed = Condition()
        self.waiting = 0
        """Bytes that are still to be written."""
        self.written = 0
        """Bytes that were written so far."""
        self.error: OSError | None = None
        """Why nothing can be written any more."""
        Thread(target=self._run, name="write", daemon=True).start()

    def write(self, data: bytes) -> None:
        """Write this after all that was to be written before."""
        with self._changed:
            if data and self.error is None:
                self._pieces.append(data)
                self.waiting += len(data)
                self._changed.notify_all()

    def finish(self, patience: float) -> bool:
        """Wait until all is written; whether it was. After so many seconds in which nothing was, there is no hope."""
        with self._changed:
            while self.waiting:
                before = self.written
                self._changed.wait(patience)
                if self.written == before:
                    return False
        return self.error is None

    def _run(self) -> None:
        while self.error is None:
            with self._changed:
                while not self._pieces:
                    self._changed.wait()
                data = self._pieces.popleft()
            self._put(data)

    def _put(self, data: bytes) -> None:
        left = memoryview(data)
        while left:
            try:
                done = os.write(self._file, left[:_MOST_AT_ONCE])
            except OSError as error:
                self._note(0, error)
                return
            left = left[done:]
            self._note(done)

    def _note(self, done: int, error: OSError | None = None) -> None:
        with self._changed:
            self.written += done
            self.waiting -= done
            if error:
                self.error = error
                self.waiting = 0
                self._pieces.clear()
            self._changed.notify_all()
        self._on_progress()
