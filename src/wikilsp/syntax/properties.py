"""Reads properties in the body of a note, `key:: value` and `[key:: value]`, and the near misses of their syntax."""

import re
from bisect import bisect_right
from functools import lru_cache

from msgspec import Struct, structs

from wikilsp.settings import Dialect
from wikilsp.syntax.facts import Candidate, Property, PropertyScope, Tag
from wikilsp.syntax.facts_builder import FactsBuilder
from wikilsp.syntax.keys import LONGEST, KeyLine, is_bookkeeping, is_key, key_id, key_start, split_key_line
from wikilsp.syntax.loose_lines import LooseLine, is_value, touching
from wikilsp.syntax.scope import Scope
from wikilsp.syntax.tags import TAG_CHAR
from wikilsp.syntax.values import has_too_many_items, typed_value
from wikilsp.text import Span, build

_LINKS_AND_TAGS = re.compile(rf"(?:(?:!?\[\[[^\[\]\r\n]+\]\]|#{TAG_CHAR}+)[\s,]*)+")
_SINGLE_COLON = re.compile(r"([^:\r\n]{1,100}):(?=\s|\Z)")
_BAD_KEY = re.compile(r"""[^\s"'`<>\[\]{}|\\:]+(?: [^\s"'`<>\[\]{}|\\:]+)*""")
_LINE_END = re.compile(r"[\r\n]")
_BRACKET_LOOK = LONGEST + 8
"""The distance from a bracket within which its key, `::`, an emphasis marker and a space must be."""
_HEAD_KEYS = frozenset(("tags", "tag", "alias", "aliases", "cssclasses", "type", "up"))
_ALWAYS_LISTS = ("tags", "tag", "alias", "aliases", "cssclasses")


class Owner(Struct, frozen=True, gc=False):
    """A list item with properties: its identity, and its first row (0-based)."""

    id: int
    row: int


class PropertyReader:
    """Adds properties to the facts, with the list keys of a dialect."""

    def __init__(self, builder: FactsBuilder, dialect: Dialect) -> None:
        self.builder = builder
        self.dialect = dialect
        self._list_keys = list_key_ids(dialect.list_keys)

    def is_list_key(self, identity: str) -> bool:
        """Whether the value of the key with this id is always a list."""
        return identity in self._list_keys

    def add(
        self, scope: Scope, key: tuple[int, int], value: tuple[int, int], kind: PropertyScope, owner: int = -1
    ) -> Property:
        """Add a property with this key and value."""
        name, text = scope.text[key[0] : key[1]], scope.text[value[0] : value[1]]
        identity = key_id(name)
        is_list_key = self.is_list_key(identity)
        typed, items, empty = typed_value(text, value[0], is_list_key=is_list_key, dialect=self.dialect)
        made = Property(name, identity, build(Span, key), typed, items, kind, owner, self.builder.quiet)
        self.builder.properties.append(made)
        if has_too_many_items(text):
            self.builder.add_candidate(Candidate("large-note", typed.span, "items"))
        for span in empty:
            self.builder.add_candidate(Candidate("empty-list-item", span, name))
        if self.dialect.preset == "logseq":
            self._apply_logseq_rules(made)
        return made

    def _apply_logseq_rules(self, made: Property) -> None:
        """Ignore links and tags in a quoted value, and add the items of `tags::` as tags."""
        value = made.value
        if value.text.startswith('"') and value.type == "text":
            self.builder.without_references.append(value.span)
        elif made.id in ("tags", "tag"):
            for item in made.items:
                if item.type != "link" and not item.text.startswith("#"):
                    self.builder.add_tag(Tag(item.text, item.span))


@lru_cache(maxsize=16)
def list_key_ids(more: tuple[str, ...]) -> frozenset[str]:
    """Return the normalized keys whose value is always a list: the common ones and `more`."""
    return frozenset(key_id(key) for key in (*_ALWAYS_LISTS, *more))


