"""The fuzz targets: functions that take any bytes and raise `AssertionError` if an invariant does not hold.

They are called by a fuzzer or by tests, and neither read nor write files.
"""

import asyncio
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, cast
from unittest.mock import patch

from cattrs import Converter
from lsprotocol import converters
from lsprotocol import types as lsp
from msgspec import json
from pygls.lsp.server import LanguageServer

from wikilsp.codes import CODES
from wikilsp.server.messages import read_bodies
from wikilsp.server.protocol import Protocol
from wikilsp.server.requests import method_handlers
from wikilsp.settings import Dialect, Settings, SettingsError
from wikilsp.settings.load import load_settings
from wikilsp.settings.presets import PRESETS
from wikilsp.syntax import parse as parsing
from wikilsp.syntax import structure
from wikilsp.syntax.claims import first_mismatch
from wikilsp.syntax.facts import Facts
from wikilsp.syntax.parse import parse
from wikilsp.syntax.structure import read_structure

Target = Callable[[bytes], None]

WORDS = (
    "- * + 1. 2) > >> # ## --- ... === ``` ~~~ ` `` $ $$ % %% <!-- --> < <div> </div> <b> [[ ]] [[a]] ![[a]] [[a|b]] "
    "[[a#b]] [[a#^b]] [[#b]] [ ] ![ ]( ) [t](a.md) [t](a%20b#%5Ec) [r] [r]: | \\| |-|-| \\ & &#39; # #a #a/b #a// #1 ^ "
    "^a : :: k:: k::v k: [k:: (k:: tags:: alias:: title:: id:: 6356e902-3b7b-4cb2-8c3e-6a904c813c40 aliases: tags: up: "
    "{ } ' \" \\x61 \\u00e9 &x *x !!str ? |- >- , ， a b 漢 é e\u0301 😀 👨\u200d👩 â€” {{a}} <% %> ** _ __ ~~ == "
    "wikilsp-ignore wikilsp-ignore-file :PROPERTIES: :END: #+k: https://a.b id='x'"
)
LINES = ["\n", "\n\n", "\r\n", "\r", "\n- ", "\n> ", "\n  ", "\n    ", "\n# ", "---\n", "\n---\n"]
BLANKS = list("  \t\v\f\0\x1c\x1f\x85\xa0\u200b\u2028\u2029\u2060\u3000\ufeff\ud800")
PIECES = (*WORDS.split(), *LINES * 4, *BLANKS)
DIALECTS = (
    *(load_settings(f'preset = "{preset}"', codes=CODES, source="").dialect for preset in PRESETS),
    Dialect(comments="index", nested=True, numeric_tags=True, multiword_tags=True, max_key_words=9),
    Dialect(label_order="label-first", separator_space="optional"),
)
_FIRST_OF_PIECES = 128
"""If the first byte is at least this, each further byte stands for a piece of the dialect; else they are UTF-8 text."""


def decode_note(data: bytes) -> tuple[str, Dialect]:
    """Turn any bytes into the text of a note and the dialect to parse it in."""
    head, rest = (data[0], data[1:]) if data else (0, b"")
    text = "".join(PIECES[byte % len(PIECES)] for byte in rest)
    return text if head >= _FIRST_OF_PIECES else rest.decode(errors="surrogateescape"), DIALECTS[head % len(DIALECTS)]


def check_parse(data: bytes) -> None:
    """Check that every fact of a note is true, and that both block readers lead to the same facts."""
    text, dialect = decode_note(data)
    facts = parse(text, dialect)
    _check(first_mismatch(text, facts) is None, "false fact", first_mismatch(text, facts))
    slow = _parse_by_markdown_it(text, dialect)
    _check(slow == facts, "the block readers disagree", facts, slow)


def _parse_by_markdown_it(text: str, dialect: Dialect) -> Facts:
    uncached = read_structure.__wrapped__
    with (
        patch.object(structure, "scan_blocks", return_value=None),
        patch.object(parsing, "read_structure", uncached),
    ):
        return parse(text, dialect)


def check_settings(data: bytes) -> None:
    """Check that a settings file is loaded, or refused with a message and an existing line."""
    text = data.decode(errors="replace")
    try:
        settings: object = load_settings(text, codes=CODES, source="x.toml")
    except SettingsError as error:
        rows = text.count("\n") + 1
        _check(all(1 <= line <= rows for line, _ in ((error.line, ""), *error.also)), "no such line", str(error))
        _check(bool(error.message) and str(error).startswith("x.toml:"), "no message", str(error))
    else:
        _check(isinstance(settings, Settings), "no settings", settings)


