"""The log of a server: a line for each record, not too many of one kind, and nobody waits until it is read.

Much of what is logged was said by a client or stands in files, and may be anything. Knows no message.
"""

import logging
import time
from collections.abc import Callable
from threading import RLock, Timer
from types import TracebackType
from typing import TextIO

from wikilsp.server.outlet import Outlet
from wikilsp.visible import visible

_FORM = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_MINUTE = 60.0
MOST = 20
"""Records of one kind that are logged in a minute."""
_LONGEST = 1_000
"""Characters of a line."""
_MOST_LINES = 100
"""Lines of a traceback."""
_MOST_WAITING = 0x40_000
"""Bytes that may wait for somebody to read them; what comes on top of them is lost."""
_PATIENCE = 2.0

_Error = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def start(file: str | None, errors: TextIO | None, level: str) -> None:
    """Log to a file, else to the error output if there is one. Raises `OSError`."""
    target: logging.Handler = logging.NullHandler()
    if file:
        target = logging.FileHandler(file, encoding="utf-8")
    elif errors is not None:
        target = OutletHandler(errors.fileno())
    target.setFormatter(LineFormatter(_FORM))
    logging.raiseExceptions = False  # what cannot be logged must not be told of in the same place, line by line
    logging.basicConfig(handlers=[CalmHandler(target)], level=level.upper())


class LineFormatter(logging.Formatter):
    """Writes a record in one line, a traceback in one more for each of its own. What cannot be seen is escaped."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - as logging calls it
        """Format a record, but for its traceback."""
        return _line(super().formatMessage(record))

    def formatException(self, ei: _Error) -> str:  # noqa: N802 - as logging calls it
        """Format a traceback."""
        lines = super().formatException(ei).split("\n")
        if len(lines) > _MOST_LINES:
            lines[_MOST_LINES // 2 : -_MOST_LINES // 2] = ["  …"]
        return "\n".join(map(_line, lines))


class OutletHandler(logging.Handler):
    """Writes records to a file that may not be read: then they are lost, and nobody waits."""

    def __init__(self, file: int) -> None:
        super().__init__()
        self._outlet = Outlet(file)

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record."""
        if self._outlet.waiting < _MOST_WAITING:
            self._outlet.write(f"{self.format(record)}\n".encode())

    def close(self) -> None:
        """Wait a moment until all is read."""
        self._outlet.finish(_PATIENCE)
        super().close()


class CalmHandler(logging.Handler):
    """Hands records on, but of warnings and errors from one place only so many a minute, then how many more there were.

    A record's attribute `several` says what many of its kind are called. `clock` tells seconds.
    """

    def __init__(self, target: logging.Handler, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._target = target
        self._clock = clock
        self._since = clock()
        self._counts: dict[tuple[str, int], int] = {}
        self._held_back: dict[tuple[str, int], logging.LogRecord] = {}
        """The last record from each place that was not handed on."""
        self._timer: Timer | None = None
        self._turn = RLock()

    def emit(self, record: logging.LogRecord) -> None:
        """Hand a record on, or count it."""
        with self._turn:
            self._take(record)

    def _take(self, record: logging.LogRecord) -> None:
        if self._clock() - self._since >= _MINUTE:
            self.sum_up()
        place = (record.pathname, record.lineno)
        count = self._counts[place] = self._counts.get(place, 0) + 1
        if count <= MOST or record.levelno < logging.WARNING:
            self._target.handle(record)
            return
        self._held_back[place] = record
        if self._timer is None:
            self._timer = Timer(_MINUTE, self.sum_up)
            self._timer.daemon = True
            self._timer.start()

    def sum_up(self) -> None:
        """Tell how many records were not handed on, and begin to count anew."""
        with self._turn:
            for place, last in self._held_back.items():
                self._target.handle(_more(last, self._counts[place] - MOST))
            self._held_back.clear()
            self._counts.clear()
            self._since = self._clock()
            if self._timer:
                self._timer.cancel()
                self._timer = None

    def close(self) -> None:
        """Tell what is still to be told."""
        self.sum_up()
        self._target.close()
        super().close()


def _more(last: logging.LogRecord, count: int) -> logging.LogRecord:
    several = getattr(last, "several", None) or f"like this: {last.getMessage()}"
    return logging.LogRecord(
        last.name, last.levelno, last.pathname, last.lineno, "… and %s more %s", (f"{count:,}", several), None
    )


def _line(text: str) -> str:
    shown = visible(text[:_LONGEST])
    return f"{shown}…" if len(text) > _LONGEST else shown
