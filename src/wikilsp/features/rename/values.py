"""Renames values of properties, and aliases, which are values too."""

import re
from collections.abc import Collection, Iterator

from wikilsp.features.answers import Read
from wikilsp.features.referents import decode_value, strip_quotes
from wikilsp.features.rename.follow_up import note_after, with_follow_up_edits
from wikilsp.features.rename.headings import headings_kept
from wikilsp.features.rename.merge import edited, merge, writable
from wikilsp.features.rename.outcome import RenameRefused, RenameResult
from wikilsp.features.rename.reading import is_read_alike
from wikilsp.features.rename.texts import text_of, text_to_edit
from wikilsp.index.graph import Graph
from wikilsp.index.uses import Usages
from wikilsp.note import Note
from wikilsp.syntax.facts import Property, Value
from wikilsp.syntax.quoting import in_quotes
from wikilsp.syntax.yaml_nodes import escaped, quoted
from wikilsp.text import Edit, Span
from wikilsp.vault.names import fold
from wikilsp.vault.vault import Vault

_HARMLESS = re.compile(r"[^\W\d_][\w /.-]*")
"""What is read as it is written, wherever it stands."""
_WORDS = frozenset(("true", "false", "null", "True", "False", "Null", "NULL"))
_TAGS = frozenset(("tags", "tag"))
_Item = tuple[int, int]
"""A property of a note by its number, and an item of it by its number."""


def item_span(span: Span, text: str) -> Span:
    """Give the place of an item in a text without the quotes around it."""
    written = text[slice(*span)]
    inside = (len(written) - len(strip_quotes(written))) // 2
    return Span(span.start + inside, span.end - inside)


def renamed_value(graph: Graph, uses: Usages, key_id: str, old: str, new: str, read: Read) -> RenameResult:
    """Put `new` in place of a value in every property of this id. Raises `RenameRefused`."""
    new = " ".join(new.split())
    values = {
        path: [(at, fold(strip_quotes(item.text))) for at, item in _items(graph.vault.notes[path], key_id)]
        for path in sorted(uses.with_key(key_id))
    }
    with_old = {
        path: items for path, all_ in values.items() if (items := [at for at, value in all_ if value == fold(old)])
    }
    has_new = any(value == fold(new) for all_ in values.values() for _, value in all_)
    if not with_old:
        raise RenameRefused(f"no property “{key_id}” has the value “{old}”")
    notes, skipped = writable(graph.vault, with_old)
    edits = {note.path: _rewritten(graph, note, with_old[note.path], new, read) for note in notes}
    merged = f"{key_id}:: {new}" if has_new and fold(old) != fold(new) else None
    outcome = edited(edits, skipped, merged)
    if not outcome.changes.edits and not skipped:
        raise RenameRefused(f"“{new}” is its name already")
    return with_follow_up_edits(graph, outcome, {key_id}, read, {fold(old): new} if key_id == "title" else {})


def renamed_alias(graph: Graph, note: Note, alias: Value, new: str, read: Read) -> RenameResult:
    """Rename an alias of a note and the links that use it. Raise `RenameRefused`."""
    new = " ".join(new.split())
    if new == alias.text:
        raise RenameRefused(f"“{new}” is its name already")
    text_to_edit(note, read)
    _check_alias(graph.vault, note, new)
    items = [at for at, item in _items(note, None) if item.span == alias.span]
    outcome = edited({note.path: _rewritten(graph, note, items, new, read)}, set())
    labels: dict[str, list[Edit]] = {}
    for source, link, _ in graph.backlinks(note.path):
        # A label in other letters, such as small ones, fits its sentence.
        if link.label == alias.text and link.label_span and link.kind in ("wikilink", "embed"):
            edit = in_quotes(graph.vault.notes[source].facts, Edit(link.label_span, new))
            labels.setdefault(source, []).append(edit)
    notes, skipped = writable(graph.vault, labels)
    labelled = edited({source.path: labels[source.path] for source in notes}, skipped)
    for source, made in labelled.changes.edits.items():
        if not is_read_alike(graph.vault.notes[source], made, read, graph.vault.settings.dialect):
            raise RenameRefused(f"“{new}” cannot be the label of a link in “{source}”")
    settling = with_follow_up_edits(graph, outcome, {"aliases"}, read, {fold(alias.text): new})
    return headings_kept(graph, merge(labelled, settling), read)


def _check_alias(vault: Vault, note: Note, new: str) -> None:
    if not new or re.search(r"[|\[\]#^]", new):
        raise RenameRefused(f"“{new}” cannot be an alias: leave out | [ ] # and ^")
    others = [path for path in vault.alias_holders(new) if path != note.path]
    if others:
        raise RenameRefused(f"“{new}” is an alias of “{others[0]}” already")


def _rewritten(graph: Graph, note: Note, items: Collection[_Item], new: str, read: Read) -> list[Edit]:
    """Return the edits that replace items by `new`. Raise `RenameRefused` if it would not be read as one value."""
    text = text_of(note, read)
    in_place = [_edit(_item(note, at), text, new) for at in items]
    are_tags = any(_made(note, at).id in _TAGS and _made(note, at).scope == "frontmatter" for at in items)
    if _HARMLESS.fullmatch(new) and new not in _WORDS and not are_tags:
        return in_place
    in_quotes_too = [
        edit if _quote(_item(note, at)) or _made(note, at).scope != "frontmatter" else _in_quotes(_item(note, at), new)
        for at, edit in zip(items, in_place, strict=True)
    ]
    for edits in (in_place, in_quotes_too):
        after = note_after(graph, note.path, edited({note.path: edits}, set()), read)
        same = len(after.facts.properties) == len(note.facts.properties)
        # A blank parts tags, with quotes around them or not.
        same &= not are_tags or len(after.facts.tags) == len(note.facts.tags)
        if same and all(_means(after, at, new) for at in items):
            return edits
    raise RenameRefused(f"“{new}” would not be read as one value in “{note.path}”")


def _edit(item: Value, text: str, new: str) -> Edit:
    quote = _quote(item)
    return Edit(item_span(item.span, text), escaped(new, quote) if quote else new)


def _in_quotes(item: Value, new: str) -> Edit:
    return Edit(item.span, quoted(new))


def _quote(item: Value) -> str:
    return item.text[0] if strip_quotes(item.text) != item.text else ""


def _means(note: Note, at: _Item, new: str) -> bool:
    """Is an item there that means `new`?"""
    number, position = at
    items = note.facts.properties[number].items
    if position >= len(items):
        return False
    return decode_value(items[position].text) == new


def _made(note: Note, at: _Item) -> Property:
    return note.facts.properties[at[0]]


def _item(note: Note, at: _Item) -> Value:
    return _made(note, at).items[at[1]]


def _items(note: Note, key_id: str | None) -> Iterator[tuple[_Item, Value]]:
    for number, made in enumerate(note.facts.properties):
        if key_id is None or made.id == key_id:
            yield from (((number, at), item) for at, item in enumerate(made.items))
