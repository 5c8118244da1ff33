"""Finds the headings, blocks and anchors of a note that links name after `#`."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, KeysView, Sequence
from functools import cached_property
from itertools import chain
from typing import Literal

from wikilsp.note import Note
from wikilsp.syntax.facts import BlockId, Footnote, Heading, Link, Value
from wikilsp.syntax.headings import bare_text, loose_form
from wikilsp.vault.names import fold
from wikilsp.vault.nearest import SimilarNames
from wikilsp.vault.nesting import Nesting
from wikilsp.vault.slugs import numbered_slugs, short_slug, slug

_TOP = "top"
"""In every browser, this anchor is the top of the page."""
_LEVELS = 6
_MAX_REMEMBERED = 1_000
"""Heading paths whose result is remembered for each kind of name."""
_MOST_TRIES = 50
"""How many headings with the rarest name of a path are tried. There may be as many links as headings."""
_APP_ANCHOR = re.compile(r"fn(?:ref)?[:-]?[0-9]|:~:text=|tab/")
_FOOTNOTE_ANCHORS = ("fnref:", "fnref-", "fnref", "fn:", "fn-", "fn")
"""The beginnings of the anchors that sites give footnotes and their references. The id of the footnote follows."""
_DRAWING_SELECTORS = ("group=", "area=", "frame=", "clippedframe=", "taskbone=")
"""Excalidraw selects a part of a drawing by a fragment such as `#^group=id`. No block id has a `=`."""


def is_unchecked(link: Link) -> bool:
    """Whether the fragment of a link is none of a note's headings, blocks and anchors, but means something to an app.

    These are Excalidraw's parts of a drawing, footnotes, text to scroll to, and the tabs of docfx.
    """
    if link.block is not None:
        return link.block.startswith(_DRAWING_SELECTORS)
    return link.kind in ("link", "image") and bool(link.headings and _APP_ANCHOR.match(link.headings[0]))


def footnote_ids(anchor: str) -> Iterator[str]:
    """Yield the ids of the footnotes that an anchor may mean: `fnref-a` is `a`, `-a` or `ref-a`."""
    return (anchor.removeprefix(start) for start in _FOOTNOTE_ANCHORS if anchor.startswith(start))


class _Sections:
    """The headings of a note by one kind of name. Empty names, such as the slug of `???`, are left out."""

    def __init__(self, headings: Sequence[Heading], nesting: Nesting, names: Iterable[Iterable[str]]) -> None:
        self._headings = headings
        self._nesting = nesting
        self._names = [{*each} - {""} for each in names]
        self._found: dict[tuple[str, ...], int | None] = {}
        """Results by path: hundreds of tries for each of thousands of equal links would take too long."""
        self._indexes: dict[str, list[int]] = {}
        for at, each in enumerate(self._names):
            for name in each:
                self._indexes.setdefault(name, []).append(at)

    @property
    def names(self) -> KeysView[str]:
        """The names of all headings."""
        return self._indexes.keys()

    def find(self, path: Sequence[str]) -> Heading | None:
        """Return the first heading at the end of a path of nested sections."""
        if not 0 < len(path) <= _LEVELS:
            return None
        key = tuple(path)
        if key not in self._found:
            if len(self._found) == _MAX_REMEMBERED:
                self._found.clear()
            self._found[key] = self._find(key, 0, len(self._headings))
        at = self._found[key]
        return None if at is None else self._headings[at]

    def _find(self, path: Sequence[str], start: int, end: int) -> int | None:
        """Return the index of the last heading of a path, searching a range by the name that is rarest there."""
        if not path:
            return start - 1
        ranges = [self._find_name(name, start, end) for name in path]
        rarest = min(range(len(path)), key=lambda index: len(ranges[index]))
        for number in ranges[rarest][:_MOST_TRIES]:
            at = self._indexes[path[rarest]][number]
            if self._is_below(at, path[:rarest], start):
                found = self._find(path[rarest + 1 :], at + 1, self._nesting.ends[at])
                if found is not None:
                    return found
        return None

    def _find_name(self, name: str, start: int, end: int) -> range:
        indexes = self._indexes.get(name, [])
        return range(bisect_left(indexes, start), bisect_left(indexes, end))

    def _is_below(self, at: int, path: Sequence[str], start: int) -> bool:
        """Whether the sections around a heading, from index `start` on, include these names, outermost first."""
        left = len(path)
        parent = self._nesting.parents[at]
        while left and parent >= start:
            left -= path[left - 1] in self._names[parent]
            parent = self._nesting.parents[parent]
        return not left


class Fragments:
    """The headings, blocks and anchors of one note. `reading` is how the dialect reads headings in links.

    With `has_ranges`, several headings in a link are the ends of a range, not a path of nested sections.
    """

    def __init__(self, note: Note, reading: Literal["auto", "slug", "exact"], *, has_ranges: bool = False) -> None:
        self.note = note
        self.facts = note.facts
        self.has_ranges = has_ranges
        self._reading = reading

    def heading(self, path: Sequence[str]) -> Heading | None:
        """Return the first heading that matches a heading path, outermost first; for a range, its start."""
        if not self.has_ranges or len(path) < 2:
            return self._heading(path)
        ends = [self._heading([name]) for name in path]
        return ends[0] if all(ends) else None

    def _heading(self, path: Sequence[str]) -> Heading | None:
        if self._reading == "exact":
            return self._exact.find(path)
        found = None
        if self._reading == "auto":
            found = self._loose.find([loose_form(name) or name.strip() for name in path])
        return found or self._slugs.find([short_slug(name) for name in path])

    def block(self, block_id: str | None) -> BlockId | None:
        """Return the first block with this id, ignoring case, or None if there is none or the id is None."""
        return None if block_id is None else self._blocks.get(block_id.casefold())

    def has_anchor(self, link: Link) -> bool:
        """Whether a Markdown link's anchor exists: as GitHub or Obsidian reads it, or as an HTML `id` or `name`."""
        if link.block is not None:
            return self.block(link.block) is not None
        anchor = "#".join(link.headings).lstrip("#")
        return (
            not anchor
            or anchor.lower() == _TOP
            or anchor in self._own_anchors
            or self.heading_at_anchor(anchor) is not None
            or self.footnote_at_anchor(anchor) is not None
        )

    def footnote(self, name: str) -> Footnote | None:
        """Return the first definition of the footnote with this id, ignoring case."""
        return self._footnotes.get(name.casefold())

    def footnote_at_anchor(self, anchor: str) -> Footnote | None:
        """Return the definition of the footnote that an anchor such as `fn:id` or `fnref:id` means, or None."""
        return next((found for name in footnote_ids(anchor) if (found := self.footnote(name))), None)

    def near_headings(self, text: str) -> list[Heading]:
        """Return the headings that a misspelled one may mean, the nearest first."""
        sections, form = (self._slugs, short_slug) if self._reading == "slug" else (self._loose, loose_form)
        found = (sections.find([name]) for name in self._similar_headings.near(form(text)))
        return list(dict.fromkeys(heading for heading in found if heading))

    def near_blocks(self, block_id: str) -> list[BlockId]:
        """Return the blocks that a misspelled id may mean, the nearest first."""
        return [self._blocks[name] for name in self._similar_blocks.near(block_id.casefold())]

    def near_footnotes(self, name: str) -> list[Footnote]:
        """Return the definitions that a misspelled id of a footnote may mean, the nearest first."""
        return [self._footnotes[key] for key in self._similar_footnotes.near(name.casefold())]

    def number_of(self, heading: Heading) -> int:
        """Return the index of a heading among the headings of the note."""
        return self._numbers[heading]

    def parent_of(self, number: int) -> int:
        """Return the index of the heading whose section contains the heading with an index, -1 if there is none."""
        return self._nesting.parents[number]

    def anchor_of(self, heading: Heading) -> str:
        """Return the anchor that GitHub gives a heading of this note."""
        return self._own_slugs[self._numbers[heading]]

    def heading_at_anchor(self, anchor: str) -> Heading | None:
        """Return the heading with this anchor: its own `{#id}`, as GitHub forms it, or the heading's text."""
        anchor = anchor.lstrip("#")
        found = self.heading_with_id(anchor) or self._by_slug.get(anchor.lower())
        path = [loose_form(name) or name.strip() for name in anchor.split("#") if name.strip()]
        return found or self._loose.find(path)

    def heading_with_id(self, anchor: str) -> Heading | None:
        """Return the heading that ends with `{#anchor}`."""
        return self._by_id.get(anchor)

    def paths_to(self, heading: Heading) -> Iterator[tuple[Heading, ...]]:
        """Yield the heading paths that may identify a heading: the heading alone, then with more and more parents."""
        path: tuple[Heading, ...] = (heading,)
        yield path
        parent = self._numbers[heading]
        while (parent := self._nesting.parents[parent]) >= 0:
            path = (self.facts.headings[parent], *path)
            yield path

    def alias(self, folded: str) -> Value | None:
        """Return the first alias of the note that equals `folded` when folded."""
        return self._aliases.get(folded)

    def near_anchors(self, anchor: str) -> tuple[str, ...]:
        """Return the anchors, and block ids after `^`, that a misspelled anchor may mean, the nearest first."""
        return self._similar_anchors.near(anchor)

    @cached_property
    def _nesting(self) -> Nesting:
        return Nesting.of(self.facts.headings)

    @cached_property
    def _numbers(self) -> dict[Heading, int]:
        return {heading: number for number, heading in enumerate(self.facts.headings)}

    @cached_property
    def _own_slugs(self) -> list[str]:
        return numbered_slugs(self.facts.headings)

    @cached_property
    def _by_slug(self) -> dict[str, Heading]:
        bare = ((bare_text(heading.visible)[0], heading) for heading in reversed(self.facts.headings))
        without_marks = {slug(text): heading for text, heading in bare if text != heading.visible}
        return without_marks | dict(zip(self._own_slugs, self.facts.headings, strict=True))

    @cached_property
    def _by_id(self) -> dict[str, Heading]:
        ids = ((bare_text(heading.visible)[1], heading) for heading in reversed(self.facts.headings))
        return {own: heading for own, heading in ids if own}

    @cached_property
    def _aliases(self) -> dict[str, Value]:
        return {fold(alias.text): alias for alias in reversed(self.facts.aliases)}

    @cached_property
    def _loose(self) -> _Sections:
        # A heading of nothing but punctuation has no loose form.
        return self._sections(
            heading.keys if any(heading.keys) else (heading.text, heading.visible) for heading in self.facts.headings
        )

    @cached_property
    def _exact(self) -> _Sections:
        return self._sections((heading.text, heading.visible) for heading in self.facts.headings)

    @cached_property
    def _slugs(self) -> _Sections:
        both = zip(self.facts.headings, self._own_slugs, strict=True)
        return self._sections(
            map(short_slug, (heading.visible, bare_text(heading.visible)[0], own)) for heading, own in both
        )

    def _sections(self, names: Iterable[Iterable[str]]) -> _Sections:
        return _Sections(self.facts.headings, self._nesting, names)

    @cached_property
    def _similar_headings(self) -> SimilarNames:
        return SimilarNames((self._slugs if self._reading == "slug" else self._loose).names)

    @cached_property
    def _similar_blocks(self) -> SimilarNames:
        return SimilarNames(self._blocks)

    @cached_property
    def _similar_anchors(self) -> SimilarNames:
        blocks = (f"^{block.id}" for block in self.facts.blocks)
        return SimilarNames(dict.fromkeys(chain(self._own_slugs, blocks, self.facts.anchors)))

    @cached_property
    def _footnotes(self) -> dict[str, Footnote]:
        return {made.key: made for made in reversed(self.facts.footnotes) if made.is_definition}

    @cached_property
    def _similar_footnotes(self) -> SimilarNames:
        return SimilarNames(self._footnotes)

    @cached_property
    def _own_anchors(self) -> frozenset[str]:
        return frozenset(self.facts.anchors)

    @cached_property
    def _blocks(self) -> dict[str, BlockId]:
        # Of equal ids, the first one that a blank sets off, so that it was certainly meant as an id.
        ordered = sorted(self.facts.blocks, key=lambda block: block.attached)
        return {block.id.casefold(): block for block in reversed(ordered)}
