"""What other notes need to know of a note, and whether its own syntax leaves nothing to report. A few plain values."""

from collections.abc import Iterable
from typing import NamedTuple

from wikilsp.syntax.facts import BlockId, Facts, Link, Property

OLD_KEYS = frozenset(("alias", "tag", "cssclass"))


class NoteSummary(NamedTuple):
    """A note in outline: as good as its facts for telling what it is called and where its links may lead."""

    is_plain: bool
    """All that a rule could report about the note is where `names` and `files` lead, or who else has its aliases."""
    names: tuple[str, ...] = ()
    """What its wikilinks and embeds say before the label, each once, in the order of the text; all where `is_plain`."""
    aliases: tuple[str, ...] = ()
    title: str | None = None
    """The `title` property of the page."""
    heading: str | None = None
    """What a reader sees of the first heading of level 1."""
    headings: tuple[str, ...] = ()
    """What a reader sees of each heading."""
    blocks: tuple[str, ...] = ()
    """The ids of its blocks."""
    files: tuple[str, ...] = ()
    """The destinations of its Markdown links and images, each once, in the order of the text; all where `is_plain`."""
    inside: tuple[str, ...] = ()
    """The targets of links that name something inside of another note."""


def summary_of(facts: Facts) -> NoteSummary:
    """Give the sketch of a note with these facts."""
    wikilinks = [link for link in facts.links if link.kind in ("wikilink", "embed")]
    defined = [definition.link for definition in facts.definitions if definition.link]
    made = NoteSummary(
        is_plain=False,
        names=tuple(dict.fromkeys(map(_written, wikilinks))),
        aliases=tuple([alias.text for alias in facts.aliases]),
        title=facts.title,
        heading=next((heading.visible for heading in facts.headings if heading.level == 1), None),
        headings=tuple([heading.visible for heading in facts.headings]),
        blocks=tuple([block.id for block in facts.blocks]),
        files=tuple(dict.fromkeys([link.path for link in facts.links if link.kind in ("link", "image")])),
        inside=tuple(sorted({link.path for link in (*facts.links, *defined) if link.headings or link.block} - {""})),
    )
    return made._replace(is_plain=_is_plain(facts, made))


def has_inside(summary: NoteSummary, fragment: str) -> bool:
    """Is a heading, or a block `^id`, in this note that is what a link says to the letter? One like it may be."""
    if fragment.startswith("^"):
        return fragment[1:] in summary.blocks
    return _is_name(fragment) and fragment in summary.headings


def has_all_inside(summary: NoteSummary, fragments: Iterable[str]) -> bool:
    """Is each of these in this note to the letter? The same as to ask for one after the other, but for the time."""
    known = {*map("^{}".format, summary.blocks), *filter(_is_name, summary.headings)}
    return known.issuperset(fragments)


def _is_name(heading: str) -> bool:
    # A heading of nothing but punctuation answers to no name.
    return heading[:1].isalpha() or heading[:1].isdecimal()


def _written(link: Link) -> str:
    block = "" if link.block is None else f"#^{link.block}"
    return "".join((link.path, *(f"#{heading}" for heading in link.headings), block))


def _is_plain(facts: Facts, summary: NoteSummary) -> bool:
    return (
        not (facts.candidates or facts.suppressions or facts.definitions)
        and all(map(_is_plain_link, facts.links))
        and has_all_inside(summary, [_written(link)[1:] for link in facts.links if not link.path])
        and _are_distinct(facts.properties)
        and _have_own_ids(facts.blocks)
    )


def _is_plain_link(link: Link) -> bool:
    if link.whole or link.quiet:
        return False
    parts = len(link.headings) + (link.block is not None)
    if link.kind in ("link", "image"):
        return bool(link.path) and not parts
    return parts < 2 if link.path else parts == 1


def _are_distinct(properties: tuple[Property, ...]) -> bool:
    """Has the page, and each list item, a property but once? Those in brackets may come as often as they like."""
    keys = [(made.owner, made.id) for made in properties if made.scope != "inline"]
    return len(set(keys)) == len(keys) and OLD_KEYS.isdisjoint([key for owner, key in keys if owner < 0])


def _have_own_ids(blocks: tuple[BlockId, ...]) -> bool:
    return len({block.id.casefold() for block in blocks}) == len(blocks)
