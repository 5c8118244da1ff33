"""Properties in the body of a note: `key:: value` lines and `[key:: value]` brackets, and what nearly is one."""

import re
from bisect import bisect_right
from functools import lru_cache
from typing import NamedTuple

from msgspec import structs

from wikilsp.settings import Dialect
from wikilsp.syntax.facts import Candidate, Property, Tag
from wikilsp.syntax.facts import Scope as PropertyScope
from wikilsp.syntax.facts_builder import FactsBuilder
from wikilsp.syntax.keys import LONGEST, KeyLine, is_bookkeeping, is_key, key_id, split_key_line
from wikilsp.syntax.scope import Scope
from wikilsp.syntax.tags import TAG_CHAR
from wikilsp.syntax.values import has_too_many_items, typed_value
from wikilsp.text import Span

_LINKS_AND_TAGS = re.compile(rf"(?:(?:!?\[\[[^\[\]\r\n]+\]\]|#{TAG_CHAR}+)[\s,]*)+")
_SINGLE_COLON = re.compile(r"([^:\r\n]{1,100}):(?=\s|\Z)")
_BAD_KEY = re.compile(r"""[^\s"'`<>\[\]{}|\\:]+(?: [^\s"'`<>\[\]{}|\\:]+)*""")
_LINE_END = re.compile(r"[\r\n]")
_BRACKET_LOOK = LONGEST + 8
"""How far behind a bracket what decides about its key can stand: `::`, an emphasis marker, and a blank."""
_HEAD_KEYS = frozenset(("tags", "tag", "alias", "aliases", "cssclasses", "type", "up"))
_ALWAYS_LISTS = ("tags", "tag", "alias", "aliases", "cssclasses")


class Owner(NamedTuple):
    """A list item that owns properties: its identity, and the row that it begins on (0-based)."""

    id: int
    row: int


class PropertyReader:
    """Turns keys and values into properties, with the list keys of one dialect."""

    def __init__(self, found: FactsBuilder, dialect: Dialect) -> None:
        self.found = found
        self.dialect = dialect
        self._list_keys = list_key_ids(dialect.list_keys)

    def is_list_key(self, key: str) -> bool:
        """Does this key hold a list by its name?"""
        return key_id(key) in self._list_keys

    def add(
        self, scope: Scope, key: tuple[int, int], value: tuple[int, int], kind: PropertyScope, owner: int = -1
    ) -> Property:
        """Add the property with this key and value, given in offsets into the scope."""
        name, text = scope.text[slice(*key)], scope.text[slice(*value)]
        typed, items, empty = typed_value(
            text, scope.base + value[0], is_list_key=self.is_list_key(name), dialect=self.dialect
        )
        made = Property(name, key_id(name), scope.span(*key), typed, items, kind, owner, quiet=self.found.quiet)
        self.found.properties.append(made)
        if has_too_many_items(text):
            self.found.candidate(Candidate("large-note", typed.span, "items"))
        for span in empty:
            self.found.candidate(Candidate("empty-list-item", span, name))
        if self.dialect.preset == "logseq":
            self._as_logseq(made)
        return made

    def _as_logseq(self, made: Property) -> None:
        """In Logseq a quoted value holds no reference, and the words of `tags::` are page tags."""
        value = made.value
        if value.text.startswith('"') and value.type == "text":
            self.found.without_references.append(value.span)
        elif made.id in ("tags", "tag"):
            for item in made.items:
                if item.type != "link" and not item.text.startswith("#"):
                    self.found.tag(Tag(item.text, item.span))


@lru_cache(maxsize=16)
def list_key_ids(more: tuple[str, ...]) -> frozenset[str]:
    """Give the identities of the keys that hold a list by their name: the common ones and these."""
    return frozenset(key_id(key) for key in (*_ALWAYS_LISTS, *more))


