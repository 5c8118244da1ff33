"""Where the keys of a TOML text stand, found in one pass before the text is parsed. Knows no setting by name.

The pass also refuses what `tomllib` takes quadratic time for, or cannot read at all: very long keys and numbers, and
very deep brackets. It agrees with `tomllib` on where strings and comments are, up to the first thing that is no TOML.
"""

import re
from collections.abc import Iterator

MOST_PARTS = 20
"""Parts of a dotted key. Settings have three, and those of other tools have not many more."""
DEEPEST = 100
"""Brackets in brackets. Settings have two."""
LONGEST_WORD = 1_000
"""Characters of a number, date or key without quotes. Python itself reads no number of 5,000 digits."""

# What is not closed reaches to its line's or the text's end, so that nothing is looked at twice.
_TOKEN = re.compile(
    r'''
      (?P<text> """ (?:[^"\\] | \\. | "(?!""))*+ (?:"{3,5} | \Z)
              | \'\'\' (?:[^'] | '(?!\'\'))*+ (?:'{3,5} | \Z)
              | " (?:[^"\\\n] | \\[^\n])*+ "?
              | ' [^'\n]*+ '? )
    | \#[^\n]*+
    | (?P<word> [A-Za-z0-9_+:-]++ )
    | (?P<mark> [.=,{}\[\]\n] )
    ''',
    re.DOTALL | re.VERBOSE,
)

Key = tuple[str, ...]


class TomlLimitError(ValueError):
    """A TOML text goes beyond a limit, at the 1-based `line`."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


class Keys:
    """The keys and tables of a TOML text. Making it raises `TomlLimitError`."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._spelled: dict[Key, int] = {}
        """The offset of each key, and of each table that one is in."""
        self._alike: dict[Key, int] = {}
        """The same, where `-` and `_` are the same."""
        for key, offset in _Scan(text).found():
            for length in range(1, len(key) + 1):
                self._spelled.setdefault(key[:length], offset)
                self._alike.setdefault(_alike(key[:length]), offset)

    def line(self, path: Key) -> int:
        """Return the 1-based line where the key at `path` stands.

        For a key that has no line of its own, such as one in an inline table, it is the line of the table. `-` and `_`
        are the same, but a key that is spelled as `path` is comes first.
        """
        for length in range(len(path), 0, -1):
            start = path[:length]
            offset = self._spelled.get(start, self._alike.get(_alike(start)))
            if offset is not None:
                return _line(self._text, offset)
        return 1


class _Scan:
    """One pass over a text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._table: Key = ()
        self._depth = 0
        self._header = 0
        """How many brackets of a table's name are open."""
        self._is_start = True
        """Nothing but a bracket has come yet in a line that a key or table may stand in."""
        self._parts: list[str] = []
        """The parts of the dotted key that is being read, as they are written."""
        self._is_dotted = False
        self._offset = 0
        self._is_first = False
        """This key is the first thing of its line."""

    def found(self) -> Iterator[tuple[Key, int]]:
        """Return the whole path of each table and key, in order, and its offset."""
        for token in _TOKEN.finditer(self._text):
            match token.lastgroup:
                case "text" | "word":
                    self._read_part(token)
                case "mark":
                    if self._read_mark(token[0], token.start()):
                        key = (*self._table, *map(_unquoted, self._parts))
                        if token[0] == "]":
                            self._table = key
                        yield key, self._offset

    def _read_part(self, token: re.Match[str]) -> None:
        if token.lastgroup == "word" and len(token[0]) > LONGEST_WORD:
            self._refuse(f"a number or name is longer than {LONGEST_WORD:,} characters", token.start())
        if not self._is_dotted:
            self._parts = []
            self._offset = token.start()
            self._is_first = self._is_start
        self._is_start = self._is_dotted = False
        self._parts.append(token[0])
        if len(self._parts) > MOST_PARTS:
            self._refuse(f"a key has more than {MOST_PARTS} parts", self._offset)

    def _read_mark(self, mark: str, offset: int) -> bool:
        """Take in a bracket or the like; return whether the key before it is complete."""
        self._is_dotted = mark == "."
        if mark == "\n":
            self._is_start = self._depth == 0
            self._header = 0
            self._parts = []
        elif mark == "[" and self._is_start and self._header < 2:
            self._header += 1
            self._table = ()
        elif mark == "]" and self._header:
            self._header = 0
            return bool(self._parts)
        elif mark in "[{":
            self._depth += 1
            if self._depth > DEEPEST:
                self._refuse("its brackets are nested too deep", offset)
        elif mark in "]}":
            self._depth = max(self._depth - 1, 0)
        return mark == "=" and self._depth == 0 and self._is_first

    def _refuse(self, message: str, offset: int) -> None:
        raise TomlLimitError(_line(self._text, offset), message)


def _line(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def _alike(key: Key) -> Key:
    return tuple(part.replace("_", "-") for part in key)


def _unquoted(part: str) -> str:
    """Return a part of a key without quotes; one that is no TOML as it is written."""
    if part[0] not in "\"'":
        return part
    if "\\" not in part or part[0] == "'":
        return part[1:-1]
    import tomllib  # noqa: PLC0415 - hardly any key has an escape in it

    try:
        return str(tomllib.loads(f"key = {part}")["key"])
    except tomllib.TOMLDecodeError:
        return part
