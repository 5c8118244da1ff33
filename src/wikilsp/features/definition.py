"""Go to definition: the target of a link, the text of a footnote, or the other uses of a tag or a key."""

from wikilsp.features.answers import Mention, Place, Targets
from wikilsp.features.cursor import (
    AliasElement,
    BlockElement,
    DefinitionElement,
    FootnoteElement,
    HeadingElement,
    KeyElement,
    LinkElement,
    TagElement,
    element_at,
)
from wikilsp.features.footnotes import footnote_places
from wikilsp.features.places import (
    block_place,
    fragment_place,
    heading_place,
    is_fragment_missing,
    link_places,
    target_notes,
)
from wikilsp.features.referents import KeyReferent, Referent, TagReferent, mentions
from wikilsp.index.graph import Graph
from wikilsp.index.uses import Usages
from wikilsp.note import Note
from wikilsp.syntax.definitions import label_key
from wikilsp.syntax.facts import Definition
from wikilsp.vault.vault import Vault


def definition(graph: Graph, uses: Usages, note: Note, offset: int) -> Targets | None:
    """Return the places that the element at an offset leads to, several if it is ambiguous; None if it leads nowhere.

    A definition, such as a heading, leads to itself: editors then show its references.
    """
    element = element_at(note, offset)
    found: tuple[Place, ...] = ()
    match element:
        case LinkElement():
            found = _link_places(graph.vault, note, element)
        case TagElement(tag, span):
            found = _other_uses(graph, uses, TagReferent(tag.name), Mention(note.path, span))
        case KeyElement(prop, span):
            found = _other_uses(graph, uses, KeyReferent(prop.id), Mention(note.path, span))
        case DefinitionElement(reference_definition):
            found = (_label_place(note, reference_definition),)
        case FootnoteElement(footnote):
            found = footnote_places(note, footnote)
        case HeadingElement(heading):
            found = (heading_place(note, heading),)
        case BlockElement(block):
            found = (block_place(note, block),)
        case AliasElement(alias):
            found = (Place(note.path, alias.span, alias.span),)
    return Targets(element.span, found) if element and found else None


def _link_places(vault: Vault, note: Note, element: LinkElement) -> tuple[Place, ...]:
    if element.part == "reference":
        label = label_key(element.link.reference or "")
        first = next((other for other in note.facts.definitions if label_key(other.label) == label), None)
        return (_label_place(note, first),) if first else ()
    link = element.link_to_cursor
    if element.part not in ("heading", "block"):
        return link_places(vault, note, link)
    targets = list(target_notes(vault, note, link))
    if not targets:
        return link_places(vault, note, link)
    with_fragment = [target for target in targets if not is_fragment_missing(vault, target, link)]
    # On a missing heading or block, do not fall back to the note.
    others = [target for target in targets if target not in with_fragment] if with_fragment else []
    return tuple(fragment_place(vault, target, link) for target in (*with_fragment, *others))


def _label_place(note: Note, reference_definition: Definition) -> Place:
    return Place(note.path, reference_definition.span, reference_definition.label_span)


def _other_uses(graph: Graph, uses: Usages, referent: Referent, own: Mention) -> tuple[Place, ...]:
    """Return the places of all mentions except `own`, the one at the cursor."""
    others = (mention for mention in mentions(graph, uses, referent) if mention != own)
    return tuple(Place(path, span, span) for path, span in others)
