"""What is fuzzed: each target takes bytes, whatever they are, and raises if something that must be true is not.

Nothing here reads or writes a file, and nothing here knows what makes the bytes up: a fuzzer, or a test.
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
from wikilsp.server.messages import bodies
from wikilsp.server.protocol import Protocol
from wikilsp.server.requests import method_handlers
from wikilsp.settings import Dialect, Settings, SettingsError, load_settings
from wikilsp.settings.presets import PRESETS
from wikilsp.syntax import parse as parsing
from wikilsp.syntax import structure
from wikilsp.syntax.claims import first_mismatch
from wikilsp.syntax.facts import Facts
from wikilsp.syntax.parse import parse
from wikilsp.syntax.structure import read_structure
from wikilsp.syntax.summary import summary_of
from wikilsp.syntax.summary_reader import read_summary

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
_WRITTEN = 128
"""From this first byte on, the others are pieces of the dialect, not text in UTF-8."""


def note_of(data: bytes) -> tuple[str, Dialect]:
    """Make of any bytes the text of a note, and the dialect to read it in."""
    head, rest = (data[0], data[1:]) if data else (0, b"")
    text = "".join(PIECES[byte % len(PIECES)] for byte in rest)
    return text if head >= _WRITTEN else rest.decode(errors="surrogateescape"), DIALECTS[head % len(DIALECTS)]


def check_parse(data: bytes) -> None:
    """See that all facts of a note are true, and that both readers of blocks lead to the same ones."""
    text, dialect = note_of(data)
    facts = parse(text, dialect)
    _check(first_mismatch(text, facts) is None, "a fact is not true", first_mismatch(text, facts))
    slowly = _by_markdown_it(text, dialect)
    _check(slowly == facts, "the readers of blocks do not agree", facts, slowly)


def _by_markdown_it(text: str, dialect: Dialect) -> Facts:
    unremembered = read_structure.__wrapped__
    with (
        patch.object(structure, "scan_blocks", return_value=None),
        patch.object(parsing, "read_structure", unremembered),
    ):
        return parse(text, dialect)


def check_summary(data: bytes) -> None:
    """Check that the summary reader, if it does not give up, agrees with the parser."""
    text, dialect = note_of(data)
    summary = read_summary(text, dialect)
    _check(summary is None or summary == summary_of(parse(text, dialect)), "the summary is wrong", summary)


def check_settings(data: bytes) -> None:
    """See that a settings file is read, or refused with what is wrong in which line."""
    text = data.decode(errors="replace")
    try:
        found: object = load_settings(text, codes=CODES, source="x.toml")
    except SettingsError as error:
        rows = text.count("\n") + 1
        _check(all(1 <= line <= rows for line, _ in ((error.line, ""), *error.also)), "no such line", str(error))
        _check(bool(error.message) and str(error).startswith("x.toml:"), "nothing is said", str(error))
    else:
        _check(isinstance(found, Settings), "no settings", found)


def check_messages(data: bytes) -> None:
    """See that no bytes make the reader of messages fail, and that each well-formed request is answered, once.

    The first byte says whether what follows are the bodies of messages, a line each, or the raw bytes of the wire.
    """
    bodies = data[1:].split(b"\n") if data[:1] < b"\x80" else []
    heard = b"".join(map(_framed, bodies)) or data[1:]
    sent = asyncio.run(_conversation(_framed(json.encode(_GREETING)) + heard + _framed(json.encode(_LAST))))
    answers = [message["id"] for message in sent if "method" not in message]
    _check("first" in answers, "the greeting was not answered", sent)
    has_ended = any(b"exit" in body or b"\\u" in body for body in bodies)
    _check(not bodies or has_ended or answers.count("last") == 1, "the last request was not answered once", sent)


_GREETING = {"jsonrpc": "2.0", "id": "first", "method": "initialize", "params": {"processId": None, "capabilities": {}}}
_LAST = {"jsonrpc": "2.0", "id": "last", "method": "shutdown"}


def _framed(body: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


class _Sent:
    """A writer that keeps what is written."""

    def __init__(self) -> None:
        self.written = b""

    def write(self, data: bytes) -> None:
        self.written += data

    def close(self) -> None:
        pass

    def messages(self) -> list[Any]:
        """Return the messages that were written. Raises if anything else was."""
        found, rest = [], self.written
        while rest:
            header, _, rest = rest.partition(b"\r\n\r\n")
            size = int(header.removeprefix(b"Content-Length: ").partition(b"\r\n")[0])
            found.append(json.decode(rest[:size]))
            rest = rest[size:]
        return found


@cache
def _converter() -> Converter:
    return converters.get_converter()


async def _conversation(heard: bytes) -> list[Any]:
    """Let a server that does nothing hear these bytes, and return what it says."""
    server = LanguageServer("fuzzed", "0", protocol_cls=Protocol, converter_factory=_converter)
    for method, options, _ in method_handlers():
        if method not in (lsp.INITIALIZE, lsp.TEXT_DOCUMENT_DID_OPEN):
            server.feature(method, options)(lambda *_: None)
    protocol = cast("Protocol", server.protocol)
    reader, writer = asyncio.StreamReader(), _Sent()
    reader.feed_data(heard)
    reader.feed_eof()
    protocol.set_writer(writer)
    async for body in bodies(reader):
        protocol.take(body)
        if protocol.has_exited:
            break
    return writer.messages()


def _check(holds: bool, what: str, *shown: object) -> None:  # noqa: FBT001 - as in an assertion
    if not holds:
        raise AssertionError(what, *shown)


_NOTE = "---\naliases: [a]\n---\n# b\n\nk:: v\n- [[a#b|c]] #t ^i\n"
_NOTES = (
    b"\0%b" % _NOTE.encode(),
    *(bytes([_WRITTEN, *range(first, min(first + 10, len(PIECES)))]) for first in range(0, len(PIECES), 10)),
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
    "summary": _NOTES,
    "settings": (_SETTINGS.encode(),),
    "messages": (b"\0%b\n[]\n{}" % _HOVER.encode(), b"\x80%b" % _framed(_HOVER.encode())),
}
"""What the search for inputs of a target begins with; what they are made of stands in them."""

TARGETS: Mapping[str, Target] = {
    "parse": check_parse,
    "summary": check_summary,
    "settings": check_settings,
    "messages": check_messages,
}
