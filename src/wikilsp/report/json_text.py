"""JSON as commands print it: UTF-8 in which nothing unseen stands as it is, and which says the same all the same."""

import msgspec

from wikilsp.visible import json_visible

_ON_ONE_LINE = -1


def json_text(value: object, indent: int = _ON_ONE_LINE) -> bytes:
    """Return a value as JSON that ends in a newline: on one line, or indented by so many blanks."""
    try:
        document = msgspec.json.format(msgspec.json.encode(value), indent=indent)
    except UnicodeEncodeError:
        # Half a character can come from an escape in front matter. Only the JSON of Python can write one.
        import json  # noqa: PLC0415 - hardly ever needed

        document = json.dumps(value, indent=None if indent == _ON_ONE_LINE else indent).encode()
    if not document.isascii() or b"\x7f" in document:
        document = json_visible(document.decode()).encode()
    return document + b"\n"
