"""Work in slices, between which the event loop answers requests. Knows nothing of what is done."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable
from typing import TypeVar
from weakref import WeakKeyDictionary

_SLICE = 0.005
"""Seconds of work, between which requests are answered."""
_TURNS = 4
"""Turns of the event loop in which bytes that have come are surely read, and what they ask is answered."""

Item = TypeVar("Item")


_locks: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()
"""Whose turn it is to pause and then to work, by event loop."""


async def cooperative(items: Iterable[Item]) -> AsyncIterator[Item]:
    """Give items one by one, and let requests be answered now and then.

    Of several that work like this at the same time, one works at a time, and requests are answered before each.
    """
    turn = _locks.setdefault(asyncio.get_running_loop(), asyncio.Lock())
    pause = 0.0
    for item in items:
        if time.monotonic() > pause:
            async with turn:
                for _ in range(_TURNS):
                    await asyncio.sleep(0)
            pause = time.monotonic() + _SLICE
        yield item
