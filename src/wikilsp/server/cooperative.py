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


class _Pauses:
    """The pauses of all work in an event loop, so that together it never works longer than a slice between them."""

    def __init__(self) -> None:
        self.slice_end = 0.0
        self._lock = asyncio.Lock()

    async def pause(self) -> None:
        """Let the event loop handle messages, unless other work has just done so."""
        async with self._lock:
            if time.monotonic() > self.slice_end:
                for _ in range(_TURNS):
                    await asyncio.sleep(0)
                self.slice_end = time.monotonic() + _SLICE


_pauses: WeakKeyDictionary[asyncio.AbstractEventLoop, _Pauses] = WeakKeyDictionary()


async def cooperative(items: Iterable[Item]) -> AsyncIterator[Item]:
    """Yield items one by one, and pause for requests after each slice of time."""
    pauses = _pauses.setdefault(asyncio.get_running_loop(), _Pauses())
    for item in items:
        if time.monotonic() > pauses.slice_end:
            await pauses.pause()
        yield item
