"""Encodes JSON for output: UTF-8, with unseen characters as escapes."""

import msgspec

from wikilsp.visible import escape_json

_ON_ONE_LINE = -1


def encode_json(value: object, indent: int = _ON_ONE_LINE) -> bytes:
    """Return a value as JSON with a final newline: on one line, or indented by that many spaces."""
    try:
        document = msgspec.json.format(msgspec.json.encode(value), indent=indent)
    except UnicodeEncodeError:
        # Escapes in front matter can produce lone surrogates, which `msgspec` cannot encode.
        import json  # noqa: PLC0415 - hardly ever needed

        document = json.dumps(value, indent=None if indent == _ON_ONE_LINE else indent).encode()
    if not document.isascii() or b"\x7f" in document:
        document = escape_json(document.decode()).encode()
    if b"##" in document:
        # In the logs of CI services, `##[name]` and `##vso[name]` are commands, wherever they stand in a line.
        document = document.replace(b"##[", b"#\\u0023[").replace(b"##vso[", b"#\\u0023vso[")
    return document + b"\n"
