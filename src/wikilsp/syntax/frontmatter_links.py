"""Reads the links and tags in the values of front matter, and finds links that lack quotes."""

import re
from typing import Any, TypeVar

from msgspec import Struct, structs

from wikilsp.settings import Dialect
from wikilsp.syntax.destination import decode
from wikilsp.syntax.facts import Candidate, Link
from wikilsp.syntax.facts_builder import FactsBuilder
from wikilsp.syntax.folded_text import FoldedText, fold_lines, has_line_break
from wikilsp.syntax.inline import InlineScan
from wikilsp.syntax.scope import Scope
from wikilsp.syntax.yaml_nodes import Node, quote_scalar, unescape_scalar
from wikilsp.text import Span

_Fact = TypeVar("_Fact", bound=Struct)
_LINK = r"!?\[\[(?!')[^\[\]\r\n\",]+\]\]"
_UNQUOTED = re.compile(
    rf"^[ \t]*+(?>(?:-[ \t]++)*)(?:[^\s#\"'][^:\r\n\"']*:[ \t]+)?({_LINK}(?:[^\r\n#\\]*[^\s#\\])?)[ \t]*$",
    re.MULTILINE,
)
_ONE_LINK = re.compile(_LINK)
_LINKS = re.compile(rf"{_LINK}(?:[ \t]*,[ \t]*{_LINK})*")
_NUMBER = re.compile(r"\[\[\s*[-+]?[\d.]+\s*\]\]")
_MARKDOWN = ("link", "image")


def may_hold_links(text: str) -> bool:
    """Whether a text has the mark of a wikilink, a Markdown link or a tag."""
    return "[[" in text or "#" in text or "](" in text


def unquoted_links(yaml: str, start: int) -> list[Span]:
    """Return the spans of the values that start with a link and lack quotes, line by line. `start` is the offset."""
    matches = _UNQUOTED.finditer(yaml.replace("\r", "\n"))
    return [Span(start + match.start(1), start + match.end(1)) for match in matches if not _NUMBER.fullmatch(match[1])]


def as_yaml(value: str) -> str:
    """Return a value that starts with an unquoted link as YAML: only links as a list, anything else as quoted text."""
    if _LINKS.fullmatch(value):
        each = [quote_scalar(match.group()) for match in _ONE_LINK.finditer(value)]
        return each[0] if len(each) == 1 else f"[{', '.join(each)}]"
    return quote_scalar(value)


class FrontMatterLinks:
    """Adds the links and tags in the values of front matter to the facts."""

    def __init__(self, text: str, builder: FactsBuilder, dialect: Dialect) -> None:
        self.text = text
        self.builder = builder
        self.dialect = dialect

    def read(self, node: Node, *, tags: bool, reports: bool) -> None:
        """Add the links in a value at any depth, with `tags` also the tags, and with `reports` also the candidates.

        Wikilinks and tags need quotes. Markdown links do not.
        """
        source = self.text[node.span.start : node.span.end]
        if not may_hold_links(source):
            return
        if node.kind == "scalar":
            self._read_scalar(node, source, tags=tags, reports=reports)
        elif node.flow and node.kind == "sequence" and _ONE_LINK.fullmatch(source) and not _NUMBER.fullmatch(source):
            if reports:
                self.builder.add_candidate(Candidate("frontmatter-unquoted-link", node.span, as_yaml(source)))
        else:
            for child in node.children:
                self.read(child, tags=tags, reports=reports)

    def _read_scalar(self, node: Node, source: str, *, tags: bool, reports: bool) -> None:
        if not node.quoted:
            if "](" in source:
                found = self._scan(Scope(self.text, *node.span))
                self.builder.links += [link for link in found.links if link.kind in _MARKDOWN]
            return
        start, end, quote = node.span.start + 1, node.span.end - 1, source[0]
        folded = fold_lines(source[1:-1], quote, start) if has_line_break(source) else None
        scope = Scope(folded.text, 0, len(folded.text)) if folded else Scope(self.text, start, end)
        found = self._scan(scope)
        found.links = [_unescape(link, scope.text, quote) for link in found.links]
        if folded:
            _unfold(found, folded, self.text)
        self.builder.links += found.links
        self.builder.tags += found.tags if tags else ()
        self.builder.candidates += found.candidates if reports else ()
        self.builder.comments += found.comments
        self.builder.anchors += found.anchors

    def _scan(self, scope: Scope) -> FactsBuilder:
        # A value uses no definitions, and what starts in it does not end after it, so the rest of the note is left out.
        found = FactsBuilder("", [], [], labels_are_plain=self.builder.labels_are_plain)
        found.has_lua = self.builder.has_lua
        InlineScan(found, self.dialect).scan(scope, scope.start)
        return found


def _unescape(link: Link, text: str, quote: str) -> Link:
    """Return a link in a quoted scalar without YAML escapes in its parts."""
    if ("\\" if quote == '"' else "''") not in text[link.span.start : link.span.end]:
        return link
    label = None if link.label is None else unescape_scalar(link.label, quote)
    if link.kind not in _MARKDOWN:
        path = unescape_scalar(link.path, quote)
        headings = tuple(unescape_scalar(heading, quote) for heading in link.headings)
        return structs.replace(link, path=path, headings=headings, label=label)
    spans = (link.path_span, *link.heading_spans)
    path, *anchor = (decode(unescape_scalar(text[slice(*span)], quote)) for span in spans)
    return structs.replace(link, path=path, headings=tuple(anchor), label=label)


def _unfold(found: FactsBuilder, folded: FoldedText, text: str) -> None:
    """Replace the spans in a folded text by the spans of their source in `text`."""
    # The text between the brackets, on one line, is not in the note.
    links = [structs.replace(_in_source(link, folded), whole=None) for link in found.links]
    found.links = [link for link in links if _has_brackets(link, text)]
    found.tags = [_in_source(tag, folded) for tag in found.tags]
    found.candidates = [_in_source(candidate, folded) for candidate in found.candidates]
    found.comments = [folded.source(span) for span in found.comments]


def _has_brackets(link: Link, text: str) -> bool:
    """Whether no line ending is in the middle of the brackets of a link, which edits look for."""
    start, end = link.span
    opening, closing = ("[[", "]]") if link.kind in ("wikilink", "embed") else ("[", ")")
    start += link.kind in ("embed", "image")
    return text.startswith(opening, start) and text.endswith(closing, start, end)


def _in_source(fact: _Fact, folded: FoldedText) -> _Fact:
    parts = {name: _part_in_source(getattr(fact, name), folded) for name in fact.__struct_fields__}
    return structs.replace(fact, **parts)


def _part_in_source(part: Any, folded: FoldedText) -> Any:
    if isinstance(part, Span):
        return folded.source(part)
    return tuple(_part_in_source(each, folded) for each in part) if part.__class__ is tuple else part
