"""Non-blocking writes to a file descriptor whose reader may be slow, such as a pipe."""

import os
from collections import deque
from collections.abc import Callable
from threading import Condition, Thread

_CHUNK = 0x10000
"""Bytes per write: the capacity of a pipe."""


class Outlet:
    """Queues bytes and writes them in a thread, so that `write` never blocks.

    `on_progress` is called in that thread after each write and on an error.
    """

    def __init__(self, file: int, on_progress: Callable[[], None] = lambda: None) -> None:
        self._file = file
        self._on_progress = on_progress
        self._queue: deque[bytes] = deque()
        self._changed = Condition()
        self.waiting = 0
        """Bytes in the queue."""
        self.written = 0
        """Bytes written so far."""
        self.error: OSError | None = None
        """The error that ended writing."""
        Thread(target=self._run, name="write", daemon=True).start()

    def write(self, data: bytes) -> None:
        """Queue data. It is dropped after an error."""
        with self._changed:
            if data and self.error is None:
                self._queue.append(data)
                self.waiting += len(data)
                self._changed.notify_all()

    def finish(self, timeout: float) -> bool:
        """Return True if all was written, once the queue is empty or there was no progress for `timeout` seconds."""
        with self._changed:
            while self.waiting:
                before = self.written
                self._changed.wait(timeout)
                if self.written == before:
                    return False
        return self.error is None

    def _run(self) -> None:
        while self.error is None:
            with self._changed:
                while not self._queue:
                    self._changed.wait()
                data = self._queue.popleft()
            self._write(data)

    def _write(self, data: bytes) -> None:
        left = memoryview(data)
        while left:
            try:
                count = os.write(self._file, left[:_CHUNK])
            except OSError as error:
                self._update(0, error)
                return
            left = left[count:]
            self._update(count)

    def _update(self, count: int, error: OSError | None = None) -> None:
        with self._changed:
            self.written += count
            self.waiting -= count
            if error:
                self.error = error
                self.waiting = 0
                self._queue.clear()
            self._changed.notify_all()
        self._on_progress()
