"""Reads front matter: its properties, tags and links, and its mistakes."""

import re
from itertools import pairwise

from msgspec import structs

from wikilsp.settings import Dialect
from wikilsp.syntax.facts import Candidate, Property, Tag, Value
from wikilsp.syntax.facts_builder import FactsBuilder
from wikilsp.syntax.folded_text import fold_lines, has_line_break
from wikilsp.syntax.frontmatter import ALIAS_KEYS, KEY_LINE, TAG_KEYS, has_too_many_marks, linked_name
from wikilsp.syntax.frontmatter_links import FrontMatterLinks, as_yaml, may_hold_links, unquoted_links
from wikilsp.syntax.hash_tags import hash_tags
from wikilsp.syntax.keys import key_id
from wikilsp.syntax.properties import PropertyReader
from wikilsp.syntax.simple_yaml import read_simple_yaml
from wikilsp.syntax.tags import is_tag_name
from wikilsp.syntax.values import scalar_type, split_list
from wikilsp.syntax.wikilink import is_template, trim
from wikilsp.syntax.yaml_nodes import Node, YamlError, read_yaml, unescape_scalar
from wikilsp.text import Span, build

_LINE_END = re.compile(r"[\r\n]")
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n|\Z)")
_SEPARATORS = re.compile(r"[^\s,]+")