def check_messages(data: bytes) -> None:
    """Check that no bytes make the message reader fail, and that each well-formed request is answered once.

    If the first byte is below 128, each further line is the body of a message; else the bytes are sent as they are.
    """
    bodies = data[1:].split(b"\n") if data[:1] < b"\x80" else []
    input_ = b"".join(map(_frame, bodies)) or data[1:]
    output = asyncio.run(_converse(_frame(json.encode(_INITIALIZE)) + input_ + _frame(json.encode(_SHUTDOWN))))
    answers = [message["id"] for message in output if "method" not in message]
    _check("first" in answers, "initialize was not answered", output)
    may_have_exited = any(b"exit" in body or b"\\u" in body for body in bodies)
    _check(not bodies or may_have_exited or answers.count("last") == 1, "shutdown was not answered once", output)


_INITIALIZE = {
    "jsonrpc": "2.0",
    "id": "first",
    "method": "initialize",
    "params": {"processId": None, "capabilities": {}},
}
_SHUTDOWN = {"jsonrpc": "2.0", "id": "last", "method": "shutdown"}


def _frame(body: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


class _Output:
    """A writer that collects the output of the server."""

    def __init__(self) -> None:
        self.written = b""

    def write(self, data: bytes) -> None:
        self.written += data

    def close(self) -> None:
        pass

    def messages(self) -> list[Any]:
        """Return the messages that were written. Raise if anything else was written."""
        messages, rest = [], self.written
        while rest:
            header, _, rest = rest.partition(b"\r\n\r\n")
            size = int(header.removeprefix(b"Content-Length: ").partition(b"\r\n")[0])
            messages.append(json.decode(rest[:size]))
            rest = rest[size:]
        return messages


@cache
def _converter() -> Converter:
    return converters.get_converter()


async def _converse(input_: bytes) -> list[Any]:
    """Send bytes to a server whose handlers do nothing, and return its messages."""
    server = LanguageServer("fuzzed", "0", protocol_cls=Protocol, converter_factory=_converter)
    for method, options, _ in method_handlers():
        if method not in (lsp.INITIALIZE, lsp.TEXT_DOCUMENT_DID_OPEN):
            server.feature(method, options)(lambda *_: None)
    protocol = cast("Protocol", server.protocol)
    reader, writer = asyncio.StreamReader(), _Output()
    reader.feed_data(input_)
    reader.feed_eof()
    protocol.set_writer(writer)
    async for body in read_bodies(reader):
        protocol.take(body)
        if protocol.has_exited:
            break
    return writer.messages()


def _check(condition: bool, message: str, *details: object) -> None:  # noqa: FBT001 - as in an assertion
    if not condition:
        raise AssertionError(message, *details)


_NOTE = "---\naliases: [a]\n---\n# b\n\nk:: v\n- [[a#b|c]] #t ^i\n"
_NOTES = (
    b"\0%b" % _NOTE.encode(),
    *(bytes([_FIRST_OF_PIECES, *range(first, min(first + 10, len(PIECES)))]) for first in range(0, len(PIECES), 10)),
)
_SETTINGS = (
    'preset = "logseq"\nexclude = ["a/**"]\n[links]\nnested = true\n[files]\nmax-size = "5 MB"\n[rules]\n'
    'missing-note = "off"\n[per-file-ignores]\n"a/*.md" = ["missing-note"]\n'
)
_HOVER = (
    '{"jsonrpc": "2.0", "id": 1, "method": "textDocument/hover", "params": {"textDocument": {"uri": "file:///a.md"}, '
    '"position": {"line": 0, "character": 0}}}'
)

SEEDS: Mapping[str, tuple[bytes, ...]] = {
    "parse": _NOTES,
    "settings": (_SETTINGS.encode(),),
    "messages": (b"\0%b\n[]\n{}" % _HOVER.encode(), b"\x80%b" % _frame(_HOVER.encode())),
}
"""The initial corpus of each target, which contains the pieces that inputs are made of."""

TARGETS: Mapping[str, Target] = {
    "parse": check_parse,
    "settings": check_settings,
    "messages": check_messages,
}
