"""Where the things are that links lead to: notes, sections, blocks, attachments. Knows no text, only facts."""

from bisect import bisect_right
from collections.abc import Iterator

from wikilsp.features.answers import TOP, Place
from wikilsp.note import Note
from wikilsp.syntax.facts import BlockId, Heading, Link
from wikilsp.text import Span
from wikilsp.vault.vault import Vault


def note_place(note: Note) -> Place:
    """Give a note as a whole, with its title selected: its first heading if that is of level 1, else its first line."""
    facts = note.facts
    title = facts.headings[0] if facts.headings and facts.headings[0].level == 1 else None
    return Place(note.path, Span(0, facts.length), title.text_span if title else _line(note, facts.line_starts[0]))


def heading_place(note: Note, heading: Heading) -> Place:
    """Give a heading's section, up to the next heading of its level or above, with the heading's text selected."""
    headings = note.facts.headings
    after = (other for other in headings if other.span.start > heading.span.start and other.level <= heading.level)
    following = next(after, None)
    end = _line(note, following.span.start).start if following else note.facts.length
    return Place(note.path, Span(_line(note, heading.span.start).start, end), heading.text_span)


def block_place(note: Note, block: BlockId) -> Place:
    """Give the line that a block id is on."""
    line = _line(note, block.span.start)
    return Place(note.path, line, line)


def place_in(vault: Vault, target: Note, link: Link) -> Place:
    """Give what a link means in its target: the heading or block that it names, the note if there is no such thing."""
    found = fragment(vault, target, link)
    if found is None:
        return note_place(target)
    return heading_place(target, found) if isinstance(found, Heading) else block_place(target, found)


def fragment(vault: Vault, target: Note, link: Link) -> Heading | BlockId | None:
    """Give the heading or block that a link names in its target; None if it names none, or none that is known."""
    if not vault.knows_fragments(target, link):
        return None
    if link.block is not None:
        return vault.fragments(target).block(link.block)
    if not link.headings:
        return None
    found = vault.fragments(target).heading(link.headings)
    return found if found or link.kind in ("wikilink", "embed") else _anchor(vault, target, link)


def _anchor(vault: Vault, target: Note, link: Link) -> Heading | None:
    """Give the heading that the anchor of a Markdown link means, however the dialect reads those of wikilinks."""
    (anchor,) = link.headings
    fragments = vault.fragments(target)
    return fragments.heading_at_anchor(anchor) or fragments.heading(anchor.split("#"))


def is_missing_inside(vault: Vault, target: Note, link: Link) -> bool:
    """Does a link name a heading, block or anchor that its target is known not to have?"""
    if not (link.headings or link.block) or not vault.knows_fragments(target, link):
        return False
    if link.kind in ("link", "image") and vault.fragments(target).has_anchor(link):
        return False
    return fragment(vault, target, link) is None


def notes_behind(vault: Vault, note: Note, link: Link) -> Iterator[Note]:
    """Give the notes that a link in `note` may lead to, best first."""
    resolution = vault.resolve(note, link)
    for path in (resolution.target, *resolution.others):
        if path in vault.notes:
            yield vault.notes[path]


def places(vault: Vault, note: Note, link: Link) -> tuple[Place, ...]:
    """Give the places that a link in `note` may lead to, best first; none for a folder, and for what is not there."""
    resolution = vault.resolve(note, link)
    if resolution.target in vault.files or resolution.how == "ignored":
        paths = (resolution.target, *resolution.others)
        return tuple(Place(path, TOP, TOP) for path in paths if path)
    return tuple(place_in(vault, target, link) for target in notes_behind(vault, note, link))


def _line(note: Note, offset: int) -> Span:
    """Give the line that an offset is on, without its end."""
    starts, facts = note.facts.line_starts, note.facts
    row = max(bisect_right(starts, offset), 1)
    end = starts[row] - len(facts.newline) if row < len(starts) else facts.length
    # Where line ends are mixed, an empty line may have a shorter one than the first line.
    return Span(starts[row - 1], max(end, starts[row - 1]))
