"""A note of a vault: its path and the facts parsed from its text."""

from functools import lru_cache
from typing import TypeVar, cast

from msgspec import msgpack

from wikilsp.syntax.facts import Definition, Facts, Layout, Link
from wikilsp.syntax.summary import NoteSummary, summary_of
from wikilsp.text import Edit, Position, Span, position

_Kind = TypeVar("_Kind", bound=Layout)
_NO_FACTS = Facts()
_NO_SUMMARY = summary_of(_NO_FACTS)
_ESCAPED_IN_YAML = frozenset("\"'\\")
_LARGE = 0x40000
"""The size in bytes above which encoded facts are large: decoded, they take tens of megabytes, so few are cached."""


class _FactsStart(Layout, frozen=True, array_like=True, gc=False):
    """The leading fields of `Facts`."""

    links: tuple[Link, ...] = ()
    definitions: tuple[Definition, ...] = ()


class Note:
    """An immutable note. `path` is its vault path.

    The facts of most notes are never used, so they can be passed as MessagePack. They are decoded on access, and only
    the most recently used ones are cached. The summary can be passed as well; otherwise it is derived from the facts on
    first access.
    """

    __slots__ = ("_facts", "_summary", "oversize", "path", "undecodable", "unread")

    def __init__(
        self,
        path: str,
        facts: Facts | bytes | memoryview = _NO_FACTS,
        undecodable: Span | None = None,
        oversize: int | None = None,
        *,
        unread: bool = False,
        summary: NoteSummary | None = None,
    ) -> None:
        self.path = path
        self.undecodable = undecodable
        """The first span that is not valid UTF-8; the text has U+FFFD there."""
        self.oversize = oversize
        """The size in bytes of a note that is too large to read; only its name is known."""
        self.unread = unread
        """Whether the contents have not been read yet."""
        self._facts = facts
        self._summary = _NO_SUMMARY if facts is _NO_FACTS else summary

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Note) and self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash(self.path)

    def __repr__(self) -> str:
        return f"Note({self.path!r})"

    def _parts(self) -> tuple[object, ...]:
        return self.path, self.facts, self.undecodable, self.oversize, self.unread

    @property
    def facts(self) -> Facts:
        """Everything the parser found in the text of the note."""
        return self._facts if isinstance(self._facts, Facts) else _load(self._facts, Facts)

    def decoded(self) -> "Note":
        """Return this note with its facts as values, for many accesses in succession."""
        if isinstance(self._facts, Facts):
            return self
        # Not cached: a lookup takes as long as decoding half of the facts.
        facts = _decode_facts(self._facts)
        return Note(self.path, facts, self.undecodable, self.oversize, unread=self.unread, summary=self._summary)

    @property
    def layout(self) -> Layout:
        """The line starts and the length of the note. Cheaper than `facts` for many notes."""
        return self._facts if isinstance(self._facts, Facts) else _load(self._facts, Layout)

    @property
    def links(self) -> tuple[Link, ...]:
        """The links of the text, followed by the links of the reference definitions. Cheaper than `facts`."""
        facts = self._facts if isinstance(self._facts, Facts) else _load(self._facts, _FactsStart)
        defined = [definition.link for definition in facts.definitions if definition.link]
        return (*facts.links, *defined) if defined else facts.links

    @property
    def summary(self) -> NoteSummary:
        """The part of the note that other notes depend on."""
        if self._summary is None:
            self._summary = summary_of(self.facts)
        return self._summary

    @property
    def is_read(self) -> bool:
        """Whether the text was read, so that the facts describe it."""
        return self.oversize is None and not self.unread

    @property
    def folder(self) -> str:
        """The vault path of the note's folder, "" for the root."""
        return self.path.rpartition("/")[0]

    def at(self, path: str) -> "Note":
        """Return this note at another path."""
        return Note(path, self._facts, self.undecodable, self.oversize, unread=self.unread, summary=self._summary)

    def position(self, offset: int) -> Position:
        """Convert an offset into the note's text to a row and a column."""
        return position(self.facts.line_starts, offset)

    def edit(self, span: Span, text: str) -> Edit:
        """Return the edit that writes a text at a span of the note.

        The text is escaped if the span is between the quotes of front matter. All edits of notes are made here, so that
        nobody who makes one has to think of that.
        """
        if _ESCAPED_IN_YAML.isdisjoint(text):
            return Edit(span, text)
        from wikilsp.syntax.quoting import escape_between_quotes  # noqa: PLC0415 - few texts need it

        return Edit(span, escape_between_quotes(self.facts, span, text))


def _load(facts: bytes | memoryview, kind: type[_Kind]) -> _Kind:
    loaded = (_decode_large if len(facts) > _LARGE else _decode)(facts, kind)
    return cast("_Kind", loaded)


def _decode_any(facts: bytes | memoryview, kind: type[Layout]) -> Layout:
    return msgpack.decode(facts, type=kind)


_decode_facts = msgpack.Decoder(Facts).decode
_decode = lru_cache(maxsize=512)(_decode_any)
_decode_large = lru_cache(maxsize=8)(_decode_any)
