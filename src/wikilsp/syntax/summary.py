"""The summary of a note: what indices need of it, and whether it can have findings of its own."""

from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

from wikilsp.syntax.facts import BlockId, Facts, Link, Property, checksum
from wikilsp.syntax.wikilink import may_be_note

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
    property_blocks: tuple[str, ...] = ()
    """The block ids that come from properties, which `blocks` includes."""
    fragments: int = 0
    """A checksum of what links to fragments depend on: the headings, block ids and anchors."""
    embeds: tuple[str, ...] = ()
    """The targets of embeds that may be notes, each once; "" is the note itself."""


def summary_of(facts: Facts) -> NoteSummary:
    """Return the summary of a note with these facts."""
    wikilinks = [link for link in facts.links if link.kind in ("wikilink", "embed")]
    defined = [definition.link for definition in facts.definitions if definition.link]
    destinations = (link.path for link in (*facts.links, *defined) if link.kind in ("link", "image"))
    summary = NoteSummary(
        is_plain=False,
        names=tuple(dict.fromkeys([_target_text(link) for link in wikilinks if not _is_special(link)])),
        aliases=tuple([alias.text for alias in facts.aliases]),
        title=facts.title,
        heading=next((heading.visible for heading in facts.headings if heading.level == 1), None),
        headings=tuple([heading.visible for heading in facts.headings]),
        blocks=tuple([block.id for block in facts.blocks]),
        files=tuple(dict.fromkeys(destinations)),
        inside=tuple(sorted({link.path for link in (*facts.links, *defined) if link.headings or link.block} - {""})),
        tags=tuple([tag.name for tag in facts.tags]),
        keys=tuple(dict.fromkeys([made.key for made in facts.properties])),
        special=tuple(chain.from_iterable((link.path, link.whole or "") for link in wikilinks if _is_special(link))),
        property_blocks=tuple([block.id for block in facts.blocks if block.from_property]),
        fragments=_checksum_of_fragments(facts),
        embeds=tuple(
            dict.fromkeys([link.path for link in wikilinks if link.kind == "embed" and may_be_note(link.path)])
        ),
    )
    return summary._replace(is_plain=_is_plain(facts, summary))


def has_fragment(summary: NoteSummary, fragment: str) -> bool:
    """Whether the note has exactly this heading or block `^id`. If not, a similar one may still match."""
    if fragment.startswith("^"):
        return fragment[1:] in summary.blocks
    return _is_name(fragment) and fragment in summary.headings


def has_fragments(summary: NoteSummary, fragments: Iterable[str]) -> bool:
    """Whether the note has exactly these headings and blocks. Faster than `has_fragment` for each of them."""
    own = {*map("^{}".format, summary.blocks), *filter(_is_name, summary.headings)}
    return own.issuperset(fragments)


def _is_name(heading: str) -> bool:
    # A heading of nothing but punctuation cannot be a target.
    return heading[:1].isalpha() or heading[:1].isdecimal()


def _target_text(link: Link) -> str:
    block = "" if link.block is None else f"#^{link.block}"
    return "".join((link.path, *(f"#{heading}" for heading in link.headings), block))


def _is_special(link: Link) -> bool:
    return link.whole is not None or "#" in link.path


def _checksum_of_fragments(facts: Facts) -> int:
    if not (facts.headings or facts.blocks or facts.anchors):
        return 0
    headings = [(heading.level, heading.text) for heading in facts.headings]
    return checksum(repr((headings, [block.id for block in facts.blocks], facts.anchors)))


def _is_plain(facts: Facts, summary: NoteSummary) -> bool:
    return (
        not (facts.candidates or facts.suppressions or facts.definitions or summary.embeds)
        and all(map(_is_plain_link, facts.links))
        and has_fragments(summary, [_target_text(link)[1:] for link in facts.links if not link.path])
        and _are_distinct(facts.properties)
        and _have_own_ids(facts.blocks)
    )


def _is_plain_link(link: Link) -> bool:
    if link.quiet or _is_special(link):
        return False
    parts = len(link.headings) + (link.block is not None)
    if link.kind in ("link", "image"):
        return bool(link.path) and not parts
    return parts < 2 if link.path else parts == 1


def _are_distinct(properties: tuple[Property, ...]) -> bool:
    """Whether the page and each list item have no property twice. Inline properties may repeat."""
    keys = [(made.owner, made.id) for made in properties if made.scope != "inline"]
    return len(set(keys)) == len(keys) and OLD_KEYS.isdisjoint([key for owner, key in keys if owner < 0])


def _have_own_ids(blocks: tuple[BlockId, ...]) -> bool:
    return len({block.id.casefold() for block in blocks}) == len(blocks)
