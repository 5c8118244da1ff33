"""Messages in a stream of bytes: where each begins and ends, and whether it is JSON. Knows no method.

Whatever the client sends, the next message is found again: headers are looked for at the end of any line, and JSON
holds no line that could be taken for one.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from typing import Any, NamedTuple

LONGEST = 64 * 1024 * 1024
"""Bytes that the body of a message may have."""
DEEPEST = 100
"""Arrays and objects that may lie inside of each other; the deepest message of the protocol has a dozen."""
MOST_VALUES = 8_000_000
"""Values in one message, about: each takes many times the room that it has in JSON."""
_LONGEST_TAIL = 100
"""Bytes at the end of a line that is longer than any header, in which the next header is looked for."""
_LENGTH = b"content-length"
_CHARSET = re.compile(rb"charset[ \t]*=[ \t]*\"?([\w.:-]+)", re.IGNORECASE)
_DIGITS = re.compile(rb"0*(\d{1,15})")


class NotAMessage(NamedTuple):
    """What came instead of a message: what is wrong with it, and how it begins."""

    why: str
    begin: bytes


class _Head(NamedTuple):
    """What the headers so far have told of the body: its length, and why it is none that can be read."""

    line: bytes = b""
    length: int | None = None
    charset: str = ""
    why: str = "its headers do not tell its length"


async def bodies(reader: asyncio.StreamReader) -> AsyncIterator[bytes | NotAMessage]:
    """Give the body of each message, to the end of the stream, and what is none."""
    head = _Head()
    try:
        while True:
            line = await _line(reader)
            if line.strip():
                head = _read(line, head)
            elif head.length is not None:
                body = await reader.readexactly(head.length)
                yield NotAMessage(head.charset, head.line) if head.charset else body
                head = _Head()
            elif head.line:  # else it is an empty line too many
                yield NotAMessage(head.why, head.line)
                head = _Head()
    except asyncio.IncompleteReadError:
        return


async def _line(reader: asyncio.StreamReader) -> bytes:
    """Give the next line with its end; of one that is too long its last bytes."""
    tail = b""
    while True:
        try:
            return tail + await reader.readuntil(b"\n")
        except asyncio.LimitOverrunError as error:
            tail = (tail + await reader.readexactly(error.consumed))[-_LONGEST_TAIL:]


def _read(line: bytes, head: _Head) -> _Head:
    """Take a line into account that is not empty."""
    name, colon, value = line[max(line.lower().rfind(_LENGTH), 0) :].partition(b":")
    if colon and name.strip().lower() == _LENGTH:
        digits = _DIGITS.fullmatch(value.strip())
        if digits is None:
            return head._replace(line=line, length=None, why="its Content-Length is no number of bytes")
        if int(digits[1]) > LONGEST:
            return head._replace(line=line, length=None, why=f"it is longer than {LONGEST:,} bytes")
        return head._replace(line=line, length=int(digits[1]))
    if line[:12].lower() == b"content-type" and (charset := _CHARSET.search(line)) and not _is_utf8(charset[1]):
        return head._replace(line=head.line or line, charset="its charset is not UTF-8")
    return head._replace(line=head.line or line)


def _is_utf8(charset: bytes) -> bool:
    return charset.lower() in (b"utf-8", b"utf8")


def content(body: bytes) -> Any:
    """Give what the body of a message says. Raises ValueError, which says what is wrong with it."""
    if sum(map(body.count, (b",", b"[", b"{"))) > MOST_VALUES:
        raise ValueError(f"it holds more than {MOST_VALUES:,} values")
    try:
        found = json.loads(body.decode(), parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise ValueError("it is not UTF-8") from error
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    except ValueError as error:
        raise ValueError("it is not JSON") from error
    # Nobody who looks into a message later has to be afraid of its depth.
    if body.count(b"[") + body.count(b"{") > DEEPEST and _is_too_deep(found):
        raise ValueError("it is nested too deeply")
    return found


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _is_too_deep(value: Any) -> bool:
    level = [value]
    for _ in range(DEEPEST):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return False
    return True
