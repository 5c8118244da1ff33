"""Finds the symbol under the cursor."""

from msgspec.structs import replace

from wikilsp.features.cursor import (
    AliasElement,
    BlockElement,
    DefinitionElement,
    Element,
    FootnoteElement,
    HeadingElement,
    KeyElement,
    LinkElement,
    TagElement,
    ValueElement,
    element_at,
)
from wikilsp.features.places import fragment, is_fragment_missing
from wikilsp.features.referents import (
    AliasReferent,
    BlockReferent,
    FileReferent,
    FootnoteReferent,
    HeadingReferent,
    KeyReferent,
    LabelReferent,
    NameReferent,
    Referent,
    TagReferent,
    ValueReferent,
    strip_quotes,
)
from wikilsp.note import Note
from wikilsp.syntax.facts import Heading, Link
from wikilsp.syntax.sections import title_heading
from wikilsp.vault.vault import Vault


def symbol_at(vault: Vault, note: Note, offset: int) -> Referent | None:
    """Return the referent of the element at an offset of a note; None over plain text.

    The first line, the title heading and the `title` property stand for the note itself.
    """
    element = element_at(note, offset)
    if _stands_for_note(note, element, offset):
        return FileReferent(note.path)
    if isinstance(element, LinkElement):
        return _link_referent(vault, note, element)
    return _referent(note, element)


def _referent(note: Note, element: Element | None) -> Referent | None:
    found: Referent | None = None
    match element:
        case DefinitionElement(definition):
            found = LabelReferent(note.path, definition.label)
        case TagElement(tag):
            found = TagReferent(tag.name)
        case AliasElement(alias):
            found = AliasReferent(note.path, alias)
        case KeyElement(prop):
            found = KeyReferent(prop.id)
        case ValueElement(prop, item):
            found = ValueReferent(prop.id, strip_quotes(item.text))
        case BlockElement(block):
            found = BlockReferent(note.path, block)
        case FootnoteElement(footnote):
            found = FootnoteReferent(note.path, footnote.key)
        case HeadingElement(heading):
            found = HeadingReferent(note.path, heading)
    return found


def _link_referent(vault: Vault, note: Note, element: LinkElement) -> Referent | None:
    if element.part == "reference":
        return LabelReferent(note.path, element.link.reference or "")
    link = replace(element.link, headings=(), block=None) if element.part == "path" else element.link_to_cursor
    resolution = vault.resolve(note, link)
    if resolution.how == "missing":
        return NameReferent(link.path)
    if resolution.target is None:
        return None
    target = vault.notes.get(resolution.target)
    if target is None:
        return FileReferent(resolution.target)
    if element.part in ("heading", "block") and is_fragment_missing(vault, target, link):
        return None
    return _target_referent(vault, target, link)


def _target_referent(vault: Vault, target: Note, link: Link) -> Referent:
    found = fragment(vault, target, link)
    if found is None:
        return FileReferent(target.path)
    return HeadingReferent(target.path, found) if isinstance(found, Heading) else BlockReferent(target.path, found)


def _stands_for_note(note: Note, element: Element | None, offset: int) -> bool:
    match element:
        case None:
            return note.position(offset).row == 1
        case HeadingElement(heading):
            return heading == title_heading(note.facts)
        case ValueElement(prop):
            return prop.id == "title" and prop.scope in ("frontmatter", "page")
    return False
