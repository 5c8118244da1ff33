"""The links of a note that an editor can open: all spans at once, a target on request."""

from wikilsp.features.answers import Place
from wikilsp.features.places import link_places
from wikilsp.features.rendering import is_openable
from wikilsp.note import Note
from wikilsp.syntax.facts import Link
from wikilsp.text import Span
from wikilsp.vault.vault import Vault


def document_links(note: Note) -> list[Span]:
    """Return the span of every link in a note, reference definitions included, in order. Nothing is resolved."""
    defined = (definition.link.span for definition in note.facts.definitions if definition.link)
    return sorted({*(link.span for link in note.facts.links), *defined})


def link_target(vault: Vault, note: Note, span: Span) -> Place | str | None:
    """Return the target of the link with this span: a place, or a URL.

    None if it has no target or one that must not be opened, or if the note has no such link any more.
    """
    link = _link_at(note, span)
    if link is None:
        return None
    if vault.resolve(note, link).how == "external":
        return link.path if is_openable(link.path) else None
    return next(iter(link_places(vault, note, link)), None)


def is_link_missing(vault: Vault, note: Note, span: Span) -> bool:
    """Whether there is a link with this span, and its target is missing."""
    link = _link_at(note, span)
    return link is not None and vault.resolve(note, link).how == "missing"


def _link_at(note: Note, span: Span) -> Link | None:
    return next((link for link in note.links if link.span == span), None)
