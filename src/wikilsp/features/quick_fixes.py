"""Quick fixes of a finding: the fixes of its rule, and changes that need the user's choice."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from wikilsp.features.answers import TextReader
from wikilsp.features.offers import Offer
from wikilsp.features.unlabelled_blocks import is_generated_id, unlabelled_blocks
from wikilsp.finding import Diagnostic, Fix
from wikilsp.note import Note
from wikilsp.syntax.facts import Heading, Link
from wikilsp.syntax.sections import sections
from wikilsp.targets import describe_note
from wikilsp.text import Span
from wikilsp.vault.changes import Changes
from wikilsp.vault.daily_notes import daily_notes
from wikilsp.vault.names import base_name, without_extension
from wikilsp.vault.vault import Vault

KIND = "quickfix"


def quick_fixes(vault: Vault, note: Note, diagnostic: Diagnostic, read: TextReader, now: datetime) -> Iterator[Offer]:
    """Yield the quick fixes of a finding, best first; none in a note that cannot be written.

    `now` fills the date and time placeholders in the template of a new note.
    """
    if not note.is_read or note.undecodable:
        return
    for number, fix in enumerate(diagnostic.finding.fixes):
        if fix.create:
            yield from (_create_note(vault, fix, path, read, now) for path in fix.create)
        else:
            yield Offer(fix.title, KIND, partial(Changes, fix.edits), preferred=fix.safe and number == 0)
    if diagnostic.code == "missing-heading":
        yield from _add_headings(vault, note, diagnostic.finding.span, read)
    if diagnostic.code == "missing-block":
        yield from _add_block_id(vault, note, diagnostic.finding.span, read)


def _create_note(vault: Vault, fix: Fix, path: str, read: TextReader, now: datetime) -> Offer:
    def make() -> Changes:
        return Changes(creates={path: new_note_text(vault, path, read, now)})

    return Offer(fix.title, KIND, make, opens=path)


def new_note_text(vault: Vault, path: str, read: TextReader, now: datetime) -> str:
    """Return the text of a new note, from the template of the vault if it has one."""
    day = daily_notes(vault.settings.dialect).day_at(without_extension(path))
    daily_template = vault.settings.daily_note_template if day else None
    template = vault.settings.new_note_template if daily_template is None else daily_template
    text = read(template) if template else None
    return _fill_template(text or "", path, day or now.date(), now)


def _fill_template(template: str, path: str, day: date, now: datetime) -> str:
    """Fill in the placeholders of a template, which are Obsidian's: title, date and time."""
    title = base_name(path)
    values = {"title": title, "date": f"{day:%Y-%m-%d}", "time": f"{now:%H:%M}"}
    for name, value in values.items():
        template = template.replace(f"{{{{{name}}}}}", value)
    return template


# Missing blocks


def _add_block_id(vault: Vault, note: Note, span: Span, read: TextReader) -> Iterator[Offer]:
    """Offer to add the block id that a link names, if completion generated that id.

    Some editors insert the completed link without applying its edit in the other note.
    """
    ends = (end for link in note.facts.links for end in link.to_blocks)
    link = next((end for end in ends if end.block_span == span), None)
    if link is None or not is_generated_id(link.block or ""):
        return
    target = vault.notes.get(vault.resolve(note, link).target or "")
    text = read(target.path) if target and not target.undecodable else None
    if target is None or text is None:
        return
    for block in unlabelled_blocks(target, text, vault.settings.dialect):
        if block.id == link.block:
            title = f"Add block id ^{block.id} to “{block.excerpt}” in {describe_note(vault, note, target)}"
            yield Offer(title, KIND, partial(Changes, {target.path: (block.edit,)}))


# Missing headings


def _add_headings(vault: Vault, note: Note, span: Span, read: TextReader) -> Iterator[Offer]:
    """Offer to add the headings that a link names to its target, starting with the missing heading at `span`."""
    for link in note.facts.links:
        if span not in link.heading_spans:
            continue
        target = vault.notes[vault.resolve(note, link).target or ""]
        depth = link.heading_spans.index(span)
        if not target.undecodable:
            title = f"Add heading “{link.headings[depth]}” to {describe_note(vault, note, target)}"
            yield Offer(title, KIND, partial(_insert_headings, vault, target, link, depth, read))


def _insert_headings(vault: Vault, target: Note, link: Link, depth: int, read: TextReader) -> Changes:
    text, newline = read(target.path), target.facts.newline
    if text is None:
        return Changes()
    above = vault.fragments(target).heading(link.headings[:depth]) if depth else None
    level = above.level + 1 if above else _section_level(target.facts.headings)
    section = next((each.span for each in sections(target.facts, text) if each.heading == above), None)
    end = section.end if section else len(text.rstrip())
    lines = [f"{'#' * min(level + down, 6)} {name}" for down, name in enumerate(link.headings[depth:])]
    gap = "" if end <= target.facts.line_starts[0] else newline * 2
    return Changes({target.path: (target.edit(Span(end, end), gap + (newline * 2).join(lines)),)})


def _section_level(headings: tuple[Heading, ...]) -> int:
    """Return the level of a note's main sections. A single heading of level 1 is its title."""
    levels = [heading.level for heading in headings]
    return 1 if levels.count(1) > 1 else min((level for level in levels if level > 1), default=2)
