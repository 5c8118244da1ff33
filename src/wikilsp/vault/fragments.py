"""What a link can point at inside a note: headings, blocks, anchors. Knows one note at a time and no names of notes."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Literal

from wikilsp.note import Note
from wikilsp.syntax.facts import BlockId, Heading, Link, Value
from wikilsp.syntax.headings import loose
from wikilsp.vault.names import fold
from wikilsp.vault.nearest import Spellings

_NO_ASCII_SLUG = re.compile(r"[^\w\- ]", re.ASCII)
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


class _Tree:
    """Which headings of a note stand below which."""

    def __init__(self, headings: Sequence[Heading]) -> None:
        self.parents: list[int] = []
        """The heading that each stands right below, -1 if there is none."""
        self.ends = [len(headings)] * len(headings)
        """The first heading that does not stand below each."""
        above: list[int] = []
        for at, heading in enumerate(headings):
            while above and headings[above[-1]].level >= heading.level:
                self.ends[above.pop()] = at
            self.parents.append(above[-1] if above else -1)
            above.append(at)

    def above(self, at: int) -> Iterator[int]:
        """Give the headings that one stands below, the innermost first."""
        while (at := self.parents[at]) >= 0:
            yield at


class _Sections:
    """The headings of a note under one way of naming them. Names that come to nothing, such as `???`, name nothing."""

    def __init__(self, headings: Sequence[Heading], tree: _Tree, names: Iterable[Iterable[str]]) -> None:
        self._headings = headings
        self._tree = tree
        self._names = [{*called} - {""} for called in names]
        self._positions: dict[str, list[int]] = {}
        self._found: dict[tuple[str, ...], Heading | None] = {}
        """What was found, since many links say the same."""
        for at, called in enumerate(self._names):
            for name in called:
                self._positions.setdefault(name, []).append(at)

    def find(self, path: Sequence[str]) -> Heading | None:
        """Give the first heading at the end of a path of nested sections."""
        if not path or not all(name in self._positions for name in path):
            return None
        asked = tuple(path)
        if asked not in self._found:
            found = (self._headings[at] for at in self._ending(asked) if self._is_below(at, asked[:-1]))
            self._found[asked] = next(found, None)
        return self._found[asked]

    def near(self, name: str) -> list[Heading]:
        """Give the first heading of each name that may have been meant by this one, the nearest first."""
        return [self._headings[self._positions[other][0]] for other in self._spellings.near(name)]

    @cached_property
    def _spellings(self) -> Spellings:
        return Spellings(self._positions)

    def _ending(self, path: Sequence[str]) -> Iterable[int]:
        """Give the headings called as the end of a path that may stand below the first of it.

        Either all of them are looked at, or what stands below those of the first name, whichever are fewer.
        """
        first, last = self._positions[path[0]], self._positions[path[-1]]
        if len(path) == 1 or len(last) <= len(first):
            return last
        stretches = ((bisect_right(last, at), bisect_left(last, self._tree.ends[at])) for at in first)
        return (last[at] for stretch in stretches for at in range(*stretch))

    def _is_below(self, at: int, path: Sequence[str]) -> bool:
        """Whether a heading stands below all of a path, which is read from its end."""
        left = len(path)
        for above in self._tree.above(at) if left else ():
            left -= path[left - 1] in self._names[above]
            if not left:
                break
        return not left


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
            or anchor in self._named_anchors
            or self._loose.find([loose(name) for name in anchor.split("#")]) is not None
        )

    def near_headings(self, text: str) -> list[Heading]:
        """Give the headings that may have been meant by `text`, the nearest first."""
        return list(dict.fromkeys(self._loose.near(loose(text))))

    def near_blocks(self, block_id: str) -> list[BlockId]:
        """Give the blocks that may have been meant by this id, the nearest first."""
        return [self._blocks[name] for name in self._block_spellings.near(block_id.casefold())]

    def near_anchors(self, anchor: str) -> tuple[str, ...]:
        """Give the anchors that may have been meant by this one, the nearest first."""
        return self._anchor_spellings.near(anchor)

    def anchored(self, anchor: str) -> Heading | None:
        """Give the heading that has this anchor by GitHub's way."""
        return self._by_slug.get(anchor.lower())

    def number_of(self, heading: Heading) -> int:
        """Tell which of the note's headings this one is, the first being 0."""
        return self._numbers[heading]

    def anchor_of(self, heading: Heading) -> str:
        """Give the anchor of a heading of this note by GitHub's way."""
        return self._own_slugs[self._numbers[heading]]

    def paths_to(self, heading: Heading) -> Iterator[tuple[Heading, ...]]:
        """Give the paths that may tell a heading from others of the same words: itself, then with ever more above."""
        path: tuple[Heading, ...] = (heading,)
        yield path
        for above in self._tree.above(self._numbers[heading]):
            path = (self.facts.headings[above], *path)
            yield path

    def alias(self, name: str) -> Value | None:
        """Give the first place where the note has an alias, which is folded."""
        return self._aliases.get(name)

    @cached_property
    def _tree(self) -> _Tree:
        return _Tree(self.facts.headings)

    @cached_property
    def _own_slugs(self) -> list[str]:
        return numbered_slugs(self.facts.headings)

    @cached_property
    def _by_slug(self) -> dict[str, Heading]:
        return dict(zip(self._own_slugs, self.facts.headings, strict=True))

    @cached_property
    def _numbers(self) -> dict[Heading, int]:
        return {heading: number for number, heading in enumerate(self.facts.headings)}

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
        return _Sections(self.facts.headings, self._tree, names)

    @cached_property
    def _anchors(self) -> frozenset[str]:
        # Every browser takes `#top` for the top of the page.
        return frozenset((*self._own_slugs, "top"))

    @cached_property
    def _blocks(self) -> dict[str, BlockId]:
        return {block.id.casefold(): block for block in reversed(self.facts.blocks)}

    @cached_property
    def _block_spellings(self) -> Spellings:
        return Spellings(self._blocks)

    @cached_property
    def _anchor_spellings(self) -> Spellings:
        blocks = (f"^{block.id}" for block in self.facts.blocks)
        return Spellings(dict.fromkeys((*self._own_slugs, *blocks, *self.facts.anchors)))

    @cached_property
    def _named_anchors(self) -> frozenset[str]:
        return frozenset(self.facts.anchors)

    @cached_property
    def _aliases(self) -> dict[str, Value]:
        return {fold(alias.text): alias for alias in reversed(self.facts.aliases)}
