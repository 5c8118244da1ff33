"""Scans running text for links and tags, in one pass from left to right.

The construct that starts first wins, and opaque text hides everything inside it. Precedence at one position: escape >
code span > math > `%%` comment > HTML comment > autolink or raw HTML tag > wikilink > Markdown link > tag. The scan
reads source text, since the inline content of CommonMark parsers has different offsets.
"""

import re
from collections import deque

from msgspec import structs

from wikilsp.settings import Dialect
from wikilsp.syntax.definitions import label_key
from wikilsp.syntax.destination import local_link, read_tail
from wikilsp.syntax.facts import Candidate, Link, LinkKind, Tag
from wikilsp.syntax.facts_builder import FactsBuilder
from wikilsp.syntax.opaque import OPAQUE, OpaqueEnds
from wikilsp.syntax.scope import Scope
from wikilsp.syntax.tags import TAG_CHAR, has_tag_content
from wikilsp.syntax.wikilink import Parts, trim
from wikilsp.syntax.wikilink_ends import MAX_NESTED, WikilinkEnds
from wikilsp.text import Span

_PLAIN = r"[^\[\]\r\n|#\\^`$%<{]"
"""A character without a special meaning inside a wikilink."""
PLAIN_TEXT = rf"(?!\s){_PLAIN}+(?<!\s)"
_KEY = r"[^\[\]()\r\n:]{1,100}::"
# A plain link, of a name and possibly a label, is parsed by the expression itself. Each alternative starts with a
# literal, so that `re` can skip ahead.
TOKEN = re.compile(
    rf"\[\[({PLAIN_TEXT})(?:\|({PLAIN_TEXT}))?\]\]"
    rf"|\\[!-/:-@\[-`{{-~]|{OPAQUE}|\[\[|\[|\]|\((?={_KEY})|#"
)
ANCHOR = re.compile(r"""\s(?:id|name)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+))""", re.IGNORECASE)
_TAG = re.compile(f"#({TAG_CHAR}+)")
_EMPHASIS = re.compile(r"(?>(?:\*{1,3}|_{1,3}|~~|==)+)\Z")
_BRACKET_KEY = re.compile(_KEY)
MAX_OPEN = 100
"""Limit on the open brackets that are remembered, which bounds the time for hostile input."""

_LONGEST_EMPHASIS = 12


