"""What a person asks about who puts the cursor somewhere in a note."""

from msgspec.structs import replace

from wikilsp.features.cursor import OnAlias, OnBlock, OnDefinition, OnHeading, OnKey, OnLink, OnTag, OnValue, Thing, at
from wikilsp.features.places import fragment, is_missing_inside
from wikilsp.features.sections import title_heading
from wikilsp.features.subjects import (
    OfAlias,
    OfBlock,
    OfFile,
    OfHeading,
    OfKey,
    OfLabel,
    OfName,
    OfTag,
    OfValue,
    Subject,
    unquoted,
)
from wikilsp.note import Note
from wikilsp.syntax.facts import Heading, Link
from wikilsp.vault.vault import Vault


def asked(vault: Vault, note: Note, offset: int) -> Subject | None:
    """Give what is asked about at an offset of a note; None over plain text.

    The first line, the first heading of level 1 and the `title` property stand for the note itself.
    """
    thing = at(note, offset)
    if _stands_for_note(note, thing, offset):
        return OfFile(note.path)
    found: Subject | None = None
    match thing:
        case OnLink():
            found = _by_link(vault, note, thing)
        case OnDefinition(definition):
            found = OfLabel(note.path, definition.label)
        case OnTag(tag):
            found = OfTag(tag.name)
        case OnAlias(alias):
            found = OfAlias(note.path, alias)
        case OnKey(made):
            found = OfKey(made.id)
        case OnValue(made, item):
            found = OfValue(made.id, unquoted(item.text))
        case OnBlock(block):
            found = OfBlock(note.path, block)
        case OnHeading(heading):
            found = OfHeading(note.path, heading)
    return found


def _by_link(vault: Vault, note: Note, on: OnLink) -> Subject | None:
    if on.part == "reference":
        return OfLabel(note.path, on.link.reference or "")
    link = replace(on.link, headings=(), block=None) if on.part == "path" else on.followed
    resolution = vault.resolve(note, link)
    if resolution.how == "missing":
        return OfName(link.path)
    if resolution.target is None:
        return None
    target = vault.notes.get(resolution.target)
    if target is None:
        return OfFile(resolution.target)
    if on.part in ("heading", "block") and is_missing_inside(vault, target, link):
        return None
    return _inside(vault, target, link)


def _inside(vault: Vault, target: Note, link: Link) -> Subject:
    found = fragment(vault, target, link)
    if found is None:
        return OfFile(target.path)
    return OfHeading(target.path, found) if isinstance(found, Heading) else OfBlock(target.path, found)


def _stands_for_note(note: Note, thing: Thing | None, offset: int) -> bool:
    match thing:
        case None:
            return note.position(offset).row == 1
        case OnHeading(heading):
            return heading == title_heading(note.facts)
        case OnValue(made):
            return made.id == "title" and made.scope in ("frontmatter", "page")
    return False
