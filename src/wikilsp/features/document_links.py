"""The links of a note that an editor can open: where they stand first, where they lead when one is needed."""

from wikilsp.features.answers import Place
from wikilsp.features.places import places
from wikilsp.features.rendering import is_openable
from wikilsp.note import Note
from wikilsp.text import Span
from wikilsp.vault.vault import Vault


def document_links(note: Note) -> list[Span]:
    """Give the span of every link in a note, definitions of references included, in order. Resolves none of them."""
    defined = (definition.link.span for definition in note.facts.definitions if definition.link)
    return sorted({*(link.span for link in note.facts.links), *defined})


def link_target(vault: Vault, note: Note, span: Span) -> Place | str | None:
    """Give where the link with this span leads: a place, or a URL.

    None if it leads nowhere or to what must not be opened, or if the note has no such link any more.
    """
    links = (*note.facts.links, *(made.link for made in note.facts.definitions if made.link))
    link = next((link for link in links if link.span == span), None)
    if link is None:
        return None
    if vault.resolve(note, link).how == "external":
        return link.path if is_openable(link.path) else None
    return next(iter(places(vault, note, link)), None)
