"""Generates random messages that no editor should send, the same ones for the same seed."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

_LARGEST_ID = 2**63
_NOTES = ("a.md", "b.md", "sub/c.md", "nowhere.md")
_TEXTS = (
    "",
    "[[a]] [[b#x]] #tag key:: value ^id",
    "---\naliases: [x]\n---\n# A\n\n- [[b|漢字]]\n",
    "[[" * 500,
    "> " * 200 + "x",
    "| a | b |\n|-|-|\n" * 100,
    "\r\n\u2028\x0b\ufeff" * 50,
    "%%" * 300,
    "😀" * 300 + "[[a",
    "\ud83d [[\udc00]]",
    "`" * 999,
    "x ^a\n" * 200,
)
_VALUES: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    1.5,
    2**31,
    2**64,
    1e308,
    "",
    "x",
    "\ud83d",
    "x" * 5_000,
    [],
    {},
    [[]] * 50,
    {"uri": 5},
    {"line": -1, "character": {}},
)
_URIS = (
    "untitled:a",
    "file://[",
    "file:///%00",
    "file:",
    "http://x/a.md",
    "file:///%FF.md",
    "\ud83d",
    "file:///a.md?" + "x" * 999,
)
_IDS: tuple[Any, ...] = (None, True, 1.5, [1], {"a": 1}, 2**70, "\ud83d", "x" * 999)
_FRAMES = (
    b"\r\n\r\n",
    b"Content-Length: -5\r\n\r\n",
    b"Content-Length: " + b"9" * 5_000 + b"\r\n\r\n",
    b"Content-Length: 0\r\n\r\n",
    b"Content-Length: 99999999999\r\n\r\n{}",
    b"Content-Type: x; charset=latin-1\r\nContent-Length: 2\r\n\r\n{}",
    b"x" * 70_000 + b"\r\n\r\n",
    b"garbage\r\n\r\n" * 20,
    b"Content-Length 2\r\n\r\n{}",
)
"""Bytes to send between messages."""
_AT_POSITION = (
    *("definition", "hover", "completion", "references", "documentHighlight"),
    *("prepareRename", "prepareCallHierarchy", "declaration", "moniker"),
)
_ABOUT_DOCUMENT = ("documentSymbol", "documentLink", "foldingRange", "codeLens", "semanticTokens/full", "diagnostic")
_Call = tuple[str, dict[str, Any]]
"""A method and its params."""
_EXCLUDED = (b"exit", b"shutdown", b"initialize", b"workspaceFolders", b"WorkspaceFolders")
"""Parts of messages that would end the session, or let the server walk the whole disk."""


class Packet(NamedTuple):
    """Bytes to send, and the ids of the expected answers; None for an id that the server can't read."""

    data: bytes
    answers: tuple[Any, ...] = ()


