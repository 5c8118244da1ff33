"""Finds the lines of the keys in a TOML text, in one pass before the text is parsed.

The pass also rejects input that takes `tomllib` quadratic time or makes it fail: very long keys and numbers, and deeply
nested brackets. It agrees with `tomllib` about strings and comments up to the first syntax error.
"""

import re
from collections.abc import Iterator

MOST_PARTS = 20
"""Limit on the parts of a dotted key. Settings use three, and other tools hardly more."""
DEEPEST = 100
"""Limit on the nesting of brackets. Settings use two levels."""
LONGEST_WORD = 1_000
"""Limit on the length of a number, a date and a bare key. Python refuses to parse numbers of 5,000 digits."""

# An unclosed string extends to the end of its line or of the text, so that nothing is scanned twice.
_TOKEN = re.compile(
    r'''
      (?P<text> """ (?>(?:[^"\\] | \\. | "(?!""))*) (?:"{3,5} | \Z)
              | \'\'\' (?>(?:[^'] | '(?!\'\'))*) (?:'{3,5} | \Z)
              | " (?>(?:[^"\\\n] | \\[^\n])*) "?
              | ' [^'\n]*+ '? )
    | \#[^\n]*+
    | (?P<word> [A-Za-z0-9_+:-]++ )
    | (?P<mark> [.=,{}\[\]\n] )
    ''',
    re.DOTALL | re.VERBOSE,
)

Key = tuple[str, ...]


class TomlLimitError(ValueError):
    """A TOML text exceeds a limit, at the 1-based `line`."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


class Keys:
    """The keys and tables of a TOML text.

    Raise `TomlLimitError` if the text exceeds a limit.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._spelled: dict[Key, int] = {}
        """The offset of each key and of each table with keys, as spelled."""
        self._normalized: dict[Key, int] = {}
        """The same with `-` for `_`."""
        for key, offset in _Scan(text).read():
            for length in range(1, len(key) + 1):
                self._spelled.setdefault(key[:length], offset)
                self._normalized.setdefault(_normalize(key[:length]), offset)

    def line(self, path: Key) -> int:
        """Return the 1-based line of the key at `path`.

        A key without a line of its own, such as one in an inline table, has the line of its table. `-` and `_` are
        equivalent, but an exact match is preferred.
        """
        for length in range(len(path), 0, -1):
            start = path[:length]
            offset = self._spelled.get(start, self._normalized.get(_normalize(start)))
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
        """The number of open brackets of a table header."""
        self._is_start = True
        """Whether only brackets have been read so far on a line that may begin with a key or a table header."""
        self._parts: list[str] = []
        """The parts of the dotted key being read, as written."""
        self._is_dotted = False
        self._offset = 0
        self._is_first = False
        """Whether the key being read is the first token of its line."""

    def read(self) -> Iterator[tuple[Key, int]]:
        """Yield the full path of each table and key, in order, with its offset."""
        for token in _TOKEN.finditer(self._text):
            match token.lastgroup:
                case "text" | "word":
                    self._read_part(token)
                case "mark":
                    if self._read_mark(token[0], token.start()):
                        key = (*self._table, *map(_unquote, self._parts))
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
        """Process a punctuation mark. Return True if it completes the key before it."""
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
                self._refuse("its brackets are nested too deeply", offset)
        elif mark in "]}":
            self._depth = max(self._depth - 1, 0)
        return mark == "=" and self._depth == 0 and self._is_first

    def _refuse(self, message: str, offset: int) -> None:
        raise TomlLimitError(_line(self._text, offset), message)


def _line(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def _normalize(key: Key) -> Key:
    return tuple(part.replace("_", "-") for part in key)


def _unquote(part: str) -> str:
    """Return a part of a key without its quotes, or as written if it is not valid TOML."""
    if part[0] not in "\"'":
        return part
    if "\\" not in part or part[0] == "'":
        return part[1:-1]
    import tomllib  # noqa: PLC0415 - escapes in keys are rare

    try:
        return str(tomllib.loads(f"key = {part}")["key"])
    except tomllib.TOMLDecodeError:
        return part