class LineProperties:
    """Reads the property lines of a note block by block. Near misses are decided at the end."""

    def __init__(self, reader: PropertyReader, *, head: bool, has_separators: bool) -> None:
        self.reader = reader
        self.builder = reader.builder
        self.dialect = reader.dialect
        self.has_separators = has_separators
        """Whether there may be a `::` in the note."""
        self.head = head
        """Whether only properties, and lines that look like properties, have been read so far."""
        self.first_block = True
        """Whether the next block may hold the properties of the page, for `properties.scope = "first-block"`."""
        self._valid: set[int] = set()
        self._near: list[tuple[int, Candidate, bool]] = []
        self._loose: list[LooseLine] = []
        self._above: tuple[int, Scope, int, int] | None = None
        """The position of the last `key: value` line, which is a near miss only if a property follows."""
        self._allowed: dict[int, int] = {}

    def may_be_in(self, scope: Scope) -> bool:
        """Whether the next paragraph may have property lines. If not, it is skipped and must not be read."""
        if self.head or (self.has_separators and scope.text.find("::", scope.start, scope.end) >= 0):
            return True
        self.first_block = False
        return False

    def read(self, scope: Scope, lines: list[Span], first_row: int, item: Owner | None, opaque: list[Span]) -> None:
        """Read the content lines of a paragraph. `item` is the list item that contains it."""
        page_block, self.first_block = self.first_block and item is None, False
        for row, line in enumerate(lines, first_row):
            start = key_start(scope.text, *line, self.dialect)
            split = split_key_line(scope.text, start, line.end)
            if split and is_hidden(opaque, split.key[0], split.separator_end):
                split = None
            ok = self._line(scope, row, split, item, in_scope=page_block or item is not None)
            page_block = page_block and ok
            if self.head and not ok:
                self.head = item is None and self._single_colon(scope, row, *line)

    def _line(self, scope: Scope, row: int, split: KeyLine | None, item: Owner | None, *, in_scope: bool) -> bool:
        """Read a line. Return True if it is a property, or may turn out to be one."""
        if split is None or (self.dialect.property_scope == "first-block" and not in_scope):
            return False
        key = scope.text[slice(*split.key)]
        fits = is_key(key, self.dialect.max_key_words)
        exact = not (split.spaced or split.glued)
        loose = fits and not exact and self.dialect.separator_space == "optional"
        if not (fits and (exact or loose)):
            self._near_miss(scope, row, split, key, fits=fits)
            return False
        if loose and not is_value(scope.text[slice(*split.value)]):
            return self._loose_line(scope, row, split, item)
        if item is not None and row > self._allowed.get(item.id, item.row + 1):
            span = Span(split.key[0], max(split.value[1], split.separator_end))
            at = span if self._fits_in_brackets(scope, split) else None
            if not is_bookkeeping(key_id(key)):
                self.builder.add_candidate(Candidate("property-after-text", span, key, at))
            return False
        if item is not None:
            self._allowed[item.id] = row + 1
        self._add(scope, split, item.id if item else -1)
        self._valid.add(row)
        self._end_single_colons()
        return True

    def _loose_line(self, scope: Scope, row: int, split: KeyLine, item: Owner | None) -> bool:
        """Remember a line that is a property if it touches one. Return False if it cannot be one."""
        if item is not None and row > self._allowed.get(item.id, item.row + 1):
            return False
        if item is not None:
            self._allowed[item.id] = row + 1
        self._loose.append(LooseLine(row, scope, split, item.id if item else -1))
        self._end_single_colons()
        return True

    def _add(self, scope: Scope, split: KeyLine, owner: int) -> None:
        self.reader.add(scope, split.key, split.value, "page" if owner < 0 else "block", owner)

    def _fits_in_brackets(self, scope: Scope, split: KeyLine) -> bool:
        """Whether `[key:: value]` would be the same property.

        Logseq does not support brackets, and a bracket in the value may end the property early.
        """
        value = scope.text[slice(*split.value)]
        wrapped = split.separator != split.key[1] or split.separator_end != split.separator + 2
        wrapped = wrapped or scope.text[split.key[0] - 1 : split.key[0]] in tuple("*_~=")
        balanced = value.count("[") == value.count("]")
        return self.dialect.preset != "logseq" and bool(value) and balanced and not wrapped

    def _near_miss(self, scope: Scope, row: int, split: KeyLine, key: str, *, fits: bool) -> None:
        span = Span(split.key[0], split.separator_end)
        value = scope.text[slice(*split.value)]
        by_value = fits and " " not in key and bool(_LINKS_AND_TAGS.fullmatch(value))
        if not key:
            if not split.glued and value:
                separator = Span(split.separator, split.separator + 2)
                self._near.append((row, Candidate("property-empty-key", separator), False))
        elif fits and split.spaced:
            at = Span(split.key[1], split.value[0])
            self._near.append((row, Candidate("property-space-before-separator", span, key, at), by_value))
        elif fits:
            at = Span(split.separator_end, split.separator_end)
            self._near.append((row, Candidate("property-missing-space", span, key, at), by_value))
        elif not (split.spaced or split.glued) and self._is_bad_key(key):
            self._near.append((row, Candidate("property-bad-key", Span(*split.key), key), False))

    def _is_bad_key(self, key: str) -> bool:
        words_fit = key.count(" ") < self.dialect.max_key_words
        return words_fit and bool(_BAD_KEY.fullmatch(key)) and any(char.isalpha() for char in key)

    def _single_colon(self, scope: Scope, row: int, start: int, end: int) -> bool:
        """Return True if a line at the start of the note has the form `key: value`. It becomes a near miss."""
        match = _SINGLE_COLON.match(scope.text, start, end)
        if not match or not is_key(match[1], self.dialect.max_key_words):
            return False
        key = match[1]
        colon_end = match.end()
        by_value = key_id(key) in _HEAD_KEYS and bool(_LINKS_AND_TAGS.fullmatch(scope.text[colon_end:end].strip()))
        if by_value or row - 1 in self._valid:
            self._add_single_colon(row, scope, start, colon_end, by_value=by_value)
        else:
            # There may be very many of these, and only the one directly above a property is reported.
            self._above = (row, scope, start, colon_end)
        return True

    def _end_single_colons(self) -> None:
        """Keep the `key: value` line above as a near miss, since a property follows it."""
        if self._above:
            self._add_single_colon(*self._above)
            self._above = None

    def _add_single_colon(self, row: int, scope: Scope, start: int, end: int, *, by_value: bool = False) -> None:
        at = Span(end, end)
        candidate = Candidate("single-colon-property", Span(start, end), scope.text[start : end - 1], at)
        self._near.append((row, candidate, by_value))

    def other_block(self, *, is_title: bool) -> None:
        """Skip a block without property lines. After a title, the next block may hold the properties of the page."""
        self.head = False
        self.first_block = is_title

    def finish(self) -> None:
        """Add the loose lines that touch a property line, and candidates for near misses.

        These touch a property line as well, or have a value of nothing but links and tags.
        """
        for line in touching(self._loose, self._valid):
            self._add(line.scope, line.split, line.owner)
        for row, candidate, by_value in self._near:
            touches = row - 1 in self._valid or row + 1 in self._valid
            if touches or by_value:
                self.builder.add_candidate(structs.replace(candidate, sure=touches))