class LineProperties:
    """Reads the property lines of a note, block by block, and keeps what decides whether a near miss is one."""

    def __init__(self, reader: PropertyReader, *, head: bool) -> None:
        self.reader = reader
        self.found = reader.found
        self.dialect = reader.dialect
        self.head = head
        """Nothing but properties, and lines that look like one, has been seen so far."""
        self.first_block = True
        """The next block is the one that holds the page's properties, for `properties.scope = "first-block"`."""
        self._valid: set[int] = set()
        self._near: list[tuple[int, Candidate, bool]] = []
        self._above: tuple[int, Scope, int, int] | None = None
        """The last line with one colon that is not reported unless a property follows: its row, and where it is."""
        self._allowed: dict[int, int] = {}

    def may_be_in(self, scope: Scope) -> bool:
        """Tell whether the next paragraph is to be read. If not, it is passed."""
        if self.head or "::" in scope.text:
            return True
        self.first_block = False
        return False

    def read(self, scope: Scope, lines: list[Span], first_row: int, item: Owner | None, opaque: list[Span]) -> None:
        """Read the content lines of one paragraph. `item` is the list item it stands in."""
        page_block, self.first_block = self.first_block and item is None, False
        for row, line in enumerate(lines, first_row):
            start, end = line.start - scope.base, line.end - scope.base
            split = split_key_line(scope.text, start, end)
            if split and hidden(opaque, split.key[0], split.separator_end):
                split = None
            ok = self._line(scope, row, split, item, in_scope=page_block or item is not None)
            page_block = page_block and ok
            if self.head and not ok:
                self.head = item is None and self._single_colon(scope, row, start, end)

    def _line(self, scope: Scope, row: int, split: KeyLine | None, item: Owner | None, *, in_scope: bool) -> bool:
        """Read one line; tell whether it is a property."""
        if split is None or (self.dialect.property_scope == "first-block" and not in_scope):
            return False
        key = scope.text[slice(*split.key)]
        fits = is_key(key, self.dialect.max_key_words)
        exact = self.dialect.separator_space == "optional" or not (split.spaced or split.glued)
        if not (fits and exact):
            self._near_miss(scope, row, split, key, fits=fits)
            return False
        if item is not None and row > self._allowed.get(item.id, item.row + 1):
            span = scope.span(split.key[0], max(split.value[1], split.separator_end))
            at = span if self._fits_in_brackets(scope, split) else None
            if not is_bookkeeping(key_id(key)):
                self.found.candidate(Candidate("property-after-text", span, key, at))
            return False
        if item is not None:
            self._allowed[item.id] = row + 1
        self.reader.add(scope, split.key, split.value, "page" if item is None else "block", item.id if item else -1)
        self._valid.add(row)
        if self._above:
            self._add_single_colon(*self._above)
            self._above = None
        return True

    def _fits_in_brackets(self, scope: Scope, split: KeyLine) -> bool:
        """Would `[key:: value]` say the same? Logseq does not read it, and a bracket in the value may end it early."""
        value = scope.text[slice(*split.value)]
        wrapped = split.separator != split.key[1] or split.separator_end != split.separator + 2
        wrapped = wrapped or scope.text[split.key[0] - 1 : split.key[0]] in tuple("*_~=")
        balanced = value.count("[") == value.count("]")
        return self.dialect.preset != "logseq" and bool(value) and balanced and not wrapped

    def _near_miss(self, scope: Scope, row: int, split: KeyLine, key: str, *, fits: bool) -> None:
        span = scope.span(split.key[0], split.separator_end)
        value = scope.text[slice(*split.value)]
        by_value = fits and " " not in key and bool(_LINKS_AND_TAGS.fullmatch(value))
        if not key:
            if not split.glued and value:
                separator = scope.span(split.separator, split.separator + 2)
                self._near.append((row, Candidate("property-empty-key", separator), False))
        elif fits and split.spaced:
            at = scope.span(split.key[1], split.value[0])
            self._near.append((row, Candidate("property-space-before-separator", span, key, at), by_value))
        elif fits:
            at = scope.span(split.separator_end, split.separator_end)
            self._near.append((row, Candidate("property-missing-space", span, key, at), by_value))
        elif not (split.spaced or split.glued) and self._is_bad_key(key):
            self._near.append((row, Candidate("property-bad-key", scope.span(*split.key), key), False))

    def _is_bad_key(self, key: str) -> bool:
        words_fit = key.count(" ") < self.dialect.max_key_words
        return words_fit and bool(_BAD_KEY.fullmatch(key)) and any(char.isalpha() for char in key)

    def _single_colon(self, scope: Scope, row: int, start: int, end: int) -> bool:
        """Is this line of the note's head a property with one colon? Then it is kept as a near miss."""
        match = _SINGLE_COLON.match(scope.text, start, end)
        if not match or not is_key(match[1], self.dialect.max_key_words):
            return False
        key = match[1]
        colon_end = match.end()
        by_value = key_id(key) in _HEAD_KEYS and bool(_LINKS_AND_TAGS.fullmatch(scope.text[colon_end:end].strip()))
        if by_value or row - 1 in self._valid:
            self._add_single_colon(row, scope, start, colon_end, by_value=by_value)
        else:
            # There may be very many of these, and only what stands directly above a property is reported.
            self._above = (row, scope, start, colon_end)
        return True

    def _add_single_colon(self, row: int, scope: Scope, start: int, end: int, *, by_value: bool = False) -> None:
        at = scope.span(end, end)
        candidate = Candidate("single-colon-property", scope.span(start, end), scope.text[start : end - 1], at)
        self._near.append((row, candidate, by_value))

    def other_block(self, *, is_title: bool) -> None:
        """Pass a block that holds no property lines. The page's properties may stand behind its title."""
        self.head = False
        self.first_block = is_title

    def finish(self) -> None:
        """Keep the near misses that touch a property line, or whose value is nothing but links and tags."""
        for row, candidate, by_value in self._near:
            touches = row - 1 in self._valid or row + 1 in self._valid
            if touches or by_value:
                self.found.candidate(structs.replace(candidate, sure=touches))


