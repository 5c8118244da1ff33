"""Logging that never blocks: one line per record, limited repetition, invisible characters escaped.

Much of it comes from clients and files, and may be anything.
"""

import logging
import time
from collections.abc import Callable
from threading import RLock, Timer
from types import TracebackType
from typing import TextIO

from wikilsp.server.outlet import Outlet
from wikilsp.visible import escape_invisible

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_MINUTE = 60.0
MOST = 20
"""Warnings and errors from one place in the code that are logged per minute."""
_LONGEST = 1_000
"""Maximum length of a line in characters."""
_MOST_LINES = 100
"""Maximum length of a traceback in lines."""
_MOST_WAITING = 0x40_000
"""Bytes that may be waiting to be read; further records are dropped."""
_CLOSE_TIMEOUT = 2.0

_Error = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def start(file: str | None, errors: TextIO | None, level: str) -> None:
    """Configure logging to a file, or to `errors` if there is one. Raise `OSError` if the file can't be opened.

    `level` applies to wikilsp. Other packages log warnings and errors at most.
    """
    target: logging.Handler = logging.NullHandler()
    if file:
        target = logging.FileHandler(file, encoding="utf-8")
    elif errors is not None:
        target = OutletHandler(errors.fileno())
    target.setFormatter(LineFormatter(_FORMAT))
    logging.raiseExceptions = False  # an error of the log can't be logged
    number = logging.getLevelNamesMapping()[level.upper()]
    logging.basicConfig(handlers=[CalmHandler(target)], level=max(number, logging.WARNING))
    logging.getLogger("wikilsp").setLevel(number)


class LineFormatter(logging.Formatter):
    """Formats a record as one line, plus one per line of its traceback. Invisible characters are escaped."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - as logging calls it
        """Format a record without its traceback."""
        return _line(super().formatMessage(record))

    def formatException(self, ei: _Error) -> str:  # noqa: N802 - as logging calls it
        """Format a traceback, shortened in the middle."""
        lines = super().formatException(ei).split("\n")
        if len(lines) > _MOST_LINES:
            lines[_MOST_LINES // 2 : -_MOST_LINES // 2] = ["  …"]
        return "\n".join(map(_line, lines))


class OutletHandler(logging.Handler):
    """Writes records to a file descriptor without blocking. They are dropped while the reader is too slow."""

    def __init__(self, file: int) -> None:
        super().__init__()
        self._outlet = Outlet(file)

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record."""
        if self._outlet.waiting < _MOST_WAITING:
            self._outlet.write(f"{self.format(record)}\n".encode())

    def close(self) -> None:
        """Wait a moment for the reader."""
        self._outlet.finish(_CLOSE_TIMEOUT)
        super().close()


class CalmHandler(logging.Handler):
    """Passes records on, but only so many warnings and errors per minute from one place in the code; counts the rest.

    A record's attribute `several` names many of its kind. `clock` returns seconds.
    """

    def __init__(self, target: logging.Handler, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._target = target
        self._clock = clock
        self._since = clock()
        self._counts: dict[tuple[str, int], int] = {}
        self._withheld: dict[tuple[str, int], logging.LogRecord] = {}
        """The last record withheld from each place."""
        self._timer: Timer | None = None
        self._lock = RLock()

    def emit(self, record: logging.LogRecord) -> None:
        """Pass a record on, or count it."""
        with self._lock:
            self._take(record)

    def _take(self, record: logging.LogRecord) -> None:
        if self._clock() - self._since >= _MINUTE:
            self.sum_up()
        place = (record.pathname, record.lineno)
        count = self._counts[place] = self._counts.get(place, 0) + 1
        if count <= MOST or record.levelno < logging.WARNING:
            self._target.handle(record)
            return
        self._withheld[place] = record
        if self._timer is None:
            self._timer = Timer(_MINUTE, self.sum_up)
            self._timer.daemon = True
            self._timer.start()

    def sum_up(self) -> None:
        """Log how many records were withheld, and start counting again."""
        with self._lock:
            for place, last in self._withheld.items():
                self._target.handle(_remainder(last, self._counts[place] - MOST))
            self._withheld.clear()
            self._counts.clear()
            self._since = self._clock()
            if self._timer:
                self._timer.cancel()
                self._timer = None

    def close(self) -> None:
        """Log how many records were withheld, and close the target."""
        self.sum_up()
        self._target.close()
        super().close()


def _remainder(last: logging.LogRecord, count: int) -> logging.LogRecord:
    several = getattr(last, "several", None) or f"like this: {last.getMessage()}"
    return logging.LogRecord(
        last.name, last.levelno, last.pathname, last.lineno, "… and %s more %s", (f"{count:,}", several), None
    )


def _line(text: str) -> str:
    shown = escape_invisible(text[:_LONGEST])
    return f"{shown}…" if len(text) > _LONGEST else shown
