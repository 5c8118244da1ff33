"""Creates the server and runs it over a connection. Slow to import because of pygls, so only `wikilsp server` does."""

import asyncio
import logging
import socket
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress

from wikilsp.server import garbage_collection, stdio
from wikilsp.server.messages import read_bodies
from wikilsp.server.requests import command_handlers, import_later, method_handlers, needs_of_requests
from wikilsp.server.wiki_server import WikiServer

_SWITCH_INTERVAL = 0.001
"""Seconds that the thread reading input waits at most for a working one. Python's default, five times that, would be
added to the response time of each keystroke."""
_CLOSE_TIMEOUT = 60.0
"""Seconds that a client has to read the last messages after the end."""

log = logging.getLogger(__name__)

_Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def create_server() -> WikiServer:
    """Create a server for one client, with all handlers registered."""
    # pygls logs the body of every message at level INFO.
    logging.getLogger("pygls").setLevel(logging.WARNING)
    server = WikiServer(import_later, needs_of_requests())
    for method, options, handler in method_handlers():
        server.feature(method, options)(handler)
    for name, handler in command_handlers():
        server.command(name)(handler)
    return server


def serve_stdio(server: WikiServer) -> None:
    """Serve the client at standard input and output until it disconnects."""
    source, target = sys.stdin.fileno(), sys.stdout.fileno()
    _run(server, lambda: stdio.connect(source, target))


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens at an address. Raise `OSError` if that is not possible."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family)


def serve_connection(server: WikiServer, listening: socket.socket) -> None:
    """Accept one connection and serve it until it is closed. A server has one client only."""
    with listening:
        connection, _ = listening.accept()
    _run(server, lambda: asyncio.open_connection(sock=connection))


async def handle_messages(server: WikiServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Handle messages until the client disconnects or exits, pausing while it reads too slowly.

    Raise `ConnectionError` if the client can no longer be reached.
    """
    server.protocol.set_writer(writer)
    try:
        async for body in read_bodies(reader):
            server.protocol.take(body)
            if server.protocol.has_exited:
                return
            await server.protocol.drained()
    finally:
        log.info("the editor has %s", "exited" if server.protocol.has_exited else "disconnected")
        server.input_ended.set()
        server.close()


def _run(server: WikiServer, connect: Callable[[], Awaitable[_Connection]]) -> None:
    async def serve() -> None:
        reader, writer = await connect()
        try:
            await handle_messages(server, reader, writer)
        finally:
            writer.close()
            await asyncio.wait_for(writer.wait_closed(), _CLOSE_TIMEOUT)

    sys.setswitchinterval(_SWITCH_INTERVAL)
    garbage_collection.start()
    with suppress(KeyboardInterrupt, ConnectionError, TimeoutError):
        asyncio.run(serve())
