"""Where the thing under the cursor is defined: what a link leads to, and the other uses of a tag or a property."""

from wikilsp.features.answers import Mention, Place, Targets
from wikilsp.features.cursor import OnAlias, OnBlock, OnDefinition, OnHeading, OnKey, OnLink, OnTag, at
from wikilsp.features.places import block_place, heading_place, is_missing_inside, notes_behind, place_in, places
from wikilsp.features.referents import KeyReferent, Referent, TagReferent, mentions
from wikilsp.index.graph import Graph
from wikilsp.index.uses import Usages
from wikilsp.note import Note
from wikilsp.syntax.definitions import label_key
from wikilsp.syntax.facts import Definition
from wikilsp.vault.vault import Vault


def definition(graph: Graph, uses: Usages, note: Note, offset: int) -> Targets | None:
    """Give where what stands at an offset of a note leads, several places if it is ambiguous; None if nowhere.

    What defines something itself, such as a heading, leads to itself: editors then show who refers to it.
    """
    thing = at(note, offset)
    found: tuple[Place, ...] = ()
    match thing:
        case OnLink():
            found = _by_link(graph.vault, note, thing)
        case OnTag(tag, here):
            found = _other_uses(graph, uses, TagReferent(tag.name), Mention(note.path, here))
        case OnKey(made, here):
            found = _other_uses(graph, uses, KeyReferent(made.id), Mention(note.path, here))
        case OnDefinition(made):
            found = (_label_place(note, made),)
        case OnHeading(heading):
            found = (heading_place(note, heading),)
        case OnBlock(block):
            found = (block_place(note, block),)
        case OnAlias(alias):
            found = (Place(note.path, alias.span, alias.span),)
    return Targets(thing.span, found) if thing and found else None


def _by_link(vault: Vault, note: Note, on: OnLink) -> tuple[Place, ...]:
    if on.part == "reference":
        label = label_key(on.link.reference or "")
        named = (made for made in note.facts.definitions if label_key(made.label) == label)
        return tuple(_label_place(note, made) for made in named)[:1]
    link = on.followed
    if on.part not in ("heading", "block"):
        return places(vault, note, link)
    # Where what the cursor is on is missing, its note is no answer.
    targets = list(notes_behind(vault, note, link))
    if not targets:
        return places(vault, note, link)
    return tuple(place_in(vault, target, link) for target in targets if not is_missing_inside(vault, target, link))


def _label_place(note: Note, definition: Definition) -> Place:
    return Place(note.path, definition.span, definition.label_span)


def _other_uses(graph: Graph, uses: Usages, subject: Referent, here: Mention) -> tuple[Place, ...]:
    others = (mention for mention in mentions(graph, uses, subject) if mention != here)
    return tuple(Place(path, span, span) for path, span in others)
