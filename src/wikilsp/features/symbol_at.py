"""What a person asks about who puts the cursor somewhere in a note."""

from msgspec.structs import replace

from wikilsp.features.cursor import OnAlias, OnBlock, OnDefinition, OnHeading, OnKey, OnLink, OnTag, OnValue, Thing, at
from wikilsp.features.places import fragment, is_missing_inside
from wikilsp.features.referents import (
    AliasReferent,
    BlockReferent,
    FileReferent,
    HeadingReferent,
    KeyReferent,
    LabelReferent,
    NameReferent,
    Referent,
    TagReferent,
    ValueReferent,
    unquoted,
)
from wikilsp.note import Note
from wikilsp.syntax.facts import Heading, Link
from wikilsp.syntax.sections import title_heading
from wikilsp.vault.vault import Vault


def symbol_at(vault: Vault, note: Note, offset: int) -> Referent | None:
    """Give what is asked about at an offset of a note; None over plain text.

    The first line, the first heading of level 1 and the `title` property stand for the note itself.
    """
    thing = at(note, offset)
    if _stands_for_note(note, thing, offset):
        return FileReferent(note.path)
    found: Referent | None = None
    match thing:
        case OnLink():
            found = _by_link(vault, note, thing)
        case OnDefinition(definition):
            found = LabelReferent(note.path, definition.label)
        case OnTag(tag):
            found = TagReferent(tag.name)
        case OnAlias(alias):
            found = AliasReferent(note.path, alias)
        case OnKey(made):
            found = KeyReferent(made.id)
        case OnValue(made, item):
            found = ValueReferent(made.id, unquoted(item.text))
        case OnBlock(block):
            found = BlockReferent(note.path, block)
        case OnHeading(heading):
            found = HeadingReferent(note.path, heading)
    return found


def _by_link(vault: Vault, note: Note, on: OnLink) -> Referent | None:
    if on.part == "reference":
        return LabelReferent(note.path, on.link.reference or "")
    link = replace(on.link, headings=(), block=None) if on.part == "path" else on.followed
    resolution = vault.resolve(note, link)
    if resolution.how == "missing":
        return NameReferent(link.path)
    if resolution.target is None:
        return None
    target = vault.notes.get(resolution.target)
    if target is None:
        return FileReferent(resolution.target)
    if on.part in ("heading", "block") and is_missing_inside(vault, target, link):
        return None
    return _inside(vault, target, link)


def _inside(vault: Vault, target: Note, link: Link) -> Referent:
    found = fragment(vault, target, link)
    if found is None:
        return FileReferent(target.path)
    return HeadingReferent(target.path, found) if isinstance(found, Heading) else BlockReferent(target.path, found)


def _stands_for_note(note: Note, thing: Thing | None, offset: int) -> bool:
    match thing:
        case None:
            return note.position(offset).row == 1
        case OnHeading(heading):
            return heading == title_heading(note.facts)
        case OnValue(made):
            return made.id == "title" and made.scope in ("frontmatter", "page")
    return False
