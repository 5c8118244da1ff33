"""Standard input and output as an asyncio connection with backpressure: a slow reader is not read from either.

Threads read and write, which works for any kind of file on any system. asyncio itself supports only pipes and sockets
there, and sets them to non-blocking mode, which breaks other processes that share them.
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
"""Bytes that may be waiting for the client before reading is paused. A single answer may exceed it."""
_CHUNK = 0x10000
_MAX_READ_AHEAD = 16
"""Chunks of input that are read ahead of the event loop."""
_HANGUP_CHECK = 1.0
"""Seconds between two checks whether the client still exists, while reading is paused."""
_PATIENCE = 10.0
"""Seconds without progress after which output to a client that has gone is abandoned."""


async def connect(source: int, target: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Return a connection that reads from one file descriptor and writes to the other."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    transport = StdioTransport(loop, protocol, source, target)
    protocol.connection_made(transport)
    return reader, asyncio.StreamWriter(transport, protocol, reader, loop)


class StdioTransport(asyncio.Transport):
    """A transport over two file descriptors. Lost on a write error, or if the client has gone and no longer reads."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, protocol: asyncio.StreamReaderProtocol, source: int, target: int
    ) -> None:
        super().__init__()
        self._loop = loop
        self._protocol = protocol
        self._source = source
        self._outlet = Outlet(target, self._on_progress)
        self._read_ahead = Semaphore(_MAX_READ_AHEAD)
        self._withheld = 0
        self._is_reading = True
        self._is_full = False
        self._is_closing = False
        self._is_lost = False
        self._watch: asyncio.TimerHandle | None = None
        Thread(target=self._read, name="read", daemon=True).start()

    # Reading

    def pause_reading(self) -> None:
        """Stop reading, except for the chunks read ahead."""
        self._is_reading = False

    def resume_reading(self) -> None:
        """Read again."""
        self._is_reading = True
        self._read_ahead.release(self._withheld)
        self._withheld = 0

    def _read(self) -> None:
        """Read until the end, but not far ahead of the event loop. Runs in a thread."""
        data = b"-"
        while data:
            while not self._read_ahead.acquire(timeout=_HANGUP_CHECK):
                if self._is_lost:
                    return
                if _has_hung_up(self._source):
                    self._call(self._watch_output)
            try:
                data = os.read(self._source, _CHUNK)
            except OSError:
                data = b""
            self._call(self._on_data, data)

    def _on_data(self, data: bytes) -> None:
        if self._is_lost:
            return
        if not data:
            self._protocol.eof_received()
            self._watch_output()
            return
        self._protocol.data_received(data)
        if self._is_reading:
            self._read_ahead.release()
        else:
            self._withheld += 1

    # Writing

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Queue data to be written."""
        self._outlet.write(bytes(data))
        if not self._is_full and self._outlet.waiting > MOST_WAITING:
            self._is_full = True
            self._protocol.pause_writing()
            self._update()  # the queue may have been emptied before the flag was set

    def get_write_buffer_size(self) -> int:
        """Return the number of bytes in the queue."""
        return self._outlet.waiting

    def _on_progress(self) -> None:
        """Inform the event loop if it is waiting for progress. Runs in a thread."""
        if self._is_full or self._is_closing or self._outlet.error:
            self._call(self._update)

    def _update(self) -> None:
        if self._outlet.error:
            self._lose(self._outlet.error)
        elif self._is_closing and not self._outlet.waiting:
            self._lose(None)
        elif self._is_full and self._outlet.waiting <= MOST_WAITING // 4:
            self._is_full = False
            self._protocol.resume_writing()

    # The end

    def is_closing(self) -> bool:
        """Whether the connection is closed or closing."""
        return self._is_closing or self._is_lost

    def close(self) -> None:
        """Close the connection once all is written, or the client stops reading."""
        self._is_closing = True
        self._update()
        self._watch_output()

    def abort(self) -> None:
        """Close the connection at once."""
        self._lose(None)

    def _watch_output(self) -> None:
        """After the client has gone, abandon the connection as soon as output makes no progress."""
        if self._watch is None and not self._is_lost:
            self._watch = self._loop.call_later(_PATIENCE, self._give_up, self._outlet.written)

    def _give_up(self, written: int) -> None:
        self._watch = None
        if self._outlet.waiting and self._outlet.written == written:
            self._lose(ConnectionAbortedError("the client has gone without reading its messages"))
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
        # The event loop may have ended.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(function, *arguments)


def _has_hung_up(file: int) -> bool:
    """Whether the other end of a pipe is closed though unread data is left. False where that can't be determined."""
    if not hasattr(select, "poll"):
        return False
    closed = select.POLLHUP | getattr(select, "POLLRDHUP", 0)
    poll = select.poll()
    poll.register(file, closed)
    return any(events & closed for _, events in poll.poll(0))
