"""The process that reads notes for the server: requests on standard input, responses on standard output.

The first message holds the root and the settings. After that, a request is a list of paths, and its response what
`read_all` returns for them. Few modules are imported, so that the process starts fast.
"""

import marshal
import os
import sys
from pathlib import Path
from typing import BinaryIO, cast

from msgspec import msgpack

from wikilsp.disk.note_reader import read_all
from wikilsp.disk.workers import MARSHAL_VERSION
from wikilsp.settings import Settings

_NICENESS = 5
LENGTH_BYTES = 4
"""Bytes of the length that precedes each message."""


def encode_message(content: object) -> bytes:
    """Encode lists, tuples, strings and bytes for the pipe."""
    packed = marshal.dumps(content, MARSHAL_VERSION)  # type: ignore[arg-type]  # it is what `marshal` takes
    return len(packed).to_bytes(LENGTH_BYTES, "little") + packed


def _receive(stream: BinaryIO) -> object:
    """Return the next message, or None at the end of the stream."""
    head = stream.read(LENGTH_BYTES)
    return marshal.loads(stream.read(int.from_bytes(head, "little"))) if head else None  # noqa: S302 - from our parent


def _serve(requests: BinaryIO, responses: BinaryIO) -> None:
    """Answer requests until the stream ends."""
    if hasattr(os, "nice"):
        os.nice(_NICENESS)  # the server answers requests first
    root, encoded = cast("tuple[str, bytes]", _receive(requests))
    settings = msgpack.decode(encoded, type=Settings)
    while paths := cast("list[str] | None", _receive(requests)):
        responses.write(encode_message(read_all(Path(root), settings, paths)))
        responses.flush()


if __name__ == "__main__":
    _serve(sys.stdin.buffer, sys.stdout.buffer)
