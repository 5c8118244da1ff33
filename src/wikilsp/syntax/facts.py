"""The facts of a note: small immutable values, each with its span in the text.

Spans are code-point offsets into the note's text, in which a byte order mark counts as one. Rules need nothing but
facts: whatever they may report about the syntax of a note is in `Facts.candidates`.
"""

from typing import Literal, NamedTuple
from zlib import crc32

from msgspec import Struct, structs

from wikilsp.text import Span

LinkKind = Literal["wikilink", "embed", "link", "image"]
ValueType = Literal["date", "duration", "text", "tag", "link", "boolean", "number", "null", "list"]
PropertyScope = Literal["frontmatter", "page", "block", "inline"]
QueryKind = Literal["dataview", "inline", "script", "logseq", "datalog"]


class Size(NamedTuple):
    """The size of an embedded image in pixels. `height` is None if only a width is given."""

    width: int
    height: int | None


class BlockEnd(Struct, frozen=True, array_like=True, gc=False):
    """The block id at one end of a range, without `^`."""

    id: str
    span: Span


class Link(Struct, frozen=True, array_like=True, gc=False):
    """A `[[wikilink]]`, an `![[embed]]`, or a Markdown link or image to a local file."""

    kind: LinkKind
    span: Span
    """The whole link with `!` and brackets."""
    path: str
    """The target before `#` and `|`, trimmed. "" is this note. Markdown links: percent-decoded, without the query."""
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
    """The label of the definition of a `[text][label]` link. The `path_span` is in the definition."""
    whole: str | None = None
    """All the text between the brackets, where Logseq may read it as one page name."""
    quiet: bool = False
    """Whether the link is never reported: a placeholder of a template, in a comment, an admonition or a query."""
    in_table: bool = False
    r"""Whether the link is in a table cell, where a bar is written as `\|`."""
    first_block: BlockEnd | None = None
    """In Dendron, the block at the start of a range whose end is another one, `block`."""

    @property
    def to_blocks(self) -> tuple["Link", ...]:
        """The link to each of the blocks that it names, none if it names none."""
        if self.block is None or self.first_block is None:
            return () if self.block is None else (self,)
        first = self.first_block
        return structs.replace(self, block=first.id, block_span=first.span, first_block=None), self


class Definition(Struct, frozen=True, array_like=True, gc=False):
    """A reference definition `[label]: destination`. `link` is None for an external destination."""

    label: str
    span: Span
    label_span: Span
    link: Link | None


class Tag(Struct, frozen=True, array_like=True, gc=False):
    """A tag. The span includes the `#`, which may be missing in front matter; the name does not."""

    name: str
    span: Span


class Value(Struct, frozen=True, array_like=True, gc=False):
    """A value of a property, or an item of its list. `text` is as written, trimmed."""

    text: str
    type: ValueType
    span: Span


class Property(Struct, frozen=True, array_like=True, gc=False):
    """A property in one of four syntaxes: front matter, page line, block line, inline bracket."""

    key: str
    id: str
    """The normalized key: NFC, casefolded, with `-` for spaces and `_`."""
    key_span: Span
    value: Value
    items: tuple[Value, ...]
    """The items of a list; otherwise the value itself, or nothing if it is empty."""
    scope: PropertyScope
    owner: int = -1
    """Offset of the list item that a block property belongs to; -1 for the page."""
    quiet: bool = False

    @property
    def span(self) -> Span:
        """The span from the key to the end of the value."""
        return Span(self.key_span.start, self.value.span.end)


class Heading(Struct, frozen=True, array_like=True, gc=False):
    """A heading. `text` is its source without markers, `visible` the text as rendered."""

    text: str
    visible: str
    level: int
    span: Span
    """The heading with its markers, from the first one (setext: from the text) to the last one."""
    text_span: Span
    keys: tuple[str, ...]
    """The texts by which links can target it, in Obsidian's loose form."""


