"""The places of what links lead to: notes, sections, blocks and attachments. Computed from facts, without texts."""

from collections.abc import Iterator

from wikilsp.features.answers import TOP, Place
from wikilsp.features.lines import line_content_by_facts, line_start
from wikilsp.note import Note
from wikilsp.syntax.facts import BlockId, Heading, Link
from wikilsp.text import Span
from wikilsp.vault.vault import Vault


def note_place(note: Note) -> Place:
    """Return the whole note, with its title selected: the first heading if it has level 1, else the first line."""
    facts = note.facts
    title = facts.headings[0] if facts.headings and facts.headings[0].level == 1 else None
    selection = title.text_span if title else line_content_by_facts(note, facts.line_starts[0])
    return Place(note.path, Span(0, facts.length), selection)


def heading_place(note: Note, heading: Heading) -> Place:
    """Return a heading's section, up to the next heading of its level or above, with the heading's text selected."""
    headings = note.facts.headings
    later = (other for other in headings if other.span.start > heading.span.start and other.level <= heading.level)
    following = next(later, None)
    end = line_start(note, following.span.start) if following else note.facts.length
    return Place(note.path, Span(line_start(note, heading.span.start), end), heading.text_span)


def block_place(note: Note, block: BlockId) -> Place:
    """Return the line of a block id."""
    line = line_content_by_facts(note, block.span.start)
    return Place(note.path, line, line)


def fragment_place(vault: Vault, target: Note, link: Link) -> Place:
    """Return the place of the heading or block that a link names in its target, else the place of the note."""
    found = fragment(vault, target, link)
    if found is None:
        return note_place(target)
    return heading_place(target, found) if isinstance(found, Heading) else block_place(target, found)


def fragment(vault: Vault, target: Note, link: Link) -> Heading | BlockId | None:
    """Resolve the fragment of a link in its target; None if it has none, or if the target has no such fragment."""
    if not vault.knows_fragments(target, link):
        return None
    if link.block is not None:
        return vault.fragments(target).block(link.block)
    if not link.headings:
        return None
    found = vault.fragments(target).heading(link.headings)
    return found if found or link.kind in ("wikilink", "embed") else _anchor(vault, target, link)


def _anchor(vault: Vault, target: Note, link: Link) -> Heading | None:
    """Resolve the anchor of a Markdown link, first as an id or a slug, then like the headings of a wikilink."""
    (anchor,) = link.headings
    fragments = vault.fragments(target)
    return fragments.heading_at_anchor(anchor) or fragments.heading(anchor.split("#"))


def is_fragment_missing(vault: Vault, target: Note, link: Link) -> bool:
    """Whether the target of a link lacks the heading, block or anchor that the link names."""
    if not (link.headings or link.block) or not vault.knows_fragments(target, link):
        return False
    if link.kind in ("link", "image") and vault.fragments(target).has_anchor(link):
        return False
    return fragment(vault, target, link) is None


def target_notes(vault: Vault, note: Note, link: Link) -> Iterator[Note]:
    """Yield the notes that a link in `note` may lead to, best first."""
    resolution = vault.resolve(note, link)
    for path in (resolution.target, *resolution.others):
        if path in vault.notes:
            yield vault.notes[path]


def link_places(vault: Vault, note: Note, link: Link) -> tuple[Place, ...]:
    """Return the places that a link in `note` may lead to, best first; none for a folder or a missing target."""
    resolution = vault.resolve(note, link)
    if resolution.target in vault.files or resolution.how == "ignored":
        paths = (resolution.target, *resolution.others)
        return tuple(Place(path, TOP, TOP) for path in paths if path)
    return tuple(fragment_place(vault, target, link) for target in target_notes(vault, note, link))
