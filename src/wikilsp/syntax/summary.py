"""The summary of a note: what indices need of it, and whether it can have findings of its own."""

from collections.abc import Iterable
from typing import NamedTuple

from wikilsp.syntax.facts import BlockId, Facts, Link, Property, checksum
from wikilsp.syntax.wikilink import may_be_note

_MARKDOWN = ("link", "image")
OLD_KEYS = frozenset(("alias", "tag", "cssclass"))


class NoteSummary(NamedTuple):
    """The names, links, tags and keys of a note, for the indices of a vault."""

    is_plain: bool
    """Whether only the targets in `names` and `files`, and the uniqueness of `aliases`, can lead to findings."""
    names: tuple[str, ...] = ()
    """The texts of wikilinks and embeds before the label, each once, in text order, without those in `special`."""
    aliases: tuple[str, ...] = ()
    title: str | None = None
    """The `title` property of the page."""
    heading: str | None = None
    """The visible text of the first heading of level 1."""
    headings: tuple[str, ...] = ()
    """The visible text of each heading."""
    blocks: tuple[str, ...] = ()
    """The block ids."""
    files: tuple[str, ...] = ()
    """The destinations of Markdown links, images and reference definitions, each once."""
    inside: tuple[str, ...] = ()
    """The targets of links with a fragment, sorted. Links into the note itself are left out."""
    tags: tuple[str, ...] = ()
    """The name of each tag, as often as it occurs."""
    keys: tuple[str, ...] = ()
    """Each property key as it is written, once."""
    special: tuple[str, ...] = ()
    """The wikilinks with `#` in the path, or that Logseq may read as one page name: in turn, path and `whole` or ""."""
    unlisted_blocks: tuple[str, ...] = ()
    """The block ids that are only targets (`BlockId.is_listed`), which `blocks` includes."""
    fragments: int = 0
    """A checksum of what links to fragments depend on: the headings, block ids, anchors and footnotes."""
    embeds: tuple[str, ...] = ()
    """The targets of embeds that may be notes, each once; "" is the note itself."""
    has_queries: bool = False


class _Targets:
    """The targets of the links of a note, as its summary lists them. A dictionary is an ordered set."""

    def __init__(self, facts: Facts) -> None:
        self.names: dict[str, None] = {}
        self.special: list[str] = []
        self.embeds: dict[str, None] = {}
        self.files: dict[str, None] = {}
        self.inside: set[str] = set()
        for link in facts.links:
            self._add(link)
        for definition in facts.definitions:
            if definition.link:
                self._add(definition.link)
        self.inside.discard("")

    def _add(self, link: Link) -> None:
        path = link.path
        has_fragment = link.headings or link.block is not None
        if link.headings or link.block:
            self.inside.add(path)
        if link.kind in _MARKDOWN:
            self.files[path] = None
            return
        if _is_special(link):
            self.special += (path, link.whole or "")
        else:
            self.names[_target_text(link) if has_fragment else path] = None
        if link.kind == "embed" and may_be_note(path):
            self.embeds[path] = None


def summary_of(facts: Facts) -> NoteSummary:
    """Return the summary of a note with these facts."""
    targets = _Targets(facts)
    headings = tuple([heading.visible for heading in facts.headings])
    blocks = tuple([block.id for block in facts.blocks])
    titles = [heading.visible for heading in facts.headings if heading.level == 1]
    return NoteSummary(
        not targets.embeds and _is_plain(facts, headings, blocks),
        tuple(targets.names),
        tuple([alias.text for alias in facts.aliases]),
        facts.title,
        titles[0] if titles else None,
        headings,
        blocks,
        tuple(targets.files),
        tuple(sorted(targets.inside)),
        tuple([tag.name for tag in facts.tags]),
        tuple(dict.fromkeys([made.key for made in facts.properties])),
        tuple(targets.special),
        tuple([block.id for block in facts.blocks if not block.is_listed]),
        _checksum_of_fragments(facts),
        tuple(targets.embeds),
        bool(facts.queries),
    )


def has_fragment(summary: NoteSummary, fragment: str) -> bool:
    """Whether the note has exactly this heading or block `^id`. If not, a similar one may still match."""
    if fragment.startswith("^"):
        return fragment[1:] in summary.blocks
    return _is_name(fragment) and fragment in summary.headings


def _fragments(headings: Iterable[str], blocks: Iterable[str]) -> set[str]:
    """Return the fragments for which `has_fragment` is true."""
    return {*map("^{}".format, blocks), *filter(_is_name, headings)}


def _is_name(heading: str) -> bool:
    # A heading of nothing but punctuation cannot be a target.
    return heading[:1].isalpha() or heading[:1].isdecimal()


def _target_text(link: Link) -> str:
    block = "" if link.block is None else f"#^{link.block}"
    return "".join((link.path, *(f"#{heading}" for heading in link.headings), block))


def _is_special(link: Link) -> bool:
    return link.whole is not None or "#" in link.path


def _checksum_of_fragments(facts: Facts) -> int:
    footnotes = [footnote.id for footnote in facts.footnotes if footnote.is_definition]
    if not (facts.headings or facts.blocks or facts.anchors or footnotes):
        return 0
    headings = [(heading.level, heading.text) for heading in facts.headings]
    return checksum(repr((headings, [block.id for block in facts.blocks], facts.anchors, footnotes)))


def _is_plain(facts: Facts, headings: Iterable[str], blocks: Iterable[str]) -> bool:
    if facts.candidates or facts.suppressions or facts.definitions:
        return False
    own = []
    for link in facts.links:
        parts = len(link.headings) + (link.block is not None)
        most = 0 if link.kind in _MARKDOWN else 1
        if link.quiet or _is_special(link) or parts > most or link.first_block or not (parts or link.path):
            return False
        if not link.path:
            own.append(_target_text(link)[1:])
    return (
        (not own or _fragments(headings, blocks).issuperset(own))
        and _are_distinct(facts.properties)
        and _have_own_ids(facts.blocks)
    )


def _are_distinct(properties: tuple[Property, ...]) -> bool:
    """Whether the page and each list item have no property twice. Inline properties may repeat."""
    keys = [(made.owner, made.id) for made in properties if made.scope != "inline"]
    return len(set(keys)) == len(keys) and OLD_KEYS.isdisjoint([key for owner, key in keys if owner < 0])


def _have_own_ids(blocks: tuple[BlockId, ...]) -> bool:
    return len({block.id.casefold() for block in blocks}) == len(blocks)