def hidden(opaque: list[Span], start: int, end: int) -> bool:
    """Tell whether a range meets opaque text. Ranges are in order and do not overlap."""
    index = bisect_right(opaque, (start, end))
    return (index > 0 and opaque[index - 1].end > start) or (index < len(opaque) and opaque[index].start < end)


def read_brackets(scope: Scope, starts: list[int], opaque: list[Span], reader: PropertyReader) -> None:
    """Read the inline properties of a scope. `starts` are the brackets that may begin one."""
    done, pairs, line, text_end = -1, {}, Span(0, 0), 0
    for start in starts:
        if start < done or hidden(opaque, start, start + 1):
            continue
        if start >= line.end:
            line = _line_around(scope.text, start, line.end)
            pairs = _bracket_pairs(scope.text, line, opaque)
            text_end = line.start + len(scope.text[line.start : line.end].rstrip())
        # No more of the line is looked at than a key takes: there may be very many brackets.
        split = split_key_line(scope.text, start + 1, min(line.end, start + _BRACKET_LOOK))
        if not split or not is_key(scope.text[slice(*split.key)], reader.dialect.max_key_words):
            continue
        exact = reader.dialect.separator_space == "optional" or not (split.spaced or split.glued)
        if split.key[0] != start + 1 or not exact or split.separator_end != split.separator + 2:
            continue
        close = pairs.get(start)
        if close is None:
            if scope.text[start] == "[":
                key = scope.text[slice(*split.key)]
                places = scope.span(start, text_end), scope.span(text_end, text_end)
                reader.found.candidate(Candidate("unclosed-inline-property", places[0], key, places[1]))
        elif scope.text[start] == "(" or not scope.text.startswith("(", close + 1):
            value = scope.text[split.separator_end : close]
            left = split.separator_end + len(value) - len(value.lstrip())
            right = split.separator_end + len(value.rstrip())
            span = (left, right) if left < right else (split.separator_end, split.separator_end)
            reader.add(scope, split.key, span, "inline")
            done = close


def _line_around(text: str, offset: int, after: int) -> Span:
    """Find the line of an offset; all before `after` is known to be in other lines."""
    start = max(text.rfind("\n", after, offset) + 1, text.rfind("\r", after, offset) + 1, after)
    end = _LINE_END.search(text, offset)
    return Span(start, end.start() if end else len(text))


_BRACKET = re.compile(r"\\.|[\[\]()]")


def _bracket_pairs(text: str, line: Span, opaque: list[Span]) -> dict[int, int]:
    """Match the brackets of a line, each kind by itself; those in code, links and after a backslash do not count."""
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


def becomes_heading(scope: Scope, lines: list[Span], dialect: Dialect) -> tuple[Span, str] | None:
    """Is the last line of this setext heading a property, so that its underline was meant as something else?

    Gives the span of the property and its key.
    """
    start, end = lines[-1].start - scope.base, lines[-1].end - scope.base
    split = split_key_line(scope.text, start, end)
    if not split or (dialect.separator_space == "required" and (split.spaced or split.glued)):
        return None
    key = scope.text[slice(*split.key)]
    if not is_key(key, dialect.max_key_words):
        return None
    return scope.span(split.key[0], max(split.value[1], split.separator_end)), key
