"""Where the keys of a TOML text stand. Knows no setting by name."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, takewhile

_PART = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
_KEY = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*"
# Strings are named so that text inside them is passed over. A header or a key can only begin a line.
_TOKEN = re.compile(
    rf"""
      ^[ \t]*\[{{1,2}}[ \t]*(?P<table>{_KEY})[ \t]*\]{{1,2}}[ \t]*(?=\#|\r?$)
    | ^[ \t]*(?P<key>{_KEY})[ \t]*=
    | \"\"\"(?:[^\\]|\\.)*?\"\"\" | '''.*?''' | "(?:[^"\\\n]|\\.)*" | '[^'\n]*' | \#[^\n]*
    """,
    re.DOTALL | re.MULTILINE | re.VERBOSE,
)


def key_line(text: str, path: tuple[str, ...]) -> int:
    """Give the 1-based line where the key at `path` stands in a valid TOML text.

    For a key that has no line of its own, such as one in an inline table, it is the line of the table. `-` and `_` are
    the same, but a key that is spelled as `path` is comes first.
    """

    def likeness(place: tuple[tuple[str, ...], int]) -> tuple[int, bool]:
        key, _ = place
        shared = _shared(key, path)
        return shared, key[:shared] == path[:shared]

    _, offset = max(chain([((), 0)], _keys(text)), key=likeness)
    return text.count("\n", 0, offset) + 1


def _keys(text: str) -> Iterator[tuple[tuple[str, ...], int]]:
    """Give the whole path of each table and key, in order, and its offset."""
    table: tuple[str, ...] = ()
    for token in _TOKEN.finditer(text):
        if token["table"]:
            table = tuple(_parts(token["table"]))
            yield table, token.start("table")
        elif token["key"]:
            yield (*table, *_parts(token["key"])), token.start("key")


def _shared(key: Sequence[str], other: Sequence[str]) -> int:
    """Count the parts that two keys begin with in common."""
    same = (one.replace("_", "-") == two.replace("_", "-") for one, two in zip(key, other, strict=False))
    return sum(takewhile(bool, same))


def _parts(key: str) -> Iterator[str]:
    """Give the parts of a dotted key, without quotes."""
    import tomllib  # noqa: PLC0415 - only an error asks for a line

    table = tomllib.loads(f"{key} = 0")
    while isinstance(table, dict):
        [(part, table)] = table.items()
        yield part
