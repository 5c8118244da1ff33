"""Makes the server and runs it. Importing this costs what pygls costs, so only `wikilsp server` does."""

import logging

from wikilsp.server.requests import handlers
from wikilsp.server.wiki_server import WikiServer


def create_server() -> WikiServer:
    """Make a server with all its methods, for one client."""
    # pygls logs the body of every message at the level INFO.
    logging.getLogger("pygls").setLevel(logging.WARNING)
    server = WikiServer()
    for method, options, handler in handlers():
        server.feature(method, options)(handler)
    return server
