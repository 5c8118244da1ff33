"""Makes the server and runs it. Importing this costs what pygls costs, so only `wikilsp server` does."""

import asyncio
import logging
import socket
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress

from wikilsp.server import garbage_collection as garbage
from wikilsp.server import stdio
from wikilsp.server.messages import bodies
from wikilsp.server.requests import command_handlers, import_later, method_handlers
from wikilsp.server.wiki_server import WikiServer

_SWITCH_INTERVAL = 0.001
"""Seconds that the thread which hears the client waits at most for the one that works. Python itself says five times
that, which somebody who types would wait each time."""
_PATIENCE = 60.0
"""Seconds that a client is given, in the end, to read what it was sent."""

_Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


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
    source, target = sys.stdin.fileno(), sys.stdout.fileno()
    _run(server, lambda: stdio.connect(source, target))


def listen(host: str, port: int) -> socket.socket:
    """Give a socket that waits for connections at an address. Raises `OSError`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family)


def serve_connection(server: WikiServer, listening: socket.socket) -> None:
    """Serve the first connection to its end. There is no other: a server knows one client."""
    with listening:
        connection, _ = listening.accept()
    _run(server, lambda: asyncio.open_connection(sock=connection))


async def converse(server: WikiServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Hear a client until it says no more. What it does not read in time, it is not asked about any further.

    Raises `ConnectionError` if it cannot be reached any more.
    """
    server.protocol.set_writer(writer)
    try:
        async for body in bodies(reader):
            server.protocol.take(body)
            if server.protocol.has_exited:
                return
            await server.protocol.drained()
    finally:
        server.has_heard_all.set()


def _run(server: WikiServer, connect: Callable[[], Awaitable[_Connection]]) -> None:
    async def serve() -> None:
        reader, writer = await connect()
        try:
            await converse(server, reader, writer)
        finally:
            writer.close()
            await asyncio.wait_for(writer.wait_closed(), _PATIENCE)

    sys.setswitchinterval(_SWITCH_INTERVAL)
    garbage.start()
    with suppress(KeyboardInterrupt, ConnectionError, TimeoutError):
        asyncio.run(serve())
