"""YAML front matter: its properties, tags and links, and what is wrong with it. Knows nothing of the body."""

import re
from itertools import pairwise

from msgspec import structs

from wikilsp.settings import Dialect
from wikilsp.syntax.facts import Candidate, Link, Property, Tag, Value
from wikilsp.syntax.facts_builder import FactsBuilder
from wikilsp.syntax.inline import InlineScan
from wikilsp.syntax.keys import key_id
from wikilsp.syntax.limits import MOST_MARKS
from wikilsp.syntax.properties import PropertyReader
from wikilsp.syntax.scope import Scope
from wikilsp.syntax.tags import is_tag_name
from wikilsp.syntax.values import scalar_type, split_list
from wikilsp.syntax.wikilink import is_template, trim
from wikilsp.syntax.yaml_nodes import Node, YamlError, quoted, read_yaml, unescaped
from wikilsp.text import Span

_OPEN = re.compile(r"---[ \t]*(?:\r\n?|\n)")
_CLOSE = re.compile(r"(?:(?<=\n)|(?<=\r))(?:---|\.\.\.)[ \t]*+(?=[\r\n]|\Z)")
_LINE_END = re.compile(r"[\r\n]")
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n|\Z)")
_KEY_LINE = re.compile(r"[^\s#\-:,\[\]{}\"'&*!|>%@`][^:\r\n]*::?(?=\s|\Z)")
# No other line end may be tried for `\r\n`: it would double the tries with each blank line.
_LATE = re.compile(r"(?:[ \t]*(?:\r\n|\r(?!\n)|\n))+(?=---[ \t]*[\r\n])")
_YAML_LINE = re.compile(r"[ \t]*(?:#.*|-(?:[ \t].*)?)?|[ \t]+.*|[\w][\w ./-]*:(?:[ \t].*)?")
_LINK = r"!?\[\[(?!')[^\[\]\r\n\",]+\]\]"
_UNQUOTED = re.compile(
    rf"^[ \t]*+(?:-[ \t]++)*+(?:[^\s#\"'][^:\r\n\"']*:[ \t]+)?({_LINK}(?:[^\r\n#\\]*[^\s#\\])?)[ \t]*$",
    re.MULTILINE,
)
_ONE_LINK = re.compile(_LINK)
_LINKS = re.compile(rf"{_LINK}(?:[ \t]*,[ \t]*{_LINK})*")
_NUMBER = re.compile(r"\[\[\s*[-+]?[\d.]+\s*\]\]")
_SEPARATORS = re.compile(r"[^\s,]+")
TAG_KEYS = ("tags", "tag")
ALIAS_KEYS = ("alias", "aliases")
NAMING_KEYS = frozenset((*ALIAS_KEYS, "title"))
"""Ids of the properties that say what a note is called."""


def find_frontmatter(text: str, start: int) -> tuple[Span, int] | None:
    """Find the block at `start`: the span of the YAML between the `---` lines, and the offset behind the last one."""
    opening = _OPEN.match(text, start)
    if not opening:
        return None
    close = _CLOSE.search(text, opening.end())
    return (Span(opening.end(), close.start()), close.end()) if close else None


def has_too_many_marks(yaml: str) -> bool:
    """Whether the text of a block has too many parts to be read."""
    return len(yaml) > MOST_MARKS and sum(map(yaml.count, "\n\r,:-[]{}")) > MOST_MARKS


def late_frontmatter(text: str, start: int) -> Candidate | None:
    """Is there a block that would be front matter, but for blank lines before it?"""
    blank = _LATE.match(text, start)
    found = find_frontmatter(text, blank.end()) if blank else None
    if not blank or not found:
        return None
    rows = re.split(r"\r\n?|\n", text[found[0].start : found[0].end])
    if not any(_KEY_LINE.match(row) for row in rows) or not all(_YAML_LINE.fullmatch(row) for row in rows):
        return None
    return Candidate("late-frontmatter", Span(blank.end(), blank.end() + 3), "", Span(start, blank.end()))


