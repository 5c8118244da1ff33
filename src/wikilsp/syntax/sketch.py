"""What other notes need to know of a note, and whether its own syntax leaves nothing to report. A few plain values."""

from typing import NamedTuple

from wikilsp.syntax.facts import BlockId, Facts, Link, Property

OLD_KEYS = frozenset(("alias", "tag", "cssclass"))


class Sketch(NamedTuple):
    """A note in outline. It is as good as the facts for telling what the note is called and where its links may lead."""

    is_plain: bool = False
    """All that a rule could report about the note is where the `names` lead, or who else has its aliases."""
    names: tuple[str, ...] = ()
    """What its wikilinks and embeds name, each once, in the order of the text; complete where `is_plain`."""
    aliases: tuple[str, ...] = ()
    title: str | None = None
    """The `title` property of the page."""
    heading: str | None = None
    """What a reader sees of the first heading of level 1."""


def sketch_of(facts: Facts) -> Sketch:
    """Give the sketch of a note with these facts."""
    return Sketch(
        _is_plain(facts),
        tuple(dict.fromkeys([link.path for link in facts.links if link.kind in ("wikilink", "embed")])),
        tuple([alias.text for alias in facts.aliases]),
        facts.title,
        next((heading.visible for heading in facts.headings if heading.level == 1), None),
    )


def _is_plain(facts: Facts) -> bool:
    return (
        not (facts.candidates or facts.suppressions or facts.definitions)
        and all(map(_is_plain_link, facts.links))
        and _are_distinct(facts.properties)
        and _have_own_ids(facts.blocks)
    )


def _is_plain_link(link: Link) -> bool:
    is_wikilink = link.kind in ("wikilink", "embed")
    return is_wikilink and bool(link.path) and not (link.headings or link.block or link.whole or link.quiet)


def _are_distinct(properties: tuple[Property, ...]) -> bool:
    ids = {made.id for made in properties}
    return len(ids) == len(properties) and ids.isdisjoint(OLD_KEYS)


def _have_own_ids(blocks: tuple[BlockId, ...]) -> bool:
    return len({block.id.casefold() for block in blocks}) == len(blocks)
