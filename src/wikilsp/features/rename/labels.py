"""Renames the label of one link, and the labels of reference definitions, which hold in one note."""

from msgspec.structs import replace

from wikilsp.features.answers import Read
from wikilsp.features.rename.headings import headings_kept
from wikilsp.features.rename.outcome import RenameRefused, RenameResult
from wikilsp.features.rename.texts import text_to_edit
from wikilsp.index.graph import Graph
from wikilsp.note import Note
from wikilsp.syntax.definitions import label_key
from wikilsp.syntax.facts import Link
from wikilsp.syntax.parse import parse
from wikilsp.syntax.quoting import in_quotes
from wikilsp.text import Edit, Span, apply_edits
from wikilsp.vault.changes import Changes
from wikilsp.vault.vault import Vault


def renamed_label(graph: Graph, note: Note, link: Link, new: str, read: Read) -> RenameResult:
    """Let a link show `new`. Raises `RenameRefused` if the link would be another one, or none."""
    new = " ".join(new.split())
    if link.label_span is None or new == link.label:
        raise RenameRefused(f"“{new}” is its name already")
    written = new.replace("|", "\\|") if link.in_table else new
    edit = in_quotes(note.facts, Edit(link.label_span, written))
    after = _links_after(graph.vault, note, (edit,), read)
    number = note.facts.links.index(link)
    same = len(after) == len(note.facts.links) and after[number].path == link.path and after[number].label == written
    if not new or not same:
        raise RenameRefused(f"“{new}” cannot be the label of a link")
    # The text of a heading is what links from other notes say.
    is_local = not any(made.span.start <= link.span.start < made.span.end for made in note.facts.headings)
    return headings_kept(graph, RenameResult(Changes({note.path: (edit,)})), read)._replace(is_local=is_local)


def renamed_reference(vault: Vault, note: Note, label: str, new: str, read: Read) -> RenameResult:
    """Rename the label of a reference definition and the links that use it. Raise `RenameRefused`."""
    new, key = " ".join(new.split()), label_key(label)
    definitions = [made for made in note.facts.definitions if label_key(made.label) == key]
    if not definitions or definitions[0].link is None:
        raise RenameRefused(f"“{label}” leads out of the vault, so the links that use it are not known")
    if label_key(new) != key and any(label_key(made.label) == label_key(new) for made in note.facts.definitions):
        raise RenameRefused(f"“{note.path}” has the label “{new}” already")
    edits = [Edit(made.label_span, new) for made in definitions]
    edits += (_use(link, new) for link in note.facts.links if _uses(link, key))
    after = _links_after(vault, note, tuple(edits), read)
    expected = [replace(link, reference=new if _uses(link, key) else link.reference) for link in note.facts.links]
    if not new or [(link.path, link.reference, link.label) for link in after] != [
        (link.path, link.reference, link.label) for link in expected
    ]:
        raise RenameRefused(f"“{new}” cannot be the label of a definition")
    return RenameResult(Changes({note.path: tuple(sorted(edits))}), is_local=True)


def reference_span(link: Link) -> Span:
    """Give the label in the second brackets of `[text][label]`; the text, where there is no such label."""
    behind = _behind(link)
    return behind if behind.start < behind.end else link.label_span or link.span


def _use(link: Link, new: str) -> Edit:
    """Let a link name the label `new`; what it shows stays, so `[label]` becomes `[label][new]`."""
    behind = _behind(link)
    if behind.start <= behind.end:
        return Edit(behind, new)
    return Edit(Span(link.span.end, link.span.end), f"[{new}]")


def _behind(link: Link) -> Span:
    """Give the inside of the second brackets; a span that ends before it begins, where there are none."""
    return Span((link.label_span or link.span).end + len("]["), link.span.end - len("]"))


def _uses(link: Link, key: str) -> bool:
    return link.reference is not None and label_key(link.reference) == key


def _links_after(vault: Vault, note: Note, edits: tuple[Edit, ...], read: Read) -> tuple[Link, ...]:
    return parse(apply_edits(text_to_edit(note, read), edits), vault.settings.dialect).links
