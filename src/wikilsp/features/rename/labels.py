"""Renames the label of a link, and the label of a reference definition with its uses in the note."""

from msgspec.structs import replace

from wikilsp.features.answers import TextReader
from wikilsp.features.rename.headings import preserve_heading_links
from wikilsp.features.rename.result import RenameRefused, RenameResult
from wikilsp.features.rename.texts import text_to_edit
from wikilsp.index.graph import Graph
from wikilsp.note import Note
from wikilsp.syntax.definitions import label_key
from wikilsp.syntax.facts import Link
from wikilsp.syntax.parse import parse
from wikilsp.text import Edit, Span, apply_edits
from wikilsp.vault.changes import Changes
from wikilsp.vault.vault import Vault


def rename_label(graph: Graph, note: Note, link: Link, new: str, read: TextReader) -> RenameResult:
    """Change the label of a link to `new`. Raise `RenameRefused` if that would change or break the link."""
    new = " ".join(new.split())
    if link.label_span is None or new == link.label:
        raise RenameRefused(f"“{new}” is already its name")
    label = new.replace("|", "\\|") if link.in_table else new
    edit = note.edit(link.label_span, label)
    after = _links_after(graph.vault, note, (edit,), read)
    number = note.facts.links.index(link)
    is_same = len(after) == len(note.facts.links) and after[number].path == link.path and after[number].label == label
    if not new or not is_same:
        raise RenameRefused(f"“{new}” cannot be the label of a link")
    # In a heading, the label is part of the text that links from other notes name.
    is_local = not any(heading.span.start <= link.span.start < heading.span.end for heading in note.facts.headings)
    return preserve_heading_links(graph, RenameResult(Changes({note.path: (edit,)})), read)._replace(is_local=is_local)


def rename_reference(vault: Vault, note: Note, label: str, new: str, read: TextReader) -> RenameResult:
    """Rename the label of a reference definition and the links that use it. Raise `RenameRefused`."""
    new, key = " ".join(new.split()), label_key(label)
    definitions = [definition for definition in note.facts.definitions if label_key(definition.label) == key]
    if not definitions or definitions[0].link is None:
        raise RenameRefused(f"“{label}” leads outside the vault, so the links that use it are unknown")
    if label_key(new) != key and any(
        label_key(definition.label) == label_key(new) for definition in note.facts.definitions
    ):
        raise RenameRefused(f"“{note.path}” already has the label “{new}”")
    edits = [note.edit(definition.label_span, new) for definition in definitions]
    edits += (_use(note, link, new) for link in note.facts.links if _uses(link, key))
    after = _links_after(vault, note, tuple(edits), read)
    expected = [replace(link, reference=new if _uses(link, key) else link.reference) for link in note.facts.links]
    if not new or [(link.path, link.reference, link.label) for link in after] != [
        (link.path, link.reference, link.label) for link in expected
    ]:
        raise RenameRefused(f"“{new}” cannot be the label of a definition")
    return RenameResult(Changes({note.path: tuple(sorted(edits))}), is_local=True)


def reference_span(link: Link) -> Span:
    """Return the span of the label in `[text][label]`, or of the text if there is no second label."""
    label_span = _second_label(link)
    return label_span if label_span.start < label_span.end else link.label_span or link.span


def _use(note: Note, link: Link, new: str) -> Edit:
    """Return the edit that makes a link use the label `new` and show the same text: `[old]` becomes `[old][new]`."""
    label_span = _second_label(link)
    if label_span.start <= label_span.end:
        return note.edit(label_span, new)
    return note.edit(Span(link.span.end, link.span.end), f"[{new}]")


def _second_label(link: Link) -> Span:
    """Return the span between the second brackets; one that ends before it starts if there are none."""
    return Span((link.label_span or link.span).end + len("]["), link.span.end - len("]"))


def _uses(link: Link, key: str) -> bool:
    return link.reference is not None and label_key(link.reference) == key


def _links_after(vault: Vault, note: Note, edits: tuple[Edit, ...], read: TextReader) -> tuple[Link, ...]:
    return parse(apply_edits(text_to_edit(note, read), edits), vault.settings.dialect).links
