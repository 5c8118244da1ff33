"""Scans running text for links and tags, in one pass from left to right.

The construct that starts first wins, and opaque text hides everything inside it. Precedence at one position: escape >
code span > math > `%%` comment > HTML comment > autolink or raw HTML tag > wikilink > Markdown link > tag. The scan
reads source text, since the inline content of CommonMark parsers has different offsets.
"""

import re
from collections import deque
from collections.abc import Callable
from typing import ClassVar

from wikilsp.settings import Dialect
from wikilsp.syntax.definitions import label_key, label_of_use, link_by
from wikilsp.syntax.destination import local_link, read_tail
from wikilsp.syntax.facts import Candidate, Link, LinkKind, Tag
from wikilsp.syntax.facts_builder import FactsBuilder
from wikilsp.syntax.opaque import OpaqueEnds
from wikilsp.syntax.queries import add_inline_query
from wikilsp.syntax.scope import Scope
from wikilsp.syntax.tags import TAG, can_start_tag, has_tag_content
from wikilsp.syntax.tokens import KEY, TOKEN
from wikilsp.syntax.wikilink import Parts
from wikilsp.syntax.wikilink_ends import MAX_NESTED, MAX_OPEN, WikilinkEnds
from wikilsp.text import Span, build

_BRACKET_KEY = re.compile(KEY)
_QUERY_STARTS = ("`=", "`$=")