class FrontMatterReader:
    """Adds the contents of front matter to the facts. `span` is the YAML between the `---` lines."""

    def __init__(self, text: str, span: Span, reader: PropertyReader) -> None:
        self.text = text
        self.span = span
        self.reader = reader
        self.builder: FactsBuilder = reader.builder
        self.dialect: Dialect = reader.dialect
        yaml = text[span.start : span.end]
        self.template = is_template(yaml)
        self.links = FrontMatterLinks(text, self.builder, self.dialect) if may_hold_links(yaml) else None
        self._first: dict[str, Span] = {}
        """The span of the first key with each value."""

    def read(self) -> None:
        """Read the block. If it is not YAML, read the parts of it that are."""
        if has_too_many_marks(self.text[self.span.start : self.span.end]):
            self.builder.add_candidate(Candidate("large-note", Span(self.span.start, self.span.start), "front matter"))
            return
        tags = self._hash_tags()
        try:
            root = read_simple_yaml(self.text, self.span) or self._read_yaml(self.span)
        except YamlError as error:
            self._broken(error, tags)
            return
        if root is None or (root.kind == "scalar" and not root.value):
            return
        if root.kind == "mapping":
            self._mapping(root)
        else:
            self._add_candidate("invalid-frontmatter", root.span, "expected “key: value” lines")

    def _read_yaml(self, span: Span) -> Node | None:
        return read_yaml(self.text[span.start : span.end], span.start)

    def _add_candidate(self, kind: str, span: Span, text: str = "", at: Span | None = None) -> None:
        if not self.template:
            self.builder.add_candidate(Candidate(kind, span, text, at))

    # A block that is not YAML

    def _broken(self, error: YamlError, tags: list[Span]) -> None:
        links = unquoted_links(self.text[self.span.start : self.span.end], self.span.start)
        for span in links:
            self._add_candidate("frontmatter-unquoted-link", span, as_yaml(self.text[span.start : span.end]))
        unquoted = sorted((*links, *tags))
        if not unquoted or not self._is_yaml_without(unquoted):
            self._add_candidate("invalid-frontmatter", self._place(error.offset), error.problem)
        self.template = self.template or bool(unquoted)
        for chunk in self._chunks():
            self._read_chunk(chunk)

    def _place(self, offset: int) -> Span:
        """Return the span of a YAML error: the rest of the line, or its last character if the error is at its end."""
        offset = self._not_in_line_end(min(offset, max(self.span.end - 1, self.span.start)))
        line_end = _LINE_END.search(self.text, offset)
        end = line_end.start() if line_end else len(self.text)
        return Span(offset, end) if offset < end else Span(self._not_in_line_end(max(end - 1, self.span.start)), end)

    def _not_in_line_end(self, offset: int) -> int:
        r"""Return the offset, moved before the line ending if it is in the middle of `\r\n`."""
        return offset - 1 if self.text.startswith("\r\n", offset - 1) else offset

    def _hash_tags(self) -> list[Span]:
        """Add a candidate for each tag that YAML reads as a comment, and return the spans."""
        text, start = self.text[self.span.start : self.span.end], self.span.start
        found = hash_tags(text, numeric=self.dialect.numeric_tags) if "#" in text else ()
        spans = [Span(start + each.start, start + each.end) for each in found]
        for span in spans:
            self._add_candidate("frontmatter-hash-tag", span, f'"{self.text[span.start : span.end]}"')
        return spans

    def _is_yaml_without(self, unquoted: list[Span]) -> bool:
        """Whether the block would be YAML if these links and tags were quoted."""
        parts: list[str] = []
        pos = self.span.start
        for span in unquoted:
            parts += (self.text[pos : span.start], '"', "x" * (span.end - span.start - 2), '"')
            pos = span.end
        try:
            read_yaml("".join((*parts, self.text[pos : self.span.end])), 0)
        except YamlError:
            return False
        return True

    def _chunks(self) -> list[Span]:
        """Split the block before each line that starts with a key."""
        starts, pos = [], self.span.start
        while pos < self.span.end:
            line = _LINE.match(self.text, pos, self.span.end)
            if KEY_LINE.match(self.text, pos, self.span.end):
                starts.append(pos)
            pos = line.end() if line else self.span.end
        return [Span(*ends) for ends in pairwise([*starts, self.span.end])]

    def _read_chunk(self, chunk: Span) -> None:
        try:
            root = self._read_yaml(chunk)
        except YamlError:
            return
        if root and root.kind == "mapping":
            self._mapping(root)

    # A mapping

    def _mapping(self, root: Node) -> None:
        for key, value in root.pairs:
            if key.kind == "scalar":
                self._property(key, value)
            if self.links:
                self.links.read(value, tags=key_id(key.value) not in TAG_KEYS, reports=not self.template)

    def _property(self, key: Node, value: Node) -> None:
        start, end = key.span
        if key.quoted:
            start, end = start + 1, end - 1
        elif key.plain and key.value.endswith(":") and end - start > 1:
            colon = end
            end -= 1
            # In YAML, the first of two colons is part of the key.
            self._add_candidate(
                "double-colon-in-frontmatter", Span(start, colon + 1), self.text[start:end], Span(colon, colon + 1)
            )
        name = self.text[start:end]
        at = build(Span, (start, end))
        first = self._first.setdefault(key.value, at)
        if first is not at:
            self._add_candidate("duplicate-frontmatter-key", at, self.text[slice(*first)], first)
        identity = key_id(name)
        typed, items = self._value(name, identity, value, key)
        self.builder.properties.append(Property(name, identity, at, typed, items, "frontmatter"))
        if identity in TAG_KEYS:
            self._tags(value, items)
        if identity in ALIAS_KEYS:
            self.builder.aliases += (
                structs.replace(item, text=linked_name(item.text)) for item in self._names(value, items)
            )
        elif identity == "title" and typed.type != "null" and self.builder.title is None:
            self.builder.title = " ".join(linked_name(value.value if value.kind == "scalar" else typed.text).split())

    def _value(self, name: str, identity: str, node: Node, key: Node) -> tuple[Value, tuple[Value, ...]]:
        span = self._value_span(node, key)
        text = self.text[span.start : span.end]
        if node.kind == "sequence":
            return Value(text, "list", span), tuple(
                [self._item(item, self._item_span(item, span)) for item in node.children]
            )
        if node.kind == "mapping":
            return Value(text, "text", span), ()
        if not node.quoted and self.reader.is_list_key(identity) and "," in text and node.plain:
            return self._comma_list(name, text, span)
        value = self._item(node, span)
        return value, () if value.type == "null" else (value,)

    def _value_span(self, node: Node, key: Node) -> Span:
        if node.span.end > node.span.start:
            return self._trim(node.span)
        # For a key without a colon, PyYAML puts the value at the start of the next token.
        has_colon = ":" in self.text[key.span.end : node.span.start]
        at = node.span.start if has_colon else key.span.end
        return Span(at, at)

    def _item_span(self, item: Node, whole: Span) -> Span:
        # PyYAML puts an empty item after the whitespace that ends the list, if there is U+2028.
        start, end = item.span
        return self._trim(item.span if end <= whole.end else Span(min(start, whole.end), whole.end))

    def _trim(self, span: Span) -> Span:
        """Return the span without whitespace at its edges. Some of it may not be whitespace in YAML."""
        start, end = span
        if start < end and not (self.text[start].isspace() or self.text[end - 1].isspace()):
            return span
        return build(Span, trim(self.text, start, end))

    def _comma_list(self, name: str, text: str, span: Span) -> tuple[Value, tuple[Value, ...]]:
        items = []
        for piece, with_comma in split_list(text, span.start):
            if piece.end > piece.start:
                source = self.text[piece.start : piece.end]
                items.append(Value(source, scalar_type(source) or "text", piece))
            else:
                self._add_candidate("empty-list-item", with_comma, name)
        return Value(text, "list", span), tuple(items)

    def _item(self, node: Node, span: Span) -> Value:
        text = self.text[span.start : span.end]
        if node.kind != "scalar":
            return Value(text, "list" if node.kind == "sequence" else "text", span)
        inside = text[1:-1].strip() if node.quoted else text
        if node.quoted and has_line_break(inside):
            inside = fold_lines(inside, text[0]).text
        kind = scalar_type(inside, numeric_tags=self.dialect.numeric_tags)
        # A quoted value is text, unless it is a link or a tag, which YAML cannot have without quotes.
        if (node.quoted and kind not in ("link", "tag")) or not (node.quoted or node.plain):
            kind = "text"
        if node.plain and text in ("~", "Null", "NULL"):
            kind = "null"
        return Value(text, kind or "text", span)

    def _names(self, node: Node, items: tuple[Value, ...]) -> tuple[Value, ...]:
        """Return the items with their YAML values as text: without quotes and escapes, with lines folded."""
        scalars = node.children if node.kind == "sequence" else (node,)
        if len(scalars) != len(items) or node.plain:
            return items
        pairs = zip(scalars, items, strict=True)
        return tuple(
            structs.replace(item, text=scalar.value) if scalar.kind == "scalar" else item for scalar, item in pairs
        )

    def _tags(self, node: Node, items: tuple[Value, ...]) -> None:
        """Add the items of a list, or the words of a text, as tags. An item with spaces is not a tag."""
        numeric = self.dialect.numeric_tags
        for item in items:
            start, text, quote = item.span.start, item.text, ""
            if text[:1] in "\"'" and text:
                start, text, quote = start + 1, text[1:-1], text[0]
            words = [(0, text)] if node.kind == "sequence" else [(m.start(), m[0]) for m in _SEPARATORS.finditer(text)]
            for at, word in words:
                name = (unescape_scalar(word, quote) if quote else word).removeprefix("#")
                if is_tag_name(name, numeric=numeric):
                    span = Span(start + at, start + at + len(word))
                    self.builder.add_tag(Tag(name, span))
                    if "" in name.split("/"):
                        self._add_candidate("tag-empty-segment", span, name)
