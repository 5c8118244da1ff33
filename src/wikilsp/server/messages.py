"""Splits a stream of bytes into messages and parses their JSON.

After malformed input the next message is found again: headers are looked for at the end of any line, and no line of
JSON can be mistaken for one.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from typing import Any, NamedTuple

LONGEST = 64 * 1024 * 1024
"""Maximum length of a message body in bytes."""
DEEPEST = 100
"""Maximum nesting of arrays and objects; the deepest message of the protocol has a dozen levels."""
MOST_VALUES = 8_000_000
"""Maximum number of values in a message, approximately: in memory, each takes many times its size in JSON."""
_LONGEST_TAIL = 100
"""Bytes at the end of an overlong line in which the next header is looked for."""
_LENGTH = b"content-length"
_CHARSET = re.compile(rb"charset[ \t]*=[ \t]*\"?([\w.:-]+)", re.IGNORECASE)
_DIGITS = re.compile(rb"0*(\d{1,15})")


class MalformedInput(NamedTuple):
    """Malformed input in place of a message: its problem, and how it starts."""

    problem: str
    start: bytes


class _Head(NamedTuple):
    """The headers read so far: the length of the body, and why it can't be read."""

    line: bytes = b""
    length: int | None = None
    charset: str = ""
    problem: str = "the Content-Length header is missing"


async def read_bodies(reader: asyncio.StreamReader) -> AsyncIterator[bytes | MalformedInput]:
    """Yield the body of each message, and each malformed input, until the end of the stream."""
    head = _Head()
    try:
        while True:
            line = await _line(reader)
            if line.strip():
                head = _parse_header(line, head)
            elif head.length is not None:
                body = await reader.readexactly(head.length)
                yield MalformedInput(head.charset, head.line) if head.charset else body
                head = _Head()
            elif head.line:  # otherwise it is a surplus empty line
                yield MalformedInput(head.problem, head.line)
                head = _Head()
    except asyncio.IncompleteReadError:
        return


async def _line(reader: asyncio.StreamReader) -> bytes:
    """Return the next line with its line ending, or the end of it if it is too long."""
    tail = b""
    while True:
        try:
            return tail + await reader.readuntil(b"\n")
        except asyncio.LimitOverrunError as error:
            tail = (tail + await reader.readexactly(error.consumed))[-_LONGEST_TAIL:]


def _parse_header(line: bytes, head: _Head) -> _Head:
    """Update the head with a header line."""
    name, colon, value = line[max(line.lower().rfind(_LENGTH), 0) :].partition(b":")
    if colon and name.strip().lower() == _LENGTH:
        digits = _DIGITS.fullmatch(value.strip())
        if digits is None:
            return head._replace(line=line, length=None, problem="the Content-Length header is not a number")
        if int(digits[1]) > LONGEST:
            return head._replace(line=line, length=None, problem=f"the message is longer than {LONGEST:,} bytes")
        return head._replace(line=line, length=int(digits[1]))
    if line[:12].lower() == b"content-type" and (charset := _CHARSET.search(line)) and not _is_utf8(charset[1]):
        return head._replace(line=head.line or line, charset="the charset is not UTF-8")
    return head._replace(line=head.line or line)


def _is_utf8(charset: bytes) -> bool:
    return charset.lower() in (b"utf-8", b"utf8")


def parse_body(body: bytes) -> Any:
    """Parse the body of a message. Raise `ValueError` with the reason if it is malformed or exceeds a limit."""
    if sum(map(body.count, (b",", b"[", b"{"))) > MOST_VALUES:
        raise ValueError(f"the message has more than {MOST_VALUES:,} values")
    try:
        message = json.loads(body.decode(), parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise ValueError("the message is not UTF-8") from error
    except RecursionError as error:
        raise ValueError("the message is nested too deeply") from error
    except ValueError as error:
        raise ValueError("the message is not JSON") from error
    # So that whatever traverses a message later can recurse safely.
    if body.count(b"[") + body.count(b"{") > DEEPEST and _is_too_deep(message):
        raise ValueError("the message is nested too deeply")
    return message


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
