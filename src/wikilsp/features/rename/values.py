"""Renames the values of properties, aliases included."""

import re
from collections.abc import Collection, Iterator

from wikilsp.features.answers import TextReader
from wikilsp.features.referents import decode_value, strip_quotes
from wikilsp.features.rename.follow_up import edited_note, with_follow_up_edits
from wikilsp.features.rename.headings import preserve_heading_links
from wikilsp.features.rename.merge import merge, result_of, split_writable
from wikilsp.features.rename.reparse import is_parsed_alike
from wikilsp.features.rename.result import RenameRefused, RenameResult
from wikilsp.features.rename.texts import text_of, text_to_edit
from wikilsp.index.graph import Graph
from wikilsp.index.uses import Usages
from wikilsp.note import Note
from wikilsp.syntax.facts import Property, Value
from wikilsp.syntax.yaml_nodes import escape_scalar, quote_scalar
from wikilsp.text import Edit, Span
from wikilsp.vault.names import fold
from wikilsp.vault.vault import Vault

_PLAIN = re.compile(r"[^\W\d_][\w /.-]*")
"""Text that is parsed as itself in every place, without quotes."""
_WORDS = frozenset(("true", "false", "null", "True", "False", "Null", "NULL"))
_TAGS = frozenset(("tags", "tag"))
_Item = tuple[int, int]
"""The index of a property in a note, and of an item in the property."""


def item_span(span: Span, text: str) -> Span:
    """Return the span of an item without the quotes around it."""
    item = text[slice(*span)]
    quotes = (len(item) - len(strip_quotes(item))) // 2
    return Span(span.start + quotes, span.end - quotes)


def rename_value(graph: Graph, uses: Usages, key_id: str, old: str, new: str, read: TextReader) -> RenameResult:
    """Replace the value `old` with `new` in every property with this key id. Raise `RenameRefused`."""
    new = " ".join(new.split())
    values = {
        path: [(at, fold(strip_quotes(item.text))) for at, item in _items(graph.vault.notes[path], key_id)]
        for path in sorted(uses.with_key(key_id))
    }
    with_old = {
        path: items
        for path, items_of_note in values.items()
        if (items := [at for at, value in items_of_note if value == fold(old)])
    }
    has_new = any(value == fold(new) for items_of_note in values.values() for _, value in items_of_note)
    if not with_old:
        raise RenameRefused(f"no property “{key_id}” has the value “{old}”")
    notes, skipped = split_writable(graph.vault, with_old)
    edits = {note.path: _rewrite(graph, note, with_old[note.path], new, read) for note in notes}
    merged = f"{key_id}:: {new}" if has_new and fold(old) != fold(new) else None
    result = result_of(edits, skipped, merged)
    if not result.changes.edits and not skipped:
        raise RenameRefused(f"“{new}” is already its name")
    return with_follow_up_edits(graph, result, {key_id}, read, {fold(old): new} if key_id == "title" else {})


def rename_alias(graph: Graph, note: Note, alias: Value, new: str, read: TextReader) -> RenameResult:
    """Rename an alias of a note and the links that use it. Raise `RenameRefused`."""
    new = " ".join(new.split())
    if new == alias.text:
        raise RenameRefused(f"“{new}” is already its name")
    text_to_edit(note, read)
    _check_alias(graph.vault, note, new)
    items = [at for at, item in _items(note, None) if item.span == alias.span]
    result = result_of({note.path: _rewrite(graph, note, items, new, read)}, set())
    labels: dict[str, list[Edit]] = {}
    for source, link, _ in graph.backlinks(note.path):
        # A label with other capitalization was adapted to its sentence.
        if link.label == alias.text and link.label_span and link.kind in ("wikilink", "embed"):
            edit = graph.vault.notes[source].edit(link.label_span, new)
            labels.setdefault(source, []).append(edit)
    notes, skipped = split_writable(graph.vault, labels)
    label_edits = result_of({source.path: labels[source.path] for source in notes}, skipped)
    for source, edits in label_edits.changes.edits.items():
        if not is_parsed_alike(graph.vault.notes[source], edits, read, graph.vault.settings.dialect):
            raise RenameRefused(f"“{new}” cannot be the label of a link in “{source}”")
    follow_up = with_follow_up_edits(graph, result, {"aliases"}, read, {fold(alias.text): new})
    return preserve_heading_links(graph, merge(label_edits, follow_up), read)


def _check_alias(vault: Vault, note: Note, new: str) -> None:
    if not new or re.search(r"[|\[\]#^]", new):
        raise RenameRefused(f"“{new}” cannot be an alias: avoid | [ ] # and ^")
    others = [path for path in vault.registry.alias_holders(new) if path != note.path]
    if others:
        raise RenameRefused(f"“{new}” is already an alias of “{others[0]}”")


def _rewrite(graph: Graph, note: Note, items: Collection[_Item], new: str, read: TextReader) -> list[Edit]:
    """Return the edits that replace items with `new`. Raise `RenameRefused` if it would not be parsed as one value."""
    text = text_of(note, read)
    in_place = [_edit(note, at, text, new) for at in items]
    are_tags = any(_property(note, at).id in _TAGS and _property(note, at).scope == "frontmatter" for at in items)
    if _PLAIN.fullmatch(new) and new not in _WORDS and not are_tags:
        return in_place
    quoted_edits = [
        edit
        if _quote(_item(note, at)) or _property(note, at).scope != "frontmatter"
        else note.edit(_item(note, at).span, quote_scalar(new))
        for at, edit in zip(items, in_place, strict=True)
    ]
    for edits in (in_place, quoted_edits):
        after = edited_note(graph, note.path, result_of({note.path: edits}, set()), read)
        is_same = len(after.facts.properties) == len(note.facts.properties)
        # A blank separates tags, even within quotes.
        is_same &= not are_tags or len(after.facts.tags) == len(note.facts.tags)
        if is_same and all(_has_value(after, at, new) for at in items):
            return edits
    raise RenameRefused(f"“{new}” would not be parsed as one value in “{note.path}”")


def _edit(note: Note, at: _Item, text: str, new: str) -> Edit:
    item = _item(note, at)
    quote = _quote(item) if _property(note, at).scope != "frontmatter" else ""
    return note.edit(item_span(item.span, text), escape_scalar(new, quote) if quote else new)


def _quote(item: Value) -> str:
    return item.text[0] if strip_quotes(item.text) != item.text else ""


def _has_value(note: Note, at: _Item, new: str) -> bool:
    """Whether the item exists and its decoded value is `new`."""
    number, position = at
    items = note.facts.properties[number].items
    if position >= len(items):
        return False
    return decode_value(items[position].text) == new


def _property(note: Note, at: _Item) -> Property:
    return note.facts.properties[at[0]]


def _item(note: Note, at: _Item) -> Value:
    return _property(note, at).items[at[1]]


def _items(note: Note, key_id: str | None) -> Iterator[tuple[_Item, Value]]:
    for number, prop in enumerate(note.facts.properties):
        if key_id is None or prop.id == key_id:
            yield from (((number, at), item) for at, item in enumerate(prop.items))
