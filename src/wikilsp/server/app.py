"""Makes the server and runs it. Importing this costs what pygls costs, so only `wikilsp server` does."""

import asyncio
import gc
import logging
import os
import socket
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from threading import Event, Thread
from typing import Any

from pygls.io_ import StdoutWriter, run_async

from wikilsp.server.requests import command_handlers, import_later, method_handlers
from wikilsp.server.wiki_server import WikiServer

_MOST_AT_ONCE = 0x10000
_LONGEST_LINE = 0x4000_0000
"""Longer than any line of a header; asyncio would give up at one that only should not be there."""
_SWITCH_INTERVAL = 0.001
"""Seconds that the thread which hears the client waits at most for the one that works. Python itself says five times
that, which somebody who types would wait each time."""

_GARBAGE = 50_000
"""New objects after which garbage is looked for. The facts of a note are hundreds, and none of them is ever garbage of
the kind that has to be looked for."""

_Connection = tuple[asyncio.StreamReader, Any]
"""A reader and a writer; pygls takes one of either kind, and has no common type for them."""


def create_server() -> WikiServer:
    """Make a server with all its methods, for one client."""
    # pygls logs the body of every message at the level INFO.
    logging.getLogger("pygls").setLevel(logging.WARNING)
    server = WikiServer(import_later)
    for method, options, handler in method_handlers():
        server.feature(method, options)(handler)
    for name, handler in command_handlers():
        server.command(name)(handler)
    return server


def serve_stdio(server: WikiServer) -> None:
    """Serve the client at the standard input and output to its end."""
    _run(server, _stdio)


def listen(host: str, port: int) -> socket.socket:
    """Give a socket that waits for connections at an address. Raises `OSError`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family)


def serve_connection(server: WikiServer, listening: socket.socket) -> None:
    """Serve the first connection to its end. There is no other: a server knows one client."""
    with listening:
        connection, _ = listening.accept()
    _run(server, lambda: asyncio.open_connection(sock=connection))


def _run(server: WikiServer, connect: Callable[[], Awaitable[_Connection]]) -> None:
    async def serve() -> None:
        reader, writer = await connect()
        server.protocol.set_writer(writer)
        await run_async(Event(), reader, server.protocol, error_handler=server.report_server_error)

    sys.setswitchinterval(_SWITCH_INTERVAL)
    gc.freeze()
    gc.set_threshold(_GARBAGE)
    gc.enable()
    # The message `exit` ends all that runs, and so does an input that ends in the middle of a message.
    with suppress(SystemExit, KeyboardInterrupt, ConnectionError, asyncio.IncompleteReadError):
        asyncio.run(serve())


async def _stdio() -> _Connection:
    """Hear the standard input in a thread, which works with whatever it is, on any system.

    pygls does so as well, but goes back and forth between the threads three times for each message. Each time the work
    that goes on in the background would go first.
    """
    loop, reader = asyncio.get_running_loop(), asyncio.StreamReader(_LONGEST_LINE)
    file = sys.stdin.fileno()

    def hear() -> None:
        # When the server has ended, nobody is there to be told.
        with suppress(RuntimeError, OSError):
            try:
                while heard := os.read(file, _MOST_AT_ONCE):
                    loop.call_soon_threadsafe(reader.feed_data, heard)
            finally:
                loop.call_soon_threadsafe(reader.feed_eof)

    Thread(target=hear, name="hear", daemon=True).start()
    return reader, StdoutWriter(sys.stdout.buffer)
