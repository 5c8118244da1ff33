"""Parses the inside of a wikilink: path, fragment, label, size."""

import re
from collections.abc import Iterator

from wikilsp.settings import Dialect
from wikilsp.syntax.facts import Candidate, Link, LinkKind, Size
from wikilsp.syntax.scope import Scope
from wikilsp.text import Span

_SIZE = re.compile(r"(?:(.*)\|)?\s*(\d{1,9})(?:x(\d{1,9}))?\s*", re.DOTALL)
_IMAGE = re.compile(r"\.(?:avif|bmp|gif|ico|jpe?g|png|svg|tiff?|webp)\Z", re.IGNORECASE)
_MEDIA = re.compile(
    r"\.(?:apng|avif|bmp|gif|ico|jpe?g|png|svg|tiff?|webp|flac|m4a|mp3|ogg|opus|wav|3gp|mkv|mov|mp4|ogv|webm|pdf|canvas"
    r"|base)\Z",
    re.IGNORECASE,
)


def may_be_note(path: str) -> bool:
    """Whether the target of an embed may be a note, since it has not the extension of an image, a sound or a film."""
    return not _MEDIA.search(path)


def is_template(text: str, *, liquid: bool = False) -> bool:
    """Whether a text contains a placeholder of a template language, so that its value is unknown.

    With `liquid`, `{%` counts as well, which site generators use in Markdown links.
    """
    return "{{" in text or "<%" in text or (liquid and "{%" in text)


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the range `start` to `end` without the whitespace at its edges. A blank range becomes empty."""
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip())
    return (left, start + len(piece.rstrip())) if left < end else (start, start)


class Parts:
    """The parts of a wikilink. `bar` is None if there is no label."""

    def __init__(self, scope: Scope, start: int, end: int, dialect: Dialect) -> None:
        text = scope.text
        self.scope = scope
        self.label_first = dialect.label_order == "label-first"
        self.target, self.label = (start, end), (end, end)
        self.bar: tuple[int, int] | None = None
        at = text.find("|", start, end)
        if at >= 0:
            escaped = at > start and text[at - 1] == "\\"
            self.bar = (at - escaped, at + 1)
            self.target, self.label = (start, self.bar[0]), (at + 1, end)
            if self.label_first:
                self.target, self.label = self.label, self.target

    @property
    def escaped_bar(self) -> Span | None:
        r"""The span of `\|`, if it separates target and label."""
        return Span(*self.bar) if self.bar and self.bar[1] - self.bar[0] == 2 else None

    @property
    def is_empty(self) -> bool:
        """Whether the link has no target."""
        return not self.scope.text[slice(*self.target)].strip("#^ \t")

    @property
    def is_search(self) -> bool:
        """Whether it is a search left by an app: `[[##heading]]`, `[[^^block]]`."""
        return self.scope.text[slice(*self.target)].lstrip().startswith(("##", "^^"))

    def mistakes(self, span: Span) -> Iterator[Candidate]:
        """Yield candidates for the mistakes in the link, which is at `span`."""
        text = self.scope.text
        name = trim(text, *self.target)
        if name != self.target and not self.label_first:
            yield Candidate("link-edge-space", Span(*self.target), text[slice(*name)], Span(*name))
        if self.is_search:
            yield Candidate("search-leftover", span, text[slice(*name)])
        if self.escaped_bar and not self.scope.in_table:
            yield Candidate("escaped-pipe-outside-table", self.escaped_bar)

    def link(self, kind: LinkKind, span: Span, dialect: Dialect, *, whole: bool, quiet: bool) -> Link:
        """Return the link. With `whole`, the entire target is one name."""
        text, scope = self.scope.text, self.scope
        start, end = self.target
        is_name = whole or text[start:end].lstrip().startswith("^^")
        mark = -1 if is_name else text.find("#", start, end)
        path = trim(text, start, end if mark < 0 else mark)
        headings, block = _fragment(text, mark + 1, end) if mark >= 0 else ([], None)
        label, size = self._label(kind, text[slice(*path)])
        inside = text[start:end] if self.bar is None else text[start : self.label[1]]
        keep_whole = dialect.preset == "logseq" and not whole and (self.bar is not None or mark >= 0)
        return Link(
            kind,
            span,
            text[slice(*path)],
            Span(*path),
            tuple(text[a:b] for a, b in headings),
            tuple(Span(a, b) for a, b in headings),
            text[slice(*block)] if block else None,
            Span(*block) if block else None,
            None if label is None else text[slice(*label)],
            None if label is None else Span(*label),
            size,
            None,
            inside.strip() if keep_whole else None,
            quiet or is_template(text[start:end]),
            scope.in_table,
        )

    def _label(self, kind: LinkKind, path: str) -> tuple[tuple[int, int] | None, Size | None]:
        if self.bar is None:
            return None, None
        label = trim(self.scope.text, *self.label)
        size = None
        if kind == "embed" and _IMAGE.search(path):
            rest, size = image_size(self.scope.text, *label)
            return rest, size
        return label, size


def image_size(text: str, start: int, end: int) -> tuple[tuple[int, int] | None, Size | None]:
    """Split the label of an image into the label proper, None if there is none, and the size at its end."""
    match = _SIZE.fullmatch(text, start, end)
    if not match:
        return (start, end), None
    size = Size(int(match[2]), int(match[3]) if match[3] else None)
    if match[1] is None:
        return None, size
    rest_end = match.end(1) - (1 if text[match.end(1) - 1 : match.end(1)] == "\\" else 0)
    return trim(text, start, max(start, rest_end)), size


def fragment_spans(text: str, start: int) -> tuple[tuple[Span, ...], Span | None]:
    """Return the spans of the headings and of the block id in the fragment of a link that is all of `text`."""
    headings, block = _fragment(text, start, len(text))
    return tuple(Span(*span) for span in headings), Span(*block) if block else None


def _fragment(text: str, start: int, end: int) -> tuple[list[tuple[int, int]], tuple[int, int] | None]:
    """Split the text after `#` into a heading path and a block id, which starts with `^`."""
    headings, block = [], None
    while start <= end:
        stop = text.find("#", start, end)
        stop = end if stop < 0 else stop
        a, b = trim(text, start, stop)
        if text.startswith("^", a) and b > a:
            block = (a + 1, b)
        elif b > a:
            headings.append((a, b))
        start = stop + 1
    return headings, block
