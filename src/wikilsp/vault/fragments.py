"""What a link can point at inside a note: headings, blocks, anchors. Knows one note at a time and no names of notes."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, KeysView, Sequence
from functools import cached_property
from itertools import chain
from typing import Literal, NamedTuple

from wikilsp.note import Note
from wikilsp.syntax.facts import BlockId, Heading, Link, Value
from wikilsp.syntax.headings import loose
from wikilsp.vault.names import fold
from wikilsp.vault.nearest import Spellings

_NO_ASCII_SLUG = re.compile(r"[^\w\- ]", re.ASCII)
_LEVELS = 6
_MOST_TRIES = 50
"""So many headings with the rarest name of a path are looked at, as there may be as many links."""
_HYPHENS = re.compile(r"-+")
_SLUG_CATEGORIES = frozenset({"Mn", "Mc", "Me", "Nd", "Nl", "Pc"})


def slug(text: str) -> str:
    """Give the anchor that GitHub makes of a heading: lower case, no punctuation, blanks as hyphens."""
    text = text.strip().lower()
    if text.isascii():
        return _NO_ASCII_SLUG.sub("", text).replace(" ", "-")
    kept = (c for c in text if c in "- " or c.isalpha() or unicodedata.category(c) in _SLUG_CATEGORIES)
    return "".join(kept).replace(" ", "-")


def numbered_slugs(headings: Iterable[Heading]) -> list[str]:
    """Give each heading's own anchor: the slug, with `-1`, `-2` for those that would repeat an earlier one."""
    uses: dict[str, int] = {}
    slugs = []
    for heading in headings:
        base = own = slug(heading.visible)
        while own in uses:
            uses[base] += 1
            own = f"{base}-{uses[base]}"
        uses[own] = 0
        slugs.append(own)
    return slugs


def _squeezed(text: str) -> str:
    """Give the slug as Marksman writes it: one hyphen where GitHub has several."""
    return _HYPHENS.sub("-", slug(text)).strip("-")


class _Sections:
    """The headings of a note under one way of naming them. Names that come to nothing, such as `???`, name nothing."""

    def __init__(self, headings: Sequence[Heading], nesting: "_Nesting", names: Iterable[Iterable[str]]) -> None:
        self._headings = headings
        self._nesting = nesting
        self._called = [{*called} - {""} for called in names]
        self._positions: dict[str, list[int]] = {}
        for at, called in enumerate(self._called):
            for name in called:
                self._positions.setdefault(name, []).append(at)

    @property
    def names(self) -> KeysView[str]:
        """What the headings are called."""
        return self._positions.keys()

    def find(self, path: Sequence[str]) -> Heading | None:
        """Give the first heading at the end of a path of nested sections."""
        at = self._find(path, 0, len(self._headings)) if 0 < len(path) <= _LEVELS else None
        return None if at is None else self._headings[at]

    def _find(self, path: Sequence[str], start: int, end: int) -> int | None:
        """Find the end of the first such path in a range of headings, by the name in it that is rarest there."""
        if not path:
            return start - 1
        ranges = [self._named(name, start, end) for name in path]
        rarest = min(range(len(path)), key=lambda index: len(ranges[index]))
        for number in ranges[rarest][:_MOST_TRIES]:
            at = self._positions[path[rarest]][number]
            if self._is_below(at, path[:rarest], start):
                found = self._find(path[rarest + 1 :], at + 1, self._nesting.ends[at])
                if found is not None:
                    return found
        return None

    def _named(self, name: str, start: int, end: int) -> range:
        positions = self._positions.get(name, [])
        return range(bisect_left(positions, start), bisect_left(positions, end))

    def _is_below(self, at: int, path: Sequence[str], start: int) -> bool:
        """Whether the sections that a heading stands in, from `start` on, have these names, outermost first."""
        left = len(path)
        parent = self._nesting.parents[at]
        while left and parent >= start:
            left -= path[left - 1] in self._called[parent]
            parent = self._nesting.parents[parent]
        return not left


class _Nesting(NamedTuple):
    """Of each heading, the one whose section it begins in (-1 if in none), and the one before which its own ends."""

    parents: list[int]
    ends: list[int]

    @classmethod
    def of(cls, headings: Sequence[Heading]) -> "_Nesting":
        count = len(headings)
        parents, ends, sections = [-1] * count, [count] * count, list[int]()
        for at, heading in enumerate(headings):
            while sections and headings[sections[-1]].level >= heading.level:
                ends[sections.pop()] = at
            parents[at] = sections[-1] if sections else -1
            sections.append(at)
        return cls(parents, ends)