class BlockId(Struct, frozen=True, array_like=True, gc=False):
    """A block id: `^id`, or the value of Logseq's `id::` property (`from_property`)."""

    id: str
    span: Span
    from_property: bool = False
    attached: bool = False
    """Whether no blank separates `^id` from the text before it, which may mean something else, such as a power."""

    @property
    def is_listed(self) -> bool:
        """Whether the id is offered and shown as a name. The others are only targets of links."""
        return not (self.from_property or self.attached)


class Footnote(Struct, frozen=True, array_like=True, gc=False):
    """A reference to a footnote, `[^id]`, or the start of its definition, `[^id]:`."""

    id: str
    span: Span
    """The brackets with the id."""
    text_span: Span | None = None
    """The first paragraph of the text of a definition; None for a reference."""

    @property
    def key(self) -> str:
        """The form of the id that is compared: ids are equal ignoring case."""
        return self.id.casefold()

    @property
    def is_definition(self) -> bool:
        """Whether it defines the footnote."""
        return self.text_span is not None

    @property
    def id_span(self) -> Span:
        """The span of the id."""
        return Span(self.span.start + len("[^"), self.span.end - len("]"))


class Callout(Struct, frozen=True, array_like=True, gc=False):
    """The type of a callout, `> [!type] Title`, as written."""

    type: str
    span: Span


class Candidate(Struct, frozen=True, array_like=True, gc=False):
    """A place that looks like a mistake. `kind` is the code of the rule that decides.

    `text` is the object that the message names. `at` is a second span, for rules that need one. `sure` is False if only
    the value, and no property nearby, suggests a mistake.
    """

    kind: str
    span: Span
    text: str = ""
    at: Span | None = None
    sure: bool = True


class Suppression(Struct, frozen=True, array_like=True, gc=False):
    """A `wikilsp-ignore` comment. No codes means all rules; `row` is the 1-based row, 0 for the whole note."""

    codes: tuple[str, ...]
    code_spans: tuple[Span, ...]
    span: Span
    row: int


class Query(Struct, frozen=True, array_like=True, gc=False):
    """A query of Dataview or Logseq. `text` is its text without the fence, macro or code span around it.

    `kind`: `dataview` (a fence), `inline` (an expression in a code span), `script` (JavaScript, in either of them),
    `logseq` (`{{query …}}`), `datalog` (`#+BEGIN_QUERY`).
    """

    kind: QueryKind
    span: Span
    text: str


class Layout(Struct, frozen=True, array_like=True, gc=False):
    """The facts needed to convert offsets and to edit. They come first, so that they can be decoded alone."""

    line_starts: tuple[int, ...] = (0,)
    length: int = 0
    has_astral: bool = False
    """Whether the text has characters above U+FFFF, such as emoji."""
    newline: str = "\n"
    """The line ending of the first line, which edits use for new lines."""


class Facts(Layout, frozen=True, array_like=True, gc=False):
    """Everything that the parser found in a note. Each tuple is in text order."""

    links: tuple[Link, ...] = ()
    definitions: tuple[Definition, ...] = ()
    tags: tuple[Tag, ...] = ()
    properties: tuple[Property, ...] = ()
    headings: tuple[Heading, ...] = ()
    blocks: tuple[BlockId, ...] = ()
    anchors: tuple[str, ...] = ()
    """The values of HTML `id` and `name` attributes."""
    aliases: tuple[Value, ...] = ()
    title: str | None = None
    """The `title` property of the page."""
    suppressions: tuple[Suppression, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    checksum: int = 0
    """The checksum of the text, to detect changes. See `checksum`."""
    template_end: int = 0
    """The end of front matter with placeholders of a template, in which nothing is reported; 0 if there is none."""
    queries: tuple[Query, ...] = ()
    footnotes: tuple[Footnote, ...] = ()
    """The references and the definitions of footnotes."""
    callouts: tuple[Callout, ...] = ()


def checksum(text: str) -> int:
    """Return a checksum that distinguishes texts of equal length."""
    return crc32(text.encode("utf-8", "surrogatepass"))


def has_astral(text: str) -> bool:
    """Whether a text has characters above U+FFFF."""
    # In UTF-16, these take four bytes, and the others two.
    return not text.isascii() and len(text.encode("utf-16-le", "surrogatepass")) > 2 * len(text)