def messages(vault: Path, number: int, seed: int) -> Iterator[Packet]:
    """Yield this number of messages to a server of a vault."""
    chance = random.Random(seed)
    count = 0
    while count < number:
        kind = chance.random()
        if kind < 0.02:
            yield _between_messages(chance)
        else:
            message = _valid_message(chance, vault, count)
            if kind < 0.5:
                message = _with_wrong_value(chance, message)
            body = json.dumps(message, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
            body = _damage(chance, body) if kind < 0.25 else body
            if any(word in body for word in _EXCLUDED):
                continue
            yield Packet(_frame(chance, body), expected(body))
        count += 1


def expected(body: bytes) -> tuple[Any, ...]:
    """Return the ids of the answers to a message: one or none."""
    try:
        message = json.loads(body.decode(), parse_constant=float.fromhex)
    except (ValueError, RecursionError):
        return (None,)
    if not isinstance(message, dict):
        return (None,)
    number = message.get("id")
    is_id = isinstance(number, str) or (
        isinstance(number, int) and not isinstance(number, bool) and -_LARGEST_ID <= number < _LARGEST_ID
    )
    is_json_rpc = message.get("jsonrpc") == "2.0"
    if is_json_rpc and isinstance(message.get("method"), str) and "id" not in message:
        return ()
    if is_json_rpc and "method" not in message and ("result" in message or "error" in message):
        return ()
    return (number if is_id else None,)


def _between_messages(chance: random.Random) -> Packet:
    """Choose bytes to send between messages. The server answers each block of invalid headers once."""
    frame = chance.choice(_FRAMES)
    blocks = 20 if frame.startswith(b"garbage") else int(frame.strip() != b"")
    return Packet(frame, (None,) * blocks)


def _frame(chance: random.Random, body: bytes) -> bytes:
    name = chance.choice((b"Content-Length: ", b"content-length:", b"CONTENT-LENGTH: "))
    return b"%b%d\r\n\r\n%b" % (name, len(body), body)


def _valid_message(chance: random.Random, vault: Path, number: int) -> dict[str, Any]:
    """Choose a message that an editor may send: a notification or a request."""
    method, params = _notification(chance, vault, number) if chance.random() < 0.5 else _request(chance, vault)
    message: dict[str, Any] = {"jsonrpc": "2.0", "method": method, "params": params}
    if not method.startswith(("textDocument/did", "workspace/did", "$/")):
        message["id"] = number
    return message


def _uri(chance: random.Random, vault: Path) -> str:
    return chance.choice(_URIS) if chance.random() < 0.1 else (vault / chance.choice(_NOTES)).as_uri()


def _notification(chance: random.Random, vault: Path, number: int) -> _Call:
    """Choose a notification."""
    uri, text = _uri(chance, vault), chance.choice(_TEXTS)
    item = {"uri": uri, "languageId": "markdown", "version": number, "text": text}
    calls: list[_Call] = [
        ("textDocument/didOpen", {"textDocument": item}),
        ("textDocument/didChange", {"textDocument": item, "contentChanges": [{"text": text}]}),
        ("textDocument/didChange", {"textDocument": item, "contentChanges": [{"text": text}]}),
        ("textDocument/didClose", {"textDocument": {"uri": uri}}),
        ("textDocument/didSave", {"textDocument": {"uri": uri}}),
        ("workspace/didChangeWatchedFiles", {"changes": [{"uri": uri, "type": chance.randrange(1, 4)}]}),
        ("workspace/didRenameFiles", {"files": [{"oldUri": uri, "newUri": _uri(chance, vault)}]}),
        (
            "workspace/didChangeConfiguration",
            {"settings": {"wikilsp": {"comments": chance.choice(["skip", "index"])}}},
        ),
        ("$/cancelRequest", {"id": number - chance.randrange(5)}),
        ("$/progress", {"token": number, "value": text}),
    ]
    return chance.choice(calls)


def _request(chance: random.Random, vault: Path) -> _Call:
    """Choose a request."""
    document = {"uri": _uri(chance, vault)}
    place = {"line": chance.randrange(3), "character": chance.choice([0, 1, 3, 8, 2**31 - 1])}
    at = {"textDocument": document, "position": place}
    where = {"start": {"line": 0, "character": 0}, "end": place}
    calls: list[_Call] = [
        *((f"textDocument/{name}", at | {"context": {"includeDeclaration": True}}) for name in _AT_POSITION),
        *((f"textDocument/{name}", {"textDocument": document}) for name in _ABOUT_DOCUMENT),
        ("textDocument/codeAction", {"textDocument": document, "range": where, "context": {"diagnostics": []}}),
        ("textDocument/selectionRange", {"textDocument": document, "positions": [place] * 3}),
        ("textDocument/semanticTokens/range", {"textDocument": document, "range": where}),
        ("textDocument/inlayHint", {"textDocument": document, "range": where}),
        ("textDocument/rename", at | {"newName": chance.choice(["x", "", "a/b", "[[", "\ud83d"])}),
        ("completionItem/resolve", {"label": "x", "data": {"uri": document["uri"], "path": "a.md"}}),
        ("codeLens/resolve", {"range": where, "data": {"uri": document["uri"]}}),
        ("workspace/symbol", {"query": chance.choice(["", "a", "漢", "\ud83d"])}),
        ("workspace/willRenameFiles", {"files": [{"oldUri": document["uri"], "newUri": _uri(chance, vault)}]}),
        ("workspace/executeCommand", {"command": "wikilsp.open", "arguments": [document["uri"]]}),
        ("no/such/method", at),
    ]
    return chance.choice(calls)


def _with_wrong_value(chance: random.Random, message: dict[str, Any]) -> dict[str, Any]:
    """Replace the value at one place of a message."""
    if "id" in message and chance.random() < 0.1:
        return message | {"id": chance.choice(_IDS)}
    if chance.random() < 0.1:
        return message | {chance.choice(["jsonrpc", "method", "params", "result", "error"]): chance.choice(_VALUES)}
    copy: dict[str, Any] = json.loads(json.dumps(message))
    places = list(_places(copy["params"]))
    if places:
        inside, key = chance.choice(places)
        inside[key] = chance.choice(_VALUES)
    return copy


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield each place inside of a value: its container, and its key or index there."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield value, key
        yield from _places(one)


def _damage(chance: random.Random, body: bytes) -> bytes:
    """Change some bytes of a message."""
    damaged = bytearray(body)
    for _ in range(chance.randrange(1, 4)):
        at = chance.randrange(len(damaged) + 1)
        length = chance.choice([0, 1, 1, 5])
        damaged[at : at + length] = chance.choice(
            [b"", b"\0", b"\xff", b'"', b"{", b"[" * 50, b"\\ud83d", b"\n", bytes(damaged[:20])]
        )
    return bytes(damaged)