def is_hidden(opaque: list[Span], start: int, end: int) -> bool:
    """Whether a range overlaps opaque text. The opaque spans are in order and do not overlap each other."""
    index = bisect_right(opaque, (start, end))
    return (index > 0 and opaque[index - 1].end > start) or (index < len(opaque) and opaque[index].start < end)


def read_brackets(scope: Scope, starts: list[int], opaque: list[Span], reader: PropertyReader) -> None:
    """Add the inline properties of a scope. `starts` are the offsets of the brackets that may start one."""
    done, pairs, line, text_end = -1, {}, Span(scope.start, scope.start), 0
    for start in starts:
        if start < done or is_hidden(opaque, start, start + 1):
            continue
        if start >= line.end:
            line = _line_around(scope, start, line.end)
            pairs = _bracket_pairs(scope.text, line, opaque)
            text_end = line.start + len(scope.text[line.start : line.end].rstrip())
        # Look only as far as a key can reach, since there may be very many brackets.
        key_at, look_end = start + 1, min(line.end, start + _BRACKET_LOOK)
        key_at = key_start(scope.text, key_at, look_end, reader.dialect)
        split = split_key_line(scope.text, key_at, look_end)
        if not split or not is_key(scope.text[slice(*split.key)], reader.dialect.max_key_words):
            continue
        exact = reader.dialect.separator_space == "optional" or not (split.spaced or split.glued)
        is_bare = split.key[0] == start + 1 and split.separator_end == split.separator + 2
        if not exact or not (is_bare or reader.dialect.preset == "dataview"):
            continue
        close = pairs.get(start)
        if close is None:
            if scope.text[start] == "[":
                key = scope.text[slice(*split.key)]
                places = Span(start, text_end), Span(text_end, text_end)
                reader.builder.add_candidate(Candidate("unclosed-inline-property", places[0], key, places[1]))
        elif scope.text[start] == "(" or not scope.text.startswith("(", close + 1):
            value = scope.text[split.separator_end : close]
            left = split.separator_end + len(value) - len(value.lstrip())
            right = split.separator_end + len(value.rstrip())
            span = (left, right) if left < right else (split.separator_end, split.separator_end)
            reader.add(scope, split.key, span, "inline")
            done = close


