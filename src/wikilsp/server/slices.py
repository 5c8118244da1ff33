"""Work in slices, between which the event loop answers requests. Knows nothing of what is done."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable
from typing import TypeVar

_SLICE = 0.005
"""Seconds of work, between which requests are answered."""
_TURNS = 4
"""Turns of the event loop in which bytes that have come are surely read, and what they ask is answered."""

Item = TypeVar("Item")


async def now_and_then(items: Iterable[Item]) -> AsyncIterator[Item]:
    """Give items one by one, and let requests be answered now and then."""
    pause = time.monotonic() + _SLICE
    for item in items:
        yield item
        if time.monotonic() > pause:
            for _ in range(_TURNS):
                await asyncio.sleep(0)
            pause = time.monotonic() + _SLICE
