"""The standard input and output as asyncio has connections: a client that does not read is not read from either.

Threads do the reading and writing, which works with whatever the two are, on any system. asyncio itself can only have
pipes and sockets there, and makes them fail where others that share them expect to wait.
"""

import asyncio
import os
import select
from collections.abc import Callable
from contextlib import suppress
from threading import Semaphore, Thread
from typing import Any

from wikilsp.server.outlet import Outlet

MOST_WAITING = 0x10_0000
"""Bytes that may wait for the client to read them before it is heard again: an answer may come on top of them."""
_MOST_AT_ONCE = 0x10000
_MOST_UNHEARD = 16
"""Pieces of input that are read ahead of the event loop."""
_LOOK = 1.0
"""Seconds between two looks whether a client is still there that is not read from."""
_PATIENCE = 10.0
"""Seconds without progress after which output for a client that has gone is given up."""


async def connect(source: int, target: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Return a connection that reads from one file descriptor and writes to the other."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    transport = StdioTransport(loop, protocol, source, target)
    protocol.connection_made(transport)
    return reader, asyncio.StreamWriter(transport, protocol, reader, loop)


class StdioTransport(asyncio.Transport):
    """A connection over two files. It is lost when nothing can be written, or a client that has gone reads no more."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, protocol: asyncio.StreamReaderProtocol, source: int, target: int
    ) -> None:
        super().__init__()
        self._loop = loop
        self._protocol = protocol
        self._source = source
        self._outlet = Outlet(target, self._on_progress)
        self._unheard = Semaphore(_MOST_UNHEARD)
        self._withheld = 0
        self._hears = True
        self._is_full = False
        self._is_closing = False
        self._is_lost = False
        self._watch: asyncio.TimerHandle | None = None
        Thread(target=self._hear, name="hear", daemon=True).start()

    # Reading

    def pause_reading(self) -> None:
        """Hear no more than has been read ahead."""
        self._hears = False

    def resume_reading(self) -> None:
        """Hear again."""
        self._hears = True
        self._unheard.release(self._withheld)
        self._withheld = 0

    def _hear(self) -> None:
        """Read until the end, but not far ahead of what the event loop has taken. Runs in a thread."""
        heard = b"-"
        while heard:
            while not self._unheard.acquire(timeout=_LOOK):
                if self._is_lost:
                    return
                if _has_hung_up(self._source):
                    self._call(self._watch_output)
            try:
                heard = os.read(self._source, _MOST_AT_ONCE)
            except OSError:
                heard = b""
            self._call(self._take, heard)

    def _take(self, heard: bytes) -> None:
        if self._is_lost:
            return
        if not heard:
            self._protocol.eof_received()
            self._watch_output()
            return
        self._protocol.data_received(heard)
        if self._hears:
            self._unheard.release()
        else:
            self._withheld += 1

    # Writing

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Write this, now or later."""
        self._outlet.write(bytes(data))
        if not self._is_full and self._outlet.waiting > MOST_WAITING:
            self._is_full = True
            self._protocol.pause_writing()
            self._look()  # all may have been written before that could be known there

    def get_write_buffer_size(self) -> int:
        """Return the number of bytes that are still to be written."""
        return self._outlet.waiting

    def _on_progress(self) -> None:
        """Tell the event loop, if it waits for this. Runs in a thread."""
        if self._is_full or self._is_closing or self._outlet.error:
            self._call(self._look)

    def _look(self) -> None:
        if self._outlet.error:
            self._lose(self._outlet.error)
        elif self._is_closing and not self._outlet.waiting:
            self._lose(None)
        elif self._is_full and self._outlet.waiting <= MOST_WAITING // 4:
            self._is_full = False
            self._protocol.resume_writing()

    # The end

    def is_closing(self) -> bool:
        """Is this closed, or about to be?"""
        return self._is_closing or self._is_lost

    def close(self) -> None:
        """Close the connection once all is written, or nobody reads it."""
        self._is_closing = True
        self._look()
        self._watch_output()

    def abort(self) -> None:
        """Close the connection at once."""
        self._lose(None)

    def _watch_output(self) -> None:
        """The client has gone: give up as soon as it reads no more of what is written."""
        if self._watch is None and not self._is_lost:
            self._watch = self._loop.call_later(_PATIENCE, self._give_up, self._outlet.written)

    def _give_up(self, written: int) -> None:
        self._watch = None
        if self._outlet.waiting and self._outlet.written == written:
            self._lose(ConnectionAbortedError("the client has gone, and has not read what it was sent"))
        else:
            self._watch_output()

    def _lose(self, error: OSError | None) -> None:
        if self._is_lost:
            return
        self._is_lost = True
        if self._watch:
            self._watch.cancel()
        self._protocol.connection_lost(error)

    def _call(self, function: Callable[..., None], *arguments: Any) -> None:
        # When the event loop has ended, there is nobody to tell.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(function, *arguments)


def _has_hung_up(file: int) -> bool:
    """Has the other end of a pipe been closed, though not all has been read? Where that cannot be told, it has not."""
    if not hasattr(select, "poll"):
        return False
    closed = select.POLLHUP | getattr(select, "POLLRDHUP", 0)
    poll = select.poll()
    poll.register(file, closed)
    return any(events & closed for _, events in poll.poll(0))