def _line_around(scope: Scope, offset: int, after: int) -> Span:
    """Return the span of the line with this offset, which does not start before `after`."""
    text = scope.text
    start = max(text.rfind("\n", after, offset) + 1, text.rfind("\r", after, offset) + 1, after)
    end = _LINE_END.search(text, offset, scope.end)
    return Span(start, end.start() if end else scope.end)


_BRACKET = re.compile(r"\\.|[\[\]()]")


def _bracket_pairs(text: str, line: Span, opaque: list[Span]) -> dict[int, int]:
    """Return the closing bracket for each opening one of a line, matching each kind by itself.

    Brackets in opaque text and after a backslash do not count.
    """
    pairs: dict[int, int] = {}
    open_brackets: dict[str, list[int]] = {"[": [], "(": []}
    index = max(bisect_right(opaque, (line.start, line.start)) - 1, 0)
    pos = line.start
    while match := _BRACKET.search(text, pos, line.end):
        pos = match.end()
        while index < len(opaque) and opaque[index].end <= match.start():
            index += 1
        if index < len(opaque) and opaque[index].start <= match.start():
            pos = max(pos, opaque[index].end)
        elif match.group() in open_brackets:
            open_brackets[match.group()].append(match.start())
        elif match.group() in ("]", ")"):
            stack = open_brackets["[" if match.group() == "]" else "("]
            if stack:
                pairs[stack.pop()] = match.start()
    return pairs


def property_in_heading(scope: Scope, lines: list[Span], dialect: Dialect) -> tuple[Span, str] | None:
    """Return the span and key of a property in the last line of a setext heading, None if there is none.

    Then the underline was probably meant as something else.
    """
    split = split_key_line(scope.text, *lines[-1])
    # With a blank before `::` it is a property only where that is optional and its value says so.
    is_loose = dialect.separator_space == "optional" and is_value(scope.text[slice(*split.value)]) if split else False
    if not split or split.glued or (split.spaced and not is_loose):
        return None
    key = scope.text[slice(*split.key)]
    if not is_key(key, dialect.max_key_words):
        return None
    return Span(split.key[0], max(split.value[1], split.separator_end)), key