class Fragments:
    """The headings, blocks and anchors of one note, by the names that links use."""

    def __init__(self, note: Note, reading: Literal["auto", "slug", "exact"]) -> None:
        self.note = note
        self.facts = note.facts
        self._reading = reading

    def heading(self, path: Sequence[str]) -> Heading | None:
        """Give the heading that a path of headings, outermost first, means; the first of several."""
        if self._reading == "exact":
            return self._exact.find(path)
        found = None
        if self._reading == "auto":
            found = self._loose.find([loose(name) for name in path])
        return found or self._slugs.find([_squeezed(name) for name in path])

    def block(self, block_id: str) -> BlockId | None:
        """Give the block of this id, whatever its case; the first of several."""
        return self._blocks.get(block_id.casefold())

    def has_anchor(self, link: Link) -> bool:
        """Does a Markdown link's anchor exist: by GitHub's slug, by Obsidian's ways, or as an HTML `id` or `name`?"""
        if link.block is not None:
            return self.block(link.block) is not None
        anchor = "#".join(link.headings)
        return (
            not anchor
            or anchor.lower() in self._anchors
            or anchor in self._own_anchors
            or self._loose.find([loose(name) for name in anchor.split("#")]) is not None
        )

    def near_headings(self, text: str) -> list[Heading]:
        """Give the headings that may have been meant by `text`, the nearest first."""
        found = (self._loose.find([name]) for name in self._spelt_headings.near(loose(text)))
        return list(dict.fromkeys(heading for heading in found if heading))

    def near_blocks(self, block_id: str) -> list[BlockId]:
        """Give the blocks that may have been meant by this id, the nearest first."""
        return [self._blocks[name] for name in self._spelt_blocks.near(block_id.casefold())]

    def number_of(self, heading: Heading) -> int:
        """Return which of the note's headings this one is, the first being 0."""
        return self._numbers[heading]

    def anchor_of(self, heading: Heading) -> str:
        """Return the anchor of a heading of this note by GitHub's way."""
        return self._own_slugs[self._numbers[heading]]

    def anchored(self, anchor: str) -> Heading | None:
        """Return the heading that has this anchor by GitHub's way."""
        return self._by_slug.get(anchor.lower())

    def paths_to(self, heading: Heading) -> Iterator[tuple[Heading, ...]]:
        """Yield the paths that may tell a heading from others of the same words: itself, then with ever more above."""
        path: tuple[Heading, ...] = (heading,)
        yield path
        above = self._numbers[heading]
        while (above := self._nesting.parents[above]) >= 0:
            path = (self.facts.headings[above], *path)
            yield path

    def alias(self, name: str) -> Value | None:
        """Return the first place where the note has an alias, which is folded."""
        return self._aliases.get(name)

    def near_anchors(self, anchor: str) -> tuple[str, ...]:
        """Return the anchors, and ids of blocks after `^`, that may be meant by this one, the nearest first."""
        return self._spelt_anchors.near(anchor)

    @cached_property
    def _nesting(self) -> _Nesting:
        return _Nesting.of(self.facts.headings)

    @cached_property
    def _numbers(self) -> dict[Heading, int]:
        return {heading: number for number, heading in enumerate(self.facts.headings)}

    @cached_property
    def _own_slugs(self) -> list[str]:
        return numbered_slugs(self.facts.headings)

    @cached_property
    def _by_slug(self) -> dict[str, Heading]:
        return dict(zip(self._own_slugs, self.facts.headings, strict=True))

    @cached_property
    def _aliases(self) -> dict[str, Value]:
        return {fold(alias.text): alias for alias in reversed(self.facts.aliases)}

    @cached_property
    def _loose(self) -> _Sections:
        return self._sections(heading.keys for heading in self.facts.headings)

    @cached_property
    def _exact(self) -> _Sections:
        return self._sections((heading.text, heading.visible) for heading in self.facts.headings)

    @cached_property
    def _slugs(self) -> _Sections:
        both = zip(self.facts.headings, self._own_slugs, strict=True)
        return self._sections((_squeezed(heading.visible), _squeezed(own)) for heading, own in both)

    def _sections(self, names: Iterable[Iterable[str]]) -> _Sections:
        return _Sections(self.facts.headings, self._nesting, names)

    @cached_property
    def _anchors(self) -> frozenset[str]:
        # Every browser takes `#top` for the top of the page.
        return frozenset((*self._own_slugs, "top"))

    @cached_property
    def _spelt_headings(self) -> Spellings:
        return Spellings(self._loose.names)

    @cached_property
    def _spelt_blocks(self) -> Spellings:
        return Spellings(self._blocks)

    @cached_property
    def _spelt_anchors(self) -> Spellings:
        blocks = (f"^{block.id}" for block in self.facts.blocks)
        return Spellings(dict.fromkeys(chain(self._own_slugs, blocks, self.facts.anchors)))

    @cached_property
    def _own_anchors(self) -> frozenset[str]:
        return frozenset(self.facts.anchors)

    @cached_property
    def _blocks(self) -> dict[str, BlockId]:
        return {block.id.casefold(): block for block in reversed(self.facts.blocks)}