class InlineScan:
    """Adds the links and tags of a scope to the facts. `scan` can be called once."""

    # A note has many scopes, and most never change these defaults.
    _dead = -1
    _escape_end = -1
    _tag_end = -1
    _tag_before_link = -1
    _openers: deque[tuple[int, bool]] | None = None
    _opaque_ends: OpaqueEnds | None = None
    _link_ends: WikilinkEnds | None = None
    _images: list[tuple[int, int]] | None = None

    def __init__(self, scope: Scope, builder: FactsBuilder, dialect: Dialect) -> None:
        self.scope = scope
        self.text = scope.text
        self.builder = builder
        self.dialect = dialect
        self.opaque: list[Span] = []
        """Opaque text and links, in text order, as offsets into the scope."""
        self.bracket_keys: list[int] = []
        """The offsets of `[key:: ` and `(key:: `, which may start an inline property."""

    def scan(self, start: int = 0) -> None:
        """Scan from offset `start` of the scope to its end."""
        text, pos = self.text, start
        while match := TOKEN.search(text, pos):
            read = InlineScan._plain_wikilink if match.lastindex else self._readers[text[match.start()]]
            pos = read(self, match)

    # Opaque text

    def _escape(self, match: re.Match[str]) -> int:
        self._escape_end = match.end()
        return match.end()

    def _hide(self, match: re.Match[str]) -> int:
        end = self._opaque().end(match)
        if end is None:
            return match.end()
        start = match.start()
        self.opaque.append(Span(start, end))
        if self.text.startswith(("%%", "<!--"), start):
            self.builder.comments.append(self.scope.span(start, end))
        elif self.text[start] == "<":
            for anchor in ANCHOR.finditer(self.text, start, end):
                self.builder.anchors.append(anchor[1] or anchor[2] or anchor[3] or "")
        if end > len(self.text):
            # Math or a comment that ends in a later block hides everything up to there.
            self.builder.hidden_until = self.scope.base + end
            self.builder.hidden_by_comment = self.text.startswith("%%", start)
        return min(end, len(self.text))

    def _opaque(self) -> OpaqueEnds:
        if self._opaque_ends is None:
            self._opaque_ends = OpaqueEnds(self.scope, self.builder)
        return self._opaque_ends

    # Wikilinks

    def _bracket(self, match: re.Match[str]) -> int:
        return self._open(match) if match.group() == "[" else self._wikilink(match)

    def _plain_wikilink(self, match: re.Match[str]) -> int:
        """Add a link already parsed by `TOKEN`, as most links are. `_wikilink` would add the same link."""
        name, label = match.groups()
        start, end = match.span()
        image = start > 0 and self.text[start - 1] == "!" and start > self._escape_end
        if (label and (image or not self.builder.labels_are_plain)) or self._tag_before_link == start:
            return self._wikilink(match)
        scope, base = self.scope, self.scope.base
        label_span = Span(base + match.start(2), base + end - 2) if label else None
        path_span = Span(base + start + 2, base + match.end(1))
        kind: LinkKind = "wikilink"
        if image:
            kind, start = "embed", start - 1
        link = Link(
            kind, Span(base + start, base + end), name, path_span, (), (), None, None, label, label_span,
            None, None, None, self.builder.quiet, scope.in_table,
        )  # fmt: skip
        self.builder.links.append(link)
        self.opaque.append(Span(start, end))
        return end

    def _wikilink(self, match: re.Match[str]) -> int:
        pos = match.start()
        if self.text.startswith("[", pos + 2):
            self._push_opener(pos, image=False)
            return pos + 1
        close = self._end_of_link(pos)
        if close is None:
            return pos + 2
        image = pos > self._escape_end and self.text[pos - 1 : pos] == "!"
        start = pos - 1 if image else pos
        span = self.scope.span(start, close + 2)
        nested = self.dialect.nested and self.text.find("[[", pos + 2, close) >= 0
        parts = Parts(self.scope, pos + 2, close, self.dialect)
        if parts.is_empty:
            self.builder.add_candidate(Candidate("empty-link", span))
        else:
            link = parts.link(
                "embed" if image else "wikilink", span, self.dialect, whole=nested, quiet=self.builder.quiet
            )
            self.builder.links.append(link)
            self._check_link(parts, span)
            if self._tag_before_link == pos:
                self.builder.add_tag(Tag(link.path, Span(span.start - 1, span.end)))
        if nested:
            return pos + 2
        self.opaque.append(Span(start, close + 2))
        return close + 2

    def _end_of_link(self, pos: int) -> int | None:
        if self._link_ends is None:
            self._link_ends = WikilinkEnds(self.scope, self.builder, self._opaque(), nested=self.dialect.nested)
        return self._link_ends.end(pos)

    def _check_link(self, parts: Parts, span: Span) -> None:
        """Add candidates for mistakes in a link."""
        name = trim(self.text, *parts.target)
        if name != parts.target and self.dialect.label_order == "target-first":
            target, at = self.scope.span(*parts.target), self.scope.span(*name)
            self.builder.add_candidate(Candidate("link-edge-space", target, self.text[slice(*name)], at))
        if parts.is_search:
            self.builder.add_candidate(Candidate("search-leftover", span, self.text[slice(*name)]))
        if parts.escaped_bar and not self.scope.in_table:
            self.builder.add_candidate(Candidate("escaped-pipe-outside-table", parts.escaped_bar))

    # Markdown links

    def _open(self, match: re.Match[str]) -> int:
        pos = match.start()
        image = pos > self._escape_end and self.text[pos - 1 : pos] == "!"
        self._push_opener(pos, image=image)
        return self._check_key(match)

    def _push_opener(self, pos: int, *, image: bool) -> None:
        if self._openers is None:
            self._openers = deque(maxlen=MAX_OPEN)
        self._openers.append((pos, image))

    def _check_key(self, match: re.Match[str]) -> int:
        if _BRACKET_KEY.match(self.text, match.end()):
            self.bracket_keys.append(match.start())
        return match.end()

    def _close(self, match: re.Match[str]) -> int:
        pos = match.start()
        if not self._openers:
            return match.end()
        opener, image = self._openers.pop()
        alive = image or opener > self._dead
        after = self._markdown_link(opener, pos, image=image) if alive else None
        if after is None:
            return match.end()
        if not image:
            self._dead = opener  # links cannot contain links
        return after

    def _markdown_link(self, opener: int, pos: int, *, image: bool) -> int | None:
        """Read the part of a link after the `]` at `pos`. Return the offset after it, None if it is not a link."""
        if self.text.startswith("(", pos + 1):
            # Logseq's labeled references, `[label]([[page]])` and `[label](((block)))`, are not Markdown links.
            if self.text.startswith(("([[", "((("), pos + 1):
                return None
            tail = read_tail(self.text, pos + 2)
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
        span = self.scope.span(opener - image, after)
        kind: LinkKind = "image" if image else "link"
        link = local_link(kind, span, self.scope, destination, label=(opener + 1, pos), quiet=self.builder.quiet)
        if link:
            self.builder.links.append(link)
        self.opaque.append(Span(pos + 1, after))

    def _reference_link(self, opener: int, pos: int, *, image: bool) -> int | None:
        label, after = self.text[opener + 1 : pos], pos + 1
        if self.text.startswith("[", pos + 1):
            close = self.text.find("]", pos + 2)
            if close >= 0:
                label, after = self.text[pos + 2 : close] or label, close + 1
        definition = self.builder.definition(label_key(label))
        if definition is None:
            return None
        if definition.link:
            link = structs.replace(
                definition.link,
                kind="image" if image else "link",
                span=self.scope.span(opener - image, after),
                label=self.text[opener + 1 : pos],
                label_span=self.scope.span(opener + 1, pos),
                reference=definition.label,
                quiet=self.builder.quiet or definition.link.quiet,
            )
            self.builder.links.append(link)
        self.opaque.append(Span(pos + 1, after))
        return after

    # Tags

    def _tag(self, match: re.Match[str]) -> int:
        pos = match.start()
        if not self._can_start_tag(pos):
            return match.end()
        if self.dialect.multiword_tags and self.text.startswith("[[", pos + 1):
            self._tag_before_link = pos + 1
            return match.end()
        tag = _TAG.match(self.text, pos)
        if not tag or not has_tag_content(name := tag[1], numeric=self.dialect.numeric_tags):
            return match.end()
        self._tag_end = end = tag.end()
        span = self.scope.span(pos, end)
        self.builder.add_tag(Tag(name, span))
        if "/" in name and "" in name.split("/"):
            self.builder.add_candidate(Candidate("tag-empty-segment", span, name))
        return end

    def _can_start_tag(self, pos: int) -> bool:
        if pos in (0, self._tag_end) or self.text[pos - 1].isspace():
            return True
        if self.text[pos - 1] not in "*_~=":
            return False
        # A tag may follow an emphasis marker only if that opens emphasis: `2*#a` and `x=#f00` have no tags.
        marks = _EMPHASIS.search(self.text, max(0, pos - _LONGEST_EMPHASIS), pos)
        return marks is not None and (marks.start() == 0 or self.text[marks.start() - 1].isspace())

    _readers = {
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
