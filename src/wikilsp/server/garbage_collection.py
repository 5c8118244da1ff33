"""Tunes Python's garbage collector for a server. The only module that uses `gc`.

A vault consists of hundreds of thousands of long-lived objects, and traversing them takes longer than a keystroke
should wait. So they are moved to the oldest generation at once, which is traversed only after millions of new objects.
A vault itself is part of no reference cycle, so it never needs the collector.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_THRESHOLD = 50_000
"""New objects before the youngest generation is collected. The facts of a note are hundreds."""


def start() -> None:
    """Collect garbage at the server's pace from now on."""
    _promote_all()
    gc.set_threshold(_THRESHOLD)
    gc.enable()


@contextmanager
def paused(*, again: bool) -> Iterator[None]:
    """Pause collection while many long-lived objects are created. `again` is true unless this is the first time.

    Garbage that arises meanwhile is promoted, too; the next pause collects it.
    """
    if again:
        gc.collect()
    gc.disable()
    try:
        yield
    finally:
        _promote_all()
        gc.enable()


def _promote_all() -> None:
    # Without traversing them, the first moves all objects aside, and the second to the oldest generation.
    gc.freeze()
    gc.unfreeze()
