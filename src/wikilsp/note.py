"""A note: its place in the vault and its facts. Knows neither the disk nor other notes."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import TypeVar

from msgspec import DecodeError, Raw, msgpack

from wikilsp.syntax.facts import Facts, Layout, Link
from wikilsp.syntax.summary import NoteSummary, summary_of
from wikilsp.text import Position, Span, position

_Kind = TypeVar("_Kind", Facts, "_Beginning")
_NO_FACTS = Facts()
_NO_SKETCH = summary_of(_NO_FACTS)
_LARGE = 0x40000
"""Bytes of encoded facts from which on only those of a few notes are kept: decoded, they take tens of megabytes."""


class _Beginning(Layout, frozen=True, array_like=True, gc=False):
    """The first of the facts, of which links are left encoded."""

    links: tuple[Raw, ...] = ()


class Note:
    """One note of a vault. `path` is relative to the vault's root, with `/`.

    Of most notes nobody ever asks the facts, so they may be given as MessagePack, or as a function that is called when
    somebody does; only those of the notes that were asked for last are kept. The sketch may be given beside it. A note
    does not change: what is worked out late is what it was from the start.
    """

    __slots__ = ("_facts", "_sketch", "oversize", "path", "undecodable", "unread")

    def __init__(
        self,
        path: str,
        facts: Facts | bytes | Callable[[], Facts] = _NO_FACTS,
        undecodable: Span | None = None,
        oversize: int | None = None,
        *,
        unread: bool = False,
        summary: NoteSummary | None = None,
    ) -> None:
        self.path = path
        self.undecodable = undecodable
        """The first place that is not UTF-8; the text has U+FFFD there."""
        self.oversize = oversize
        """The size in bytes of a note that is too large to be read: it is known by its name only."""
        self.unread = unread
        """Its contents are not known yet."""
        self._facts = facts
        self._sketch = _NO_SKETCH if facts is _NO_FACTS else summary

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
        """What the note's text says."""
        facts = self._facts
        if isinstance(facts, Facts):
            return facts
        return _large(facts) if isinstance(facts, bytes) and len(facts) > _LARGE else _worked_out(facts)

    @property
    def layout(self) -> Layout:
        """Where its lines begin, and how long it is. Of many notes, this costs less than all facts."""
        return _beginning(self._facts) if isinstance(self._facts, bytes) else self.facts

    @property
    def links(self) -> tuple[Link, ...]:
        """Its links, and after them those of its reference definitions."""
        facts = self.facts
        defined = [definition.link for definition in facts.definitions if definition.link]
        return (*facts.links, *defined) if defined else facts.links

    def links_at(self, indexes: Sequence[int]) -> list[Link]:
        """Give those of `links` with these indexes, which ascend, in the order of the text.

        Of many notes, this costs less.
        """
        if indexes and isinstance(self._facts, bytes):
            encoded = _beginning(self._facts).links
            if indexes[-1] < len(encoded):
                with suppress(DecodeError, UnicodeDecodeError):
                    return [msgpack.decode(encoded[index], type=Link) for index in indexes]
        links = self.links
        return sorted((links[index] for index in indexes), key=lambda link: link.span)

    @property
    def summary(self) -> NoteSummary:
        """What other notes need to know of this one."""
        if self._sketch is None:
            self._sketch = summary_of(self.facts)
        return self._sketch

    @property
    def is_read(self) -> bool:
        """Are the facts those of the note's text?"""
        return self.oversize is None and not self.unread

    @property
    def folder(self) -> str:
        """The folder of the note, "" at the root."""
        return self.path.rpartition("/")[0]

    def position(self, offset: int) -> Position:
        """Turn an offset into the note's text into a row and a column."""
        return position(self.facts.line_starts, offset)


@lru_cache(maxsize=256)
def _worked_out(facts: bytes | Callable[[], Facts]) -> Facts:
    return _decoded(facts, Facts) if isinstance(facts, bytes) else facts()


@lru_cache(maxsize=4)
def _large(facts: bytes) -> Facts:
    return msgpack.decode(facts, type=Facts)


@lru_cache(maxsize=256)
def _beginning(facts: bytes) -> _Beginning:
    return _decoded(facts, _Beginning)


def _decoded(facts: bytes, kind: type[_Kind]) -> _Kind:
    # Only a cache that somebody has tampered with has facts of other types: it may as well say nothing.
    try:
        return msgpack.decode(facts, type=kind)
    except (DecodeError, UnicodeDecodeError, RecursionError):
        return kind()