class FrontMatter:
    """Reads one block into `found`."""

    def __init__(self, text: str, span: Span, reader: PropertyReader) -> None:
        self.text = text
        self.span = span
        self.reader = reader
        self.builder: FactsBuilder = reader.builder
        self.dialect: Dialect = reader.dialect
        self.template = is_template(text[span.start : span.end])

    def read(self) -> None:
        """Read the block: as YAML, or, where it is none, the lines of it that are."""
        if has_too_many_marks(self.text[self.span.start : self.span.end]):
            self.builder.add_candidate(Candidate("large-note", Span(self.span.start, self.span.start), "front matter"))
            return
        try:
            root = read_yaml(self.text[self.span.start : self.span.end], self.span.start)
        except YamlError as error:
            self._broken(error)
            return
        if root is None or (root.kind == "scalar" and not root.value):
            return
        if root.kind == "mapping":
            self._mapping(root)
        else:
            self._report("invalid-frontmatter", root.span, "expected “key: value” lines")

    def _report(self, kind: str, span: Span, text: str = "", at: Span | None = None) -> None:
        if not self.template:
            self.builder.add_candidate(Candidate(kind, span, text, at))

    # A block that is not YAML

    def _broken(self, error: YamlError) -> None:
        links = self._unquoted_lines()
        for span in links:
            self._report("frontmatter-unquoted-link", span, _as_yaml(self.text[span.start : span.end]))
        if not links or not self._is_yaml_without(links):
            self._report("invalid-frontmatter", self._place(error.offset), error.problem)
        self.template = self.template or bool(links)
        for chunk in self._chunks():
            self._read_chunk(chunk)

    def _place(self, offset: int) -> Span:
        """Give the rest of the line that YAML stumbled in, or its last character if YAML stumbled over its end."""
        offset = self._not_in_line_end(min(offset, max(self.span.end - 1, self.span.start)))
        line_end = _LINE_END.search(self.text, offset)
        end = line_end.start() if line_end else len(self.text)
        return Span(offset, end) if offset < end else Span(self._not_in_line_end(max(end - 1, self.span.start)), end)

    def _not_in_line_end(self, offset: int) -> int:
        """Step back if this is the second character of a line end: it may be two characters long."""
        return offset - 1 if self.text.startswith("\r\n", offset - 1) else offset

    def _unquoted_lines(self) -> list[Span]:
        piece = self.text[self.span.start : self.span.end].replace("\r", "\n")
        return [
            Span(self.span.start + match.start(1), self.span.start + match.end(1))
            for match in _UNQUOTED.finditer(piece)
            if not _NUMBER.fullmatch(match[1])
        ]

    def _is_yaml_without(self, links: list[Span]) -> bool:
        """Would the block be YAML if these links were quoted?"""
        parts: list[str] = []
        pos = self.span.start
        for link in links:
            parts += (self.text[pos : link.start], '"', "x" * (link.end - link.start - 2), '"')
            pos = link.end
        try:
            read_yaml("".join((*parts, self.text[pos : self.span.end])), 0)
        except YamlError:
            return False
        return True

    def _chunks(self) -> list[Span]:
        """Cut the block before each line that begins with a key."""
        starts, pos = [], self.span.start
        while pos < self.span.end:
            line = _LINE.match(self.text, pos, self.span.end)
            if _KEY_LINE.match(self.text, pos, self.span.end):
                starts.append(pos)
            pos = line.end() if line else self.span.end
        return [Span(*ends) for ends in pairwise([*starts, self.span.end])]

    def _read_chunk(self, chunk: Span) -> None:
        try:
            root = read_yaml(self.text[chunk.start : chunk.end], chunk.start)
        except YamlError:
            return
        if root and root.kind == "mapping":
            self._mapping(root)

    # A mapping

    def _mapping(self, root: Node) -> None:
        for key, value in root.pairs:
            if key.kind == "scalar":
                self._property(key, value)
            self._references(value, tags=key_id(key.value) not in TAG_KEYS)

    def _property(self, key: Node, value: Node) -> None:
        start, end = key.span
        if key.quoted:
            start, end = start + 1, end - 1
        elif key.plain and key.value.endswith(":") and end - start > 1:
            colon = end
            end -= 1
            # YAML reads the first of two colons as part of the key.
            self._report(
                "double-colon-in-frontmatter", Span(start, colon + 1), self.text[start:end], Span(colon, colon + 1)
            )
        name = self.text[start:end]
        typed, items = self._value(name, value, key)
        self.builder.properties.append(Property(name, key_id(name), Span(start, end), typed, items, "frontmatter"))
        if key_id(name) in TAG_KEYS:
            self._tags(value, items)
        if key_id(name) in ALIAS_KEYS:
            self.builder.aliases += (
                structs.replace(item, text=linked_name(item.text)) for item in self._names(value, items)
            )
        elif key_id(name) == "title" and typed.type != "null" and self.builder.title is None:
            self.builder.title = " ".join(linked_name(value.value if value.kind == "scalar" else typed.text).split())

    def _value(self, name: str, node: Node, key: Node) -> tuple[Value, tuple[Value, ...]]:
        span = self._value_span(node, key)
        text = self.text[span.start : span.end]
        if node.kind == "sequence":
            items = tuple(self._item(child) for child in node.children)
            return Value(text, "list", span), items
        if node.kind == "mapping":
            return Value(text, "text", span), ()
        if not node.quoted and self.reader.is_list_key(name) and "," in text and node.plain:
            return self._comma_list(name, text, span)
        value = self._item(node, span)
        return value, () if value.type == "null" else (value,)

    def _value_span(self, node: Node, key: Node) -> Span:
        if node.span.end > node.span.start:
            return self._trim(node.span)
        # Of a key without a colon, YAML puts the value where the next thing begins.
        has_colon = ":" in self.text[key.span.end : node.span.start]
        at = node.span.start if has_colon else key.span.end
        return Span(at, at)

    def _trim(self, span: Span) -> Span:
        """Leave out blanks at the edges: to YAML, not all that are blanks to Unicode are."""
        return Span(*trim(self.text, *span))

    def _comma_list(self, name: str, text: str, span: Span) -> tuple[Value, tuple[Value, ...]]:
        items = []
        for piece, with_comma in split_list(text, span.start):
            if piece.end > piece.start:
                written = self.text[piece.start : piece.end]
                items.append(Value(written, scalar_type(written) or "text", piece))
            else:
                self._report("empty-list-item", with_comma, name)
        return Value(text, "list", span), tuple(items)

    def _item(self, node: Node, span: Span | None = None) -> Value:
        span = self._trim(span or node.span)
        text = self.text[span.start : span.end]
        if node.kind != "scalar":
            return Value(text, "list" if node.kind == "sequence" else "text", span)
        inside = text[1:-1].strip() if node.quoted else text
        kind = scalar_type(inside, numeric_tags=self.dialect.numeric_tags)
        # Quotes make text of anything but a link and a tag, which YAML cannot hold without them.
        if (node.quoted and kind not in ("link", "tag")) or not (node.quoted or node.plain):
            kind = "text"
        if node.plain and text in ("~", "Null", "NULL"):
            kind = "null"
        return Value(text, kind or "text", span)

    def _names(self, node: Node, items: tuple[Value, ...]) -> tuple[Value, ...]:
        """Give items with what they mean instead of how they are written: without quotes, escapes and folded lines."""
        scalars = node.children if node.kind == "sequence" else (node,)
        if len(scalars) != len(items) or node.plain:
            return items
        pairs = zip(scalars, items, strict=True)
        return tuple(
            structs.replace(item, text=scalar.value) if scalar.kind == "scalar" else item for scalar, item in pairs
        )

    def _tags(self, node: Node, items: tuple[Value, ...]) -> None:
        """Take tags from the items of a list, or from the words of a text; one with a blank in it is no tag."""
        numeric = self.dialect.numeric_tags
        for item in items:
            start, text, quote = item.span.start, item.text, ""
            if text[:1] in "\"'" and text:
                start, text, quote = start + 1, text[1:-1], text[0]
            words = [(0, text)] if node.kind == "sequence" else [(m.start(), m[0]) for m in _SEPARATORS.finditer(text)]
            for at, word in words:
                name = (unescaped(word, quote) if quote else word).removeprefix("#")
                if is_tag_name(name, numeric=numeric):
                    span = Span(start + at, start + at + len(word))
                    self.builder.add_tag(Tag(name, span))
                    if "" in name.split("/"):
                        self._report("tag-empty-segment", span, name)

    def _references(self, node: Node, *, tags: bool) -> None:
        """Find links, and `tags` if asked, in quoted text, and links that lack their quotes, however deep."""
        source = self.text[node.span.start : node.span.end]
        if node.kind == "sequence" and node.flow and _ONE_LINK.fullmatch(source) and not _NUMBER.fullmatch(source):
            self._report("frontmatter-unquoted-link", node.span, _as_yaml(source))
        elif node.kind != "scalar":
            for child in node.children:
                self._references(child, tags=tags)
        elif node.quoted and ("[[" in source or "#" in source):
            self._scan_quoted(Span(node.span.start + 1, node.span.end - 1), source[0], tags=tags)

    def _scan_quoted(self, span: Span, quote: str, *, tags: bool) -> None:
        found = self.builder
        links, seen, candidates = len(found.links), len(found.tags), len(found.candidates)
        InlineScan(Scope(self.text[span.start : span.end], span.start), found, self.dialect).scan()
        # Markdown links in a YAML string are nobody's business.
        found.links[links:] = [
            _link_meant(link, quote) for link in found.links[links:] if link.kind in ("wikilink", "embed")
        ]
        if not tags:
            del found.tags[seen:]
        if self.template:
            del found.candidates[candidates:]


def _link_meant(link: Link, quote: str) -> Link:
    """Undo the escapes of YAML in the parts of a link."""
    return structs.replace(
        link,
        path=unescaped(link.path, quote),
        headings=tuple(unescaped(heading, quote) for heading in link.headings),
        label=None if link.label is None else unescaped(link.label, quote),
    )


def linked_name(text: str) -> str:
    """Give the name that an alias or a title means: where it links to, if it is a link."""
    text = text.strip()
    if text.startswith("[[") and text.endswith("]]"):
        return text[2:-2].partition("|")[0].strip()
    return text


def _as_yaml(value: str) -> str:
    """Write a value that begins with an unquoted link as YAML: links alone as a list, else all of it as text."""
    if _LINKS.fullmatch(value):
        each = [quoted(match.group()) for match in _ONE_LINK.finditer(value)]
        return each[0] if len(each) == 1 else f"[{', '.join(each)}]"
    return quoted(value)
