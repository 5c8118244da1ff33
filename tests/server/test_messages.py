"""Framing of messages in any stream of bytes."""

import asyncio
import json

import pytest

from wikilsp.server import messages
from wikilsp.server.messages import DEEPEST, LONGEST, MalformedInput, parse_body, read_bodies

HI = b'{"hi": 1}'
FRAMED = b"Content-Length: 9\r\n\r\n" + HI
NO_LENGTH = "the Content-Length header is missing"
NO_NUMBER = "the Content-Length header is not a number"
TOO_LONG = "the message is longer than 67,108,864 bytes"


async def bodies_of(data, limit=0x10000):
    """Return the bodies in a stream, or in place of each malformed message the problem."""
    reader = asyncio.StreamReader(limit)
    reader.feed_data(data)
    reader.feed_eof()
    return [body.problem if isinstance(body, MalformedInput) else body async for body in read_bodies(reader)]


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Length: 9\r\n",
        b"content-length: 9\r\n",
        b"CONTENT-LENGTH:9\r\n",
        b"Content-Length:   9  \r\n",
        b"Content-Length : 9\r\n",
        b"Content-Length: 009\r\n",
        b"Content-Length: " + b"0" * 5_000 + b"9\r\n",
        b"Content-Length: 9\n",
        b"Content-Length: 9\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n",
        b"Content-Type: application/vscode-jsonrpc;charset=UTF8\r\nContent-Length: 9\r\n",
        b'Content-Type: text/plain; charset="utf-8"\r\nContent-Length: 9\r\n',
        b"X: y\r\nContent-Length: 9\r\nZ\r\n",
        b"Content-Length: 2\r\nContent-Length: 9\r\n",
        b"\r\n\r\nContent-Length: 9\r\n",
        b"x" * 200_000 + b"\r\nContent-Length: 9\r\n",
        b"Content-Length: 5\r\n" * 20_000 + b"Content-Length: 9\r\n",
    ],
)
async def test_a_content_length_is_read_in_any_form(head):
    end = b"\n" if head.endswith(b"9\n") else b"\r\n"
    assert await bodies_of(head + end + HI + FRAMED) == [HI, HI]


@pytest.mark.parametrize(
    ("head", "problem"),
    [
        (b"Content-Length: " + b"9" * 5_000 + b"\r\n", NO_NUMBER),
        (b"Content-Length: 99999999999999\r\n", TOO_LONG),
        (b"Content-Length: %d\r\n" % (LONGEST + 1), TOO_LONG),
        (b"Content-Length: -9\r\n", NO_NUMBER),
        (b"Content-Length: +9\r\n", NO_NUMBER),
        (b"Content-Length: 9.0\r\n", NO_NUMBER),
        (b"Content-Length: 0x9\r\n", NO_NUMBER),
        (b"Content-Length: 9 9\r\n", NO_NUMBER),
        (b"Content-Length:\r\n", NO_NUMBER),
        (b"Content-Length: \xd9\xa9\r\n", NO_NUMBER),
        (b"Content-Length: 9\r\nContent-Length: nine\r\n", NO_NUMBER),
        (b"Content-Length 9\r\n", NO_LENGTH),
        (b"Content-Type: text/plain\r\n", NO_LENGTH),
        (b"\xff\xfe\r\n", NO_LENGTH),
        (b"a" * 300_000 + b"\r\n", NO_LENGTH),
    ],
)
@pytest.mark.parametrize("body", [HI, b"{}", b"", b"[" + b"1," * 200_000 + b"1]", b"garbage"])
async def test_the_message_after_one_without_a_valid_length_is_found(head, problem, body):
    assert await bodies_of(head + b"\r\n" + body + FRAMED) == [problem, HI]


@pytest.mark.parametrize("lines", [[b"Content-Length: 9", b"Content-Type: text/plain; charset=latin-1"]])
@pytest.mark.parametrize("order", [1, -1])
async def test_a_message_in_another_charset_is_rejected(lines, order):
    head = b"\r\n".join(lines[::order])
    assert await bodies_of(head + b"\r\n\r\n" + HI + FRAMED) == ["the charset is not UTF-8", HI]


@pytest.mark.parametrize("length", [0, 1, 8])
async def test_the_message_after_one_with_a_too_small_length_is_found(length):
    found = await bodies_of(b"Content-Length: %d\r\n\r\n" % length + HI + FRAMED)
    assert found == [HI[:length], HI]


async def test_a_too_large_length_costs_only_the_next_message():
    first, *rest = await bodies_of(b"Content-Length: 30\r\n\r\n" + HI + FRAMED + FRAMED)
    assert (len(first), rest[-1]) == (30, HI)


@pytest.mark.parametrize(
    "data", [b"", b"Content-Len", b"Content-Length: 9", b"Content-Length: 9\r\n\r\n{", b"x" * 99_999]
)
async def test_a_stream_may_end_anywhere(data):
    assert await bodies_of(data) == []


async def test_an_endless_line_takes_bounded_memory():
    reader = asyncio.StreamReader(0x1000)
    hearing = asyncio.create_task(anext(read_bodies(reader)))
    for _ in range(200):
        reader.feed_data(b"x" * 0x1000)
        await asyncio.sleep(0)
    assert len(reader._buffer) <= 0x3000  # noqa: SLF001 - asyncio has no public access
    reader.feed_data(b"\r\n" + FRAMED)
    assert await hearing == HI


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "the message is not JSON"),
        (b"{", "the message is not JSON"),
        (b"{'a': 1}", "the message is not JSON"),
        (b'{"a": NaN}', "the message is not JSON"),
        (b'{"a": -Infinity}', "the message is not JSON"),
        (b'{"a": ' + b"1" * 5_000 + b"}", "the message is not JSON"),
        (b"\xef\xbb\xbf{}", "the message is not JSON"),
        (b"\xff\xfe", "the message is not UTF-8"),
        (b'{"a": "\xed\xa0\xbd"}', "the message is not UTF-8"),
        ('{"a": 1}'.encode("utf-16"), "the message is not UTF-8"),
        (b"[" * 100_000, "the message is nested too deeply"),
        (b'{"a":' * 100_000, "the message is nested too deeply"),
        (b"[" * (DEEPEST + 2) + b"]" * (DEEPEST + 2), "the message is nested too deeply"),
    ],
)
def test_invalid_content_is_rejected_with_the_reason(body, problem):
    with pytest.raises(ValueError, match=problem):
        parse_body(body)


def test_a_message_with_too_many_values_is_rejected(monkeypatch):
    monkeypatch.setattr(messages, "MOST_VALUES", 100)
    assert parse_body(b"[" + b"1," * 90 + b"1]") == [1] * 91
    with pytest.raises(ValueError, match="the message has more than 100 values"):
        parse_body(b"[" + b"1," * 100 + b"1]")


@pytest.mark.parametrize(
    "value",
    [{}, [], {"a": "\ud83d"}, {"a": 10**20}, {"text": "[[" * 1_000}, [[]] * 1_000, 1.5, None],
)
def test_any_json_value_is_content(value):
    assert parse_body(json.dumps(value).encode()) == value


def test_the_last_of_equal_keys_wins():
    assert parse_body(b'{"a": 1, "a": 2}') == {"a": 2}
