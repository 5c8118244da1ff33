"""The process that reads notes for a server: it answers questions on its standard input. Imports little more.

A question is a list of paths, and the answer what `read_all` gives for them. The root and the settings come first.
"""

import marshal
import sys
from pathlib import Path
from typing import BinaryIO, cast

from msgspec import msgpack

from wikilsp.disk.note_reader import read_all
from wikilsp.settings import Settings

NUMBER = 4
"""Bytes of the length of a message, which come before it."""


def message(content: object) -> bytes:
    """Give lists, tuples, texts and bytes in the form in which they are sent."""
    packed = marshal.dumps(content)  # type: ignore[arg-type]  # it is what `marshal` takes
    return len(packed).to_bytes(NUMBER, "little") + packed


def _received(stream: BinaryIO) -> object:
    """Give the next message; None when there is none any more."""
    head = stream.read(NUMBER)
    return marshal.loads(stream.read(int.from_bytes(head, "little"))) if head else None  # noqa: S302 - from our parent


def _answer(questions: BinaryIO, answers: BinaryIO) -> None:
    """Read the notes that are asked for, until nobody asks any more."""
    root, encoded = cast("tuple[str, bytes]", _received(questions))
    settings = msgpack.decode(encoded, type=Settings)
    while paths := cast("list[str] | None", _received(questions)):
        answers.write(message(read_all(Path(root), settings, paths, parsed=True)))
        answers.flush()


if __name__ == "__main__":
    _answer(sys.stdin.buffer, sys.stdout.buffer)
