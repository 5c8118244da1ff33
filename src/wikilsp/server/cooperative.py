"""Cooperative multitasking: work in slices of a few milliseconds, between which the event loop answers requests."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable
from typing import TypeVar
from weakref import WeakKeyDictionary

_SLICE = 0.005
"""Seconds of work between two pauses."""
_TURNS = 4
"""Turns of the event loop per pause: enough to read a message that has arrived and to answer it."""

Item = TypeVar("Item")


_locks: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()
"""By event loop, the lock that a pause holds, so that pauses don't overlap."""


async def cooperative(items: Iterable[Item]) -> AsyncIterator[Item]:
    """Yield items one by one, and pause for requests after each slice of time.

    Of several such loops, one works at a time, and each pauses before its next slice.
    """
    lock = _locks.setdefault(asyncio.get_running_loop(), asyncio.Lock())
    slice_end = 0.0
    for item in items:
        if time.monotonic() > slice_end:
            async with lock:
                for _ in range(_TURNS):
                    await asyncio.sleep(0)
            slice_end = time.monotonic() + _SLICE
        yield item
