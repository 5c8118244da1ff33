"""The log of the server: one line for each record, and few records of a kind a minute, with a count of the rest."""

import io
import logging
import os

import pytest

from wikilsp.server import calm_log
from wikilsp.server.calm_log import MOST, CalmHandler, LineFormatter, OutletHandler


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def log(clock):
    """A logger whose `lines()` returns the lines written since the last call."""
    stream = io.StringIO()
    target = logging.StreamHandler(stream)
    target.setFormatter(LineFormatter("%(levelname)s %(message)s"))
    handler = CalmHandler(target, clock)
    logger = logging.getLogger("test of the calm log")
    logger.propagate = False
    logger.setLevel(logging.DEBUG)
    logger.addHandler(handler)

    def lines():
        text = stream.getvalue()
        stream.seek(0)
        stream.truncate()
        return text.split("\n")[:-1]

    logger.lines = lines
    logger.handler = handler
    yield logger
    handler.close()
    logger.removeHandler(handler)


def log_warnings(log, number, **options):
    for each in range(number):
        log.warning("%d is wrong", each, **options)


def test_the_first_records_of_a_kind_are_logged(log):
    log_warnings(log, MOST)
    log.handler.sum_up()
    assert log.lines() == [f"WARNING {number} is wrong" for number in range(MOST)]


def test_further_records_of_a_kind_are_counted(log):
    log_warnings(log, MOST + 1_234, extra={"several": "malformed messages"})
    log.warning("something else")
    assert log.lines()[MOST:] == ["WARNING something else"]
    log.handler.sum_up()
    assert log.lines() == ["WARNING … and 1,234 more malformed messages"]
    log_warnings(log, 1)
    assert log.lines() == ["WARNING 0 is wrong"]


def test_the_summary_of_unnamed_records_quotes_the_last_one(log):
    log_warnings(log, MOST + 5)
    log.handler.sum_up()
    assert log.lines()[MOST:] == [f"WARNING … and 5 more like this: {MOST + 4} is wrong"]


def test_records_of_a_kind_are_logged_again_after_a_minute(log, clock):
    log_warnings(log, MOST + 5)
    clock.now = 59.9
    log_warnings(log, 1)
    assert len(log.lines()) == MOST
    clock.now = 60.0
    log_warnings(log, 1)
    assert log.lines() == ["WARNING … and 6 more like this: 0 is wrong", "WARNING 0 is wrong"]


def test_a_timer_logs_the_summary_without_further_records(log, monkeypatch):
    timers = []

    class Now:
        def __init__(self, seconds, call):
            timers.append((seconds, call))

        def start(self):
            pass

        cancel = start

    monkeypatch.setattr(calm_log, "Timer", Now)
    log_warnings(log, MOST + 5)
    [(seconds, call)] = timers
    assert (seconds, len(log.lines())) == (60, MOST)
    call()
    assert len(log.lines()) == 1


def test_closing_the_handler_logs_the_summary(log):
    log_warnings(log, MOST + 5)
    log.handler.close()
    assert len(log.lines()) == MOST + 1


def test_records_below_warning_are_not_limited(log):
    for number in range(3 * MOST):
        log.info("%d", number)
    assert len(log.lines()) == 3 * MOST


def test_a_record_is_one_line_without_invisible_characters():
    message = "a\r\n\x1b]0;x\x07\x9b\u2028\u202e\u2066\u200b\ufeff\ud800 漢字 e\u0301 \U0001f469\u200d\U0001f467"
    record = logging.LogRecord("x", logging.WARNING, "", 1, "%s", (message,), None)
    line = LineFormatter("%(levelname)s %(message)s").format(record)
    hidden = r"a\r\n\x1b]0;x\x07\x9b\u2028\u202e\u2066\u200b\ufeff\ud800"
    assert line == f"WARNING {hidden} 漢字 e\u0301 \U0001f469\\u200d\U0001f467"


def test_a_long_line_is_truncated(log):
    log.warning("x" * 1_000_000)
    (line,) = log.lines()
    assert (len(line), line[-1]) == (1_001, "…")


def test_a_traceback_is_logged_with_escaped_and_limited_lines(log):
    def fall(depth):
        if depth:
            fall(depth - 1)
        raise ValueError("\n" * 1_000 + "\x1b" + "x" * 5_000)

    try:
        fall(3)
    except ValueError:
        log.exception("it fell")
    first, *rest = log.lines()
    assert (first, rest[0]) == ("ERROR it fell", "Traceback (most recent call last):")
    assert "  …" in rest
    assert len(rest) <= 101
    assert max(map(len, rest)) < 1_010
    assert not any("\x1b" in line for line in rest)


def test_records_that_are_never_read_are_dropped_without_blocking():
    source, target = os.pipe()
    handler = OutletHandler(target)
    record = logging.LogRecord("x", logging.WARNING, "x", 1, "x" * 900, None, None)
    for _ in range(10_000):
        handler.handle(record)
    read = 0
    while read < 0x40_000:
        read += len(os.read(source, 0x10000))
    handler.close()
    os.close(source)
    os.close(target)
    assert read < 0x80_000