class InlineScan:
    """Adds the links and tags of scopes to the facts, one scope after the other."""

    def __init__(self, builder: FactsBuilder, dialect: Dialect) -> None:
        self.builder = builder
        self.dialect = dialect

    def scan(self, scope: Scope, start: int) -> list[Span]:
        """Scan a scope from offset `start` on. Return the spans of opaque text and links, in text order.

        Text before `start` counts as opaque.
        """
        text, end = scope.text, scope.end
        self.opaque = [] if start == scope.start else [Span(scope.start, start)]
        self.bracket_keys: list[int] = []
        """The offsets of `[key:: ` and `(key:: ` in the scope, which may start an inline property."""
        match = TOKEN.search(text, start, end)
        if not match:
            return self.opaque
        self._begin(scope)
        readers = self._readers
        while match:
            read = readers[match.lastgroup or text[match.start()]]
            match = TOKEN.search(text, read(self, match), end)
        if self._link_ends:
            self._link_ends.report()
        return self.opaque

    def _begin(self, scope: Scope) -> None:
        self.scope = scope
        self.text = scope.text
        self._dead = self._escape_end = self._tag_end = self._tag_before_link = -1
        self._openers: deque[tuple[int, bool]] | None = None
        self._opaque_ends: OpaqueEnds | None = None
        self._link_ends: WikilinkEnds | None = None
        self._images: list[tuple[int, int]] | None = None

    # Opaque text

    def _escape(self, match: re.Match[str]) -> int:
        self._escape_end = match.end()
        return match.end()

    def _hide(self, match: re.Match[str]) -> int:
        end = self._opaque().end(match)
        if end is None:
            return match.end()
        start = match.start()
        self.opaque.append(build(Span, (start, end)))
        if self.text.startswith(("%%", "<!--"), start):
            self.builder.comments.append(Span(start, end))
        elif self.text[start] == "<":
            self.builder.add_anchors(self.text, start, end)
        if end > self.scope.end:
            # Math or a comment that ends in a later block hides everything up to there.
            self.builder.hidden.append(Span(start, end))
            self.builder.hidden_until = end
            self.builder.hidden_by_comment = self.text.startswith("%%", start)
        return min(end, self.scope.end)

    def _plain_opaque(self, match: re.Match[str]) -> int:
        self.opaque.append(build(Span, match.span()))
        return match.end()

    def _plain_code(self, match: re.Match[str]) -> int:
        span = build(Span, match.span())
        self.opaque.append(span)
        if self.text.startswith(_QUERY_STARTS, span.start):
            add_inline_query(self.scope, Span(span.start + 1, span.end - 1), self.builder, self.dialect)
        return span.end

    def _opaque(self) -> OpaqueEnds:
        if self._opaque_ends is None:
            self._opaque_ends = OpaqueEnds(self.scope, self.builder)
        return self._opaque_ends

    # Wikilinks

    def _bracket(self, match: re.Match[str]) -> int:
        return self._open(match) if match.group() == "[" else self._wikilink(match)

    def _plain_wikilink(self, match: re.Match[str]) -> int:
        """Add a link that `TOKEN` has parsed. `_wikilink` would add the same link."""
        start, end = match.span()
        path, heading, block, label = match.group(1, 2, 3, 4)
        image = start > 0 and self.text[start - 1] == "!" and start > self._escape_end
        whole = path and not (heading or block or label)
        if self._tag_before_link == start or (label and image) or not (whole or self.builder.labels_are_plain):
            return self._wikilink(match)
        kind: LinkKind = "embed" if image else "wikilink"
        span = build(Span, (start - image, end))
        path_span = build(Span, match.span(1) if path else (start + 2, start + 2))
        heading_spans = (build(Span, match.span(2)),) if heading else ()
        block_span = build(Span, match.span(3)) if block else None
        label_span = build(Span, match.span(4)) if label else None
        link = Link(
            kind, span, path or "", path_span, (heading,) if heading else (), heading_spans, block, block_span,
            label, label_span, None, None, None, self.builder.quiet, self.scope.in_table,
        )  # fmt: skip
        self.builder.links.append(link)
        self.opaque.append(span)
        return end

    def _wikilink(self, match: re.Match[str]) -> int:
        pos = match.start()
        if self.text.startswith("[", pos + 2):
            self._push_opener(pos, image=False)
            return pos + 1
        close = self._end_of_link(pos)
        image = pos > self._escape_end and self.text[pos - 1 : pos] == "!"
        if close is None:
            # Either bracket may start a Markdown link, as in `[[text](url)]` and `[[x] text](url)`.
            self._push_opener(pos, image=image)
            self._push_opener(pos + 1, image=False)
            return pos + 2
        start = pos - 1 if image else pos
        span = Span(start, close + 2)
        nested = self.dialect.nested and self.text.find("[[", pos + 2, close) >= 0
        parts = Parts(self.scope, pos + 2, close, self.dialect)
        if parts.is_empty:
            self.builder.add_candidate(Candidate("empty-link", span))
        else:
            link = parts.link(
                "embed" if image else "wikilink", span, self.dialect, whole=nested, quiet=self.builder.quiet
            )
            self.builder.links.append(link)
            for mistake in () if link.quiet else parts.mistakes(span):
                self.builder.add_candidate(mistake)
            if self._tag_before_link == pos:
                self.builder.add_tag(Tag(link.path, Span(span.start - 1, span.end)))
        if nested:
            return pos + 2
        self.opaque.append(span)
        return close + 2

    def _end_of_link(self, pos: int) -> int | None:
        if self._link_ends is None:
            self._link_ends = WikilinkEnds(self.scope, self.builder, self._opaque(), nested=self.dialect.nested)
        return self._link_ends.end(pos)

    # Markdown links

    def _open(self, match: re.Match[str]) -> int:
        pos = match.start()
        image = pos > self._escape_end and self.text[pos - 1 : pos] == "!"
        self._push_opener(pos, image=image)
        return self._check_key(match)

    def _plain_link(self, match: re.Match[str]) -> int:
        """Add a Markdown link that `TOKEN` has parsed, or skip a pair of brackets that is no link."""
        pos, after = match.span()
        if match.lastgroup == "text":
            # Such as a checkbox, unless it has a definition.
            return self._open(match) if self.builder.definitions else after
        image = pos > self._escape_end and self.text[pos - 1 : pos] == "!"
        if image:
            self._is_too_deep(pos)
        else:
            self._dead = pos
        self._add_link(pos, match.end("text"), after, image=image, destination=match.span("destination"))
        return after

    def _push_opener(self, pos: int, *, image: bool) -> None:
        if self._openers is None:
            self._openers = deque(maxlen=MAX_OPEN)
        self._openers.append((pos, image))

    def _check_key(self, match: re.Match[str]) -> int:
        start = match.start()
        if _BRACKET_KEY.match(self.text, start + 1, self.scope.end):
            self.bracket_keys.append(start)
        return start + 1

    def _close(self, match: re.Match[str]) -> int:
        pos = match.start()
        if not self._openers:
            return match.end()
        opener, image = self._openers.pop()
        alive = image or opener > self._dead
        after = self._markdown_link(opener, pos, image=image) if alive else None
        if after is None:
            return match.end()
        if self._link_ends:
            self._link_ends.explain(opener)
        if not image:
            self._dead = opener  # links cannot contain links
        return after

    def _markdown_link(self, opener: int, pos: int, *, image: bool) -> int | None:
        """Read the part of a link after the `]` at `pos`. Return the offset after it, None if it is not a link."""
        if self.text.startswith("(", pos + 1):
            # Logseq's labeled references, `[label]([[page]])` and `[label](((block)))`, are not Markdown links.
            if self.text.startswith(("([[", "((("), pos + 1):
                return None
            tail = read_tail(self.text, pos + 2, self.scope.end)
            if tail and not (image and self._is_too_deep(opener)):
                self._add_link(opener, pos, tail.after, image=image, destination=(tail.start, tail.end))
                return tail.after
        return self._reference_link(opener, pos, image=image) if self.builder.definitions else None

    def _is_too_deep(self, opener: int) -> bool:
        """Record an image that starts at `opener`. Return True if too many images are nested in it."""
        if self._images is None:
            self._images = []
        depth = 1
        while self._images and self._images[-1][0] > opener:
            depth = max(depth, self._images.pop()[1] + 1)
        self._images.append((opener, depth))
        return depth > MAX_NESTED

    def _add_link(self, opener: int, pos: int, after: int, *, image: bool, destination: tuple[int, int]) -> None:
        span = build(Span, (opener - image, after))
        kind: LinkKind = "image" if image else "link"
        link = local_link(kind, span, self.scope, destination, label=(opener + 1, pos), quiet=self.builder.quiet)
        if link:
            self.builder.links.append(link)
        self.opaque.append(build(Span, (pos + 1, after)))

    def _reference_link(self, opener: int, pos: int, *, image: bool) -> int | None:
        label, after = label_of_use(self.text, opener, pos, self.scope.end)
        definition = self.builder.definition(label_key(label))
        if definition is None:
            return None
        spans = Span(opener - image, after), Span(opener + 1, pos)
        link = link_by(definition, self.text, *spans, image=image, quiet=self.builder.quiet)
        if link:
            self.builder.links.append(link)
        self.opaque.append(Span(pos + 1, after))
        return after

    # Tags

    def _tag(self, match: re.Match[str]) -> int:
        pos = match.start()
        if pos != self._tag_end and not can_start_tag(self.text, pos, self.scope.start):
            return match.end()
        if self.dialect.multiword_tags and self.text.startswith("[[", pos + 1):
            self._tag_before_link = pos + 1
            return match.end()
        tag = TAG.match(self.text, pos, self.scope.end)
        if not tag or not has_tag_content(name := tag[1], numeric=self.dialect.numeric_tags):
            return match.end()
        self._tag_end = end = tag.end()
        span = Span(pos, end)
        self.builder.add_tag(Tag(name, span))
        if "/" in name and "" in name.split("/"):
            self.builder.add_candidate(Candidate("tag-empty-segment", span, name))
        return end

    _readers: ClassVar[dict[str, Callable[["InlineScan", re.Match[str]], int]]] = {
        "path": _plain_wikilink,
        "heading": _plain_wikilink,
        "block": _plain_wikilink,
        "label": _plain_wikilink,
        "code": _plain_code,
        "tag": _plain_opaque,
        "text": _plain_link,
        "destination": _plain_link,
        "\\": _escape,
        "`": _hide,
        "$": _hide,
        "%": _hide,
        "<": _hide,
        "[": _bracket,
        "]": _close,
        "(": _check_key,
        "#": _tag,
    }
