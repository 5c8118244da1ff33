"""Makes the server and runs it. Importing this costs what pygls costs, so only `wikilsp server` does."""

import asyncio
import logging
import socket
from contextlib import suppress
from threading import Event

from pygls.io_ import run_async

from wikilsp.server.requests import commands, handlers
from wikilsp.server.wiki_server import WikiServer


def create_server() -> WikiServer:
    """Make a server with all its methods, for one client."""
    # pygls logs the body of every message at the level INFO.
    logging.getLogger("pygls").setLevel(logging.WARNING)
    server = WikiServer()
    for method, options, handler in handlers():
        server.feature(method, options)(handler)
    for name, handler in commands():
        server.command(name)(handler)
    return server


def listen(host: str, port: int) -> socket.socket:
    """Give a socket that waits for connections at an address. Raises `OSError`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family)


def serve_connection(server: WikiServer, listening: socket.socket) -> None:
    """Serve the first connection to its end. There is no other: a server knows one client."""
    with listening:
        connection, _ = listening.accept()
    # The message `exit` ends all that runs.
    with suppress(SystemExit, ConnectionError):
        asyncio.run(_serve(server, connection))


async def _serve(server: WikiServer, connection: socket.socket) -> None:
    reader, writer = await asyncio.open_connection(sock=connection)
    server.protocol.set_writer(writer)
    await run_async(Event(), reader, server.protocol, error_handler=server.report_server_error)
