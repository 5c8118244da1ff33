"""The notes that an answer depends on, which a server may not have read yet.

The names of all files and the contents of the note itself are taken for granted.
"""

from collections.abc import Iterable, Sequence

from wikilsp.features.cursor import (
    DefinitionElement,
    FootnoteElement,
    KeyElement,
    LinkElement,
    TagElement,
    element_at,
)
from wikilsp.note import Note
from wikilsp.syntax.facts import Link, LinkKind
from wikilsp.vault.resolve import Resolution
from wikilsp.vault.vault import Vault

Needs = frozenset[str] | None
"""The paths of the notes whose contents an answer depends on; None for the contents of all notes."""

NOTHING: Needs = frozenset()


def definition_needs(vault: Vault, note: Note, offset: int) -> Needs:
    """Return what the definition of the element at an offset depends on."""
    has_uses = isinstance(element_at(note, offset), TagElement | KeyElement)
    return None if has_uses else link_needs(vault, note, offset)


def link_needs(vault: Vault, note: Note, offset: int) -> Needs:
    """Return what the target of the link at an offset depends on. Other elements depend on nothing."""
    element = element_at(note, offset)
    return target_needs(vault, note, [element.link]) if isinstance(element, LinkElement) else NOTHING


def hover_needs(_: Vault, note: Note, offset: int) -> Needs:
    """Return what the hover for the element at an offset depends on. It counts uses in all notes."""
    counted = LinkElement | DefinitionElement | TagElement | KeyElement
    return None if isinstance(element_at(note, offset), counted) else NOTHING


def highlight_needs(vault: Vault, note: Note, offset: int) -> Needs:
    """Return what the highlights for the element at an offset depend on: any link may have the same target."""
    element = element_at(note, offset)
    if element is None or isinstance(element, TagElement | KeyElement | DefinitionElement | FootnoteElement):
        return NOTHING
    return fragment_needs(vault, note, note.links)


def fragment_needs(vault: Vault, note: Note, links: Sequence[Link]) -> Needs:
    """Return what it depends on whether links of a note lead somewhere, to a heading or a block if they name one."""
    inside = [link for link in links if link.headings or link.block]
    return None if target_needs(vault, note, links) is None else target_needs(vault, note, inside)


def target_needs(vault: Vault, note: Note, links: Iterable[Link]) -> Needs:
    """Return what the targets of links in a note depend on, with their titles, headings and blocks."""
    found = [(link, vault.resolve(note, link)) for link in links]
    if not all(_is_settled(vault, link.kind, resolution) for link, resolution in found):
        return None
    return _notes(vault, (resolution for _, resolution in found))


def text_needs(vault: Vault, note: Note, text: str, kind: LinkKind = "wikilink") -> Needs:
    """Return what the contents of the target of a link in `note` with this text depend on."""
    resolution = vault.resolve_text(note, text, kind)
    return _notes(vault, [resolution]) if _is_settled(vault, kind, resolution) else None


def _is_settled(vault: Vault, kind: LinkKind, resolution: Resolution) -> bool:
    """Whether a link names a file, so that the contents of notes, such as their aliases, can't change its target."""
    if kind in ("link", "image"):
        return True
    # The contents of Logseq's pages can change all of their names.
    return vault.registry.encoding is None and resolution.how in ("self", "name", "folder", "outside")


def _notes(vault: Vault, resolutions: Iterable[Resolution]) -> Needs:
    targets = {path for resolution in resolutions for path in (resolution.target, *resolution.others) if path}
    return frozenset(targets & vault.notes.keys())
