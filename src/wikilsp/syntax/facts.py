"""What a note says: small immutable values, each with its place in the text. Holds no text, knows no vault.

Every span is in code-point offsets into the note's text (a byte order mark counts as one). Facts are enough for every
rule: what a rule may report about a note's own syntax stands in `Facts.candidates`.
"""

from typing import Literal, NamedTuple

from msgspec import Struct

from wikilsp.text import Span

LinkKind = Literal["wikilink", "embed", "link", "image"]
ValueType = Literal["date", "duration", "text", "tag", "link", "boolean", "number", "null", "list"]
Scope = Literal["frontmatter", "page", "block", "inline"]


class Size(NamedTuple):
    """The size asked of an embedded image, in pixels; `height` is None where only a width is written."""

    width: int
    height: int | None


class Link(Struct, frozen=True, array_like=True, gc=False):
    """A `[[wikilink]]`, an `![[embed]]`, or a Markdown link or image to a local file."""

    kind: LinkKind
    span: Span
    """All of it, with `!` and brackets."""
    path: str
    """The target before `#` and `|`, trimmed; percent-decoded and without query for Markdown links; "" is this note."""
    path_span: Span
    headings: tuple[str, ...] = ()
    """The heading path, outermost first."""
    heading_spans: tuple[Span, ...] = ()
    block: str | None = None
    """The block id, without `^`."""
    block_span: Span | None = None
    label: str | None = None
    label_span: Span | None = None
    size: Size | None = None
    reference: str | None = None
    """The label of the definition that gives the destination of a `[text][label]` link; its path stands there."""
    whole: str | None = None
    """All the text between the brackets, where Logseq may read it as one page name."""
    quiet: bool = False
    """Never diagnosed: a template's placeholder, or inside a `%%` comment."""
    in_table: bool = False
    r"""In a table cell, where a bar has to be written `\|`."""


class Definition(Struct, frozen=True, array_like=True, gc=False):
    """A reference definition `[label]: destination`. `link` is None for an external destination."""

    label: str
    span: Span
    label_span: Span
    link: Link | None


class Tag(Struct, frozen=True, array_like=True, gc=False):
    """A tag; `name` is without `#`, the span with it (in front matter it may be missing)."""

    name: str
    span: Span


class Value(Struct, frozen=True, array_like=True, gc=False):
    """One value, or one piece of a list; `text` is as written, trimmed."""

    text: str
    type: ValueType
    span: Span


class Property(Struct, frozen=True, array_like=True, gc=False):
    """A property in one of the four syntaxes: front matter, page line, block line, inline bracket."""

    key: str
    id: str
    """The key's identity: NFC, casefolded, spaces and `_` as `-`."""
    key_span: Span
    value: Value
    items: tuple[Value, ...]
    """The pieces of a list, the value itself if it is none, nothing if it is empty."""
    scope: Scope
    owner: int = -1
    """Offset of the list item that a block property belongs to; -1 for the page."""
    quiet: bool = False

    @property
    def span(self) -> Span:
        """From the key to the end of the value."""
        return Span(self.key_span.start, self.value.span.end)


class Heading(Struct, frozen=True, array_like=True, gc=False):
    """A heading. `text` is its source without markers, `visible` what a reader sees of it."""

    text: str
    visible: str
    level: int
    span: Span
    """From the first marker (setext: the text) to the end of the last one."""
    text_span: Span
    keys: tuple[str, ...]
    """What a link may say to mean it, in Obsidian's loose form."""


class BlockId(Struct, frozen=True, array_like=True, gc=False):
    """A `^id`, or the value of Logseq's `id::` property (`from_property`)."""

    id: str
    span: Span
    from_property: bool = False


class Candidate(Struct, frozen=True, array_like=True, gc=False):
    """Something that a rule may report: `kind` is the code of that rule.

    `text` is what the message names; `at` is a second place where the rule needs one (see each rule); `sure` is false
    where only the value, not the block around it, is the evidence.
    """

    kind: str
    span: Span
    text: str = ""
    at: Span | None = None
    sure: bool = True


class Suppression(Struct, frozen=True, array_like=True, gc=False):
    """A `wikilsp-ignore` comment. No codes means all; `row` is the 1-based row it holds for, 0 for the whole note."""

    codes: tuple[str, ...]
    code_spans: tuple[Span, ...]
    span: Span
    row: int


class Layout(Struct, frozen=True, array_like=True, gc=False):
    """What tells where in a note something stands. It comes first, so that it can be decoded alone."""

    line_starts: tuple[int, ...] = (0,)
    length: int = 0
    has_astral: bool = False
    """Whether the text has characters above U+FFFF, such as emoji."""
    newline: str = "\n"
    """How the first line ends; what an edit that adds a line writes."""


class Facts(Layout, frozen=True, array_like=True, gc=False):
    """Everything that the rest of the program knows of a note's text. Each tuple is in the order of the text."""

    links: tuple[Link, ...] = ()
    definitions: tuple[Definition, ...] = ()
    tags: tuple[Tag, ...] = ()
    properties: tuple[Property, ...] = ()
    headings: tuple[Heading, ...] = ()
    blocks: tuple[BlockId, ...] = ()
    anchors: tuple[str, ...] = ()
    """Values of HTML `id` and `name` attributes."""
    aliases: tuple[Value, ...] = ()
    title: str | None = None
    """The `title` property of the page."""
    suppressions: tuple[Suppression, ...] = ()
    candidates: tuple[Candidate, ...] = ()
