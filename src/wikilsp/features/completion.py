"""What may stand in the link being typed: notes, aliases, titles, attachments; the headings and blocks of a note."""

import re
from collections.abc import Iterator
from itertools import islice, takewhile
from typing import Literal, NamedTuple

from wikilsp.features.name_list import Name, NameKind, NameList
from wikilsp.features.ranking import Fit, Spelt, ranked
from wikilsp.features.typed_link import TypedLink, typed_link
from wikilsp.note import Note
from wikilsp.syntax.facts import Heading, Link
from wikilsp.targets import heading_text, is_writable
from wikilsp.text import Span
from wikilsp.vault import Vault
from wikilsp.vault.names import fold

ItemKind = NameKind | Literal["block"]

LIMIT = 200

_NOT_IN_LABEL = re.compile(r"\[\[|\]\]|\A\[|\]\Z|[|\r\n]")


class Item(NamedTuple):
    """Something that may be put in the place of what stands at `span`."""

    label: str
    kind: ItemKind
    insert: str
    span: Span
    filter: str
    """What an editor compares with the text between the begin of `span` and the cursor."""
    sort: str
    """The items in the order of these are the best first."""
    path: str
    """The note or attachment that the item is, or that it is in."""


class Completion(NamedTuple):
    """The items, best first. `incomplete`: there are others, which more typing would bring up."""

    items: tuple[Item, ...] = ()
    incomplete: bool = False


class _Choice(NamedTuple):
    """An item before it is placed in the text; `fit` tells whether it is what was typed, or only alike."""

    label: str
    kind: ItemKind
    insert: str
    path: str
    fit: Fit


def completion(vault: Vault, note: Note, offset: int, text: str, names: NameList) -> Completion:
    """Give what may be typed at an offset of `text`, which is the note as it is just now; its facts may be older."""
    link = typed_link(text, offset, vault.settings.dialect)
    if link is None:
        return Completion()
    if link.part == "path":
        choices = _notes_and_attachments(vault, note, link, names)
    else:
        choices = _inside_a_note(vault, note, link)
    found = list(islice(choices, LIMIT + 1))
    incomplete = len(found) > LIMIT or any(choice.fit is Fit.ALIKE for choice in found)
    return Completion(tuple(_item(link, *numbered) for numbered in enumerate(found[:LIMIT])), incomplete)


def _item(link: TypedLink, number: int, choice: _Choice) -> Item:
    # Editors drop what does not hold the letters typed; what is misspelt must pass for that.
    passes = link.typed.strip() if choice.fit is Fit.ALIKE else choice.label
    insert = f"{choice.insert}]]" if link.is_last else choice.insert
    return Item(choice.label, choice.kind, insert, link.span, passes, f"{number:03}", choice.path)


# The path of a link


def _notes_and_attachments(vault: Vault, note: Note, link: TypedLink, names: NameList) -> Iterator[_Choice]:
    notes = [names.paths(), names.notes()] if "/" in link.typed else [names.notes()]
    groups = [names.attachments(), *notes] if link.is_embed else [*notes, names.attachments()]
    seen = set[tuple[str, str]]()
    for fit, group, at in ranked(link.typed, [group.spelt for group in groups], 2 * LIMIT):
        name = groups[group].names[at]
        insert = _target(vault, note, link, name)
        if insert is not None and (insert, name.path) not in seen:
            seen.add((insert, name.path))
            yield _Choice(name.text, name.kind, insert, name.path, fit)


def _target(vault: Vault, note: Note, link: TypedLink, name: Name) -> str | None:
    """Give what a link says that leads to what has this name, and is seen as it; None if no link can lead there."""
    target = vault.shortest(name.path, note)
    if not is_writable(target) or target.endswith("]"):
        return None
    if name.kind not in ("alias", "title") or not link.is_last or link.has_label or link.is_embed:
        return target
    if fold(name.text) == fold(target.rpartition("/")[2]):
        return target
    dialect = vault.settings.dialect
    if dialect.preset == "logseq":
        # It has no labels, but an alias is a name of the page.
        is_name = vault.resolve(note, _link_to(name.text)).target == name.path
        return name.text if is_name and is_writable(name.text) else target
    if _NOT_IN_LABEL.search(name.text):
        return target
    bar = "\\|" if link.in_table else "|"
    return f"{name.text}{bar}{target}" if dialect.label_order == "label-first" else f"{target}{bar}{name.text}"


# The fragment of a link


def _inside_a_note(vault: Vault, note: Note, link: TypedLink) -> Iterator[_Choice]:
    path = vault.resolve(note, _link_to(link.path)).target
    target = Note(note.path, link.facts) if path == note.path else vault.notes.get(path or "")
    if target is None:
        return
    if link.part == "block":
        ids = [block.id for block in target.facts.blocks if not block.from_property]
        for fit, at in _ranked_here(link.typed, ids):
            yield _Choice(ids[at], "block", ids[at], target.path, fit)
        return
    headings = _headings(vault, target, link)
    for fit, at in _ranked_here(link.typed, [heading.visible for heading, _ in headings]):
        heading, above = headings[at]
        insert = _heading_path(vault, target, link, (*above, heading))
        is_here = target.path == note.path and heading.span.start <= link.span.start <= heading.span.end
        if insert and not is_here:
            yield _Choice(heading.visible, "heading", insert, target.path, fit)


def _ranked_here(typed: str, names: list[str]) -> list[tuple[Fit, int]]:
    """Give the names of one note that fit, best first; in the order of the note while nothing is typed."""
    order = list(range(len(names)))
    if typed.strip():
        order.sort(key=lambda at: fold(names[at]))
    spelt = Spelt(fold(names[at]) for at in order)
    return [(fit, order[at]) for fit, _, at in ranked(typed, [spelt], len(names))]


def _headings(vault: Vault, target: Note, link: TypedLink) -> list[tuple[Heading, tuple[Heading, ...]]]:
    """Give the headings that may follow those which the link has already, each with the headings it stands under."""
    headings = target.facts.headings
    if link.headings:
        outer = vault.heading(target, _link_to(link.path, *link.headings))
        if outer is None:
            return []
        inner = headings[headings.index(outer) + 1 :]
        headings = tuple(takewhile(lambda heading: heading.level > outer.level, inner))
    found = list[tuple[Heading, tuple[Heading, ...]]]()
    above = tuple[Heading, ...]()
    for heading in headings:
        above = tuple(other for other in above if other.level < heading.level)
        found.append((heading, above))
        above = (*above, heading)
    return found


def _heading_path(vault: Vault, target: Note, link: TypedLink, path: tuple[Heading, ...]) -> str | None:
    """Give the shortest heading path that means the last heading of `path`, with those before it only where needed."""
    texts = [heading_text(heading) for heading in path]
    for start in range(len(path) - 1, -1, -1):
        if vault.heading(target, _link_to(link.path, *link.headings, *texts[start:])) is path[-1]:
            return "#".join(texts[start:])
    return None


def _link_to(path: str, *headings: str) -> Link:
    nowhere = Span(0, 0)
    return Link("wikilink", nowhere, path, nowhere, headings)
