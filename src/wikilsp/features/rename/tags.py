"""Renames tags and the tags nested below them: inline, in front matter and in the values of properties."""

from collections.abc import Mapping

from wikilsp.features.answers import TextReader
from wikilsp.features.rename.headings import preserve_heading_links
from wikilsp.features.rename.merge import merge, result_of, split_writable
from wikilsp.features.rename.queries import rename_in_queries
from wikilsp.features.rename.query_tags import rename_tag_in_query
from wikilsp.features.rename.reparse import is_parsed_alike
from wikilsp.features.rename.result import RenameRefused, RenameResult
from wikilsp.features.rename.texts import text_of
from wikilsp.index.graph import Graph
from wikilsp.index.uses import Usages
from wikilsp.note import Note
from wikilsp.syntax.facts import Tag
from wikilsp.syntax.tags import is_tag_name
from wikilsp.syntax.yaml_nodes import escaped_width
from wikilsp.text import Edit, Span
from wikilsp.vault.names import fold


def tag_span(tag: Tag, text: str, path_spans: Mapping[Span, Span]) -> Span:
    """Return the span of a tag's name in the text of its note, without `#` and brackets.

    `path_spans` is the result of `link_path_spans`.
    """
    start, end = tag.span
    return path_spans.get(Span(start + 1, end)) or Span(start + text.startswith("#", start), end)


def link_path_spans(note: Note) -> Mapping[Span, Span]:
    """Return the span of the path of each link of a note, by the span of the link."""
    return {link.span: link.path_span for link in reversed(note.facts.links)}


def rename_tag(graph: Graph, uses: Usages, old: str, new: str, read: TextReader) -> RenameResult:
    """Rename a tag to `new`, with or without `#`, and the tags nested below it. Raise `RenameRefused`."""
    dialect = graph.vault.settings.dialect
    old, new = old.removeprefix("#"), new.strip().removeprefix("#")
    if not is_tag_name(new, numeric=dialect.numeric_tags) or "" in new.split("/"):
        raise RenameRefused(f"“#{new}” cannot be a tag: use letters, digits, “-”, “_”, and “/” between names")
    if new == old:
        raise RenameRefused(f"“#{new}” is already its name")
    sources = uses.tagged(old)
    if not sources:
        raise RenameRefused(f"no note has the tag “#{old}”")
    merged = f"#{new}" if uses.subtree(new) and not f"{fold(new)}/".startswith(f"{fold(old)}/") else None
    notes, skipped = split_writable(graph.vault, sources)
    edits: dict[str, list[Edit]] = {}
    for note in notes:
        text, paths = text_of(note, read), link_path_spans(note)
        edits[note.path] = [
            note.edit(_old_name_span(tag, old, tag_span(tag, text, paths), text), new)
            for tag in note.facts.tags
            if f"{fold(tag.name)}/".startswith(f"{fold(old)}/")
        ]
        if not is_parsed_alike(note, edits[note.path], read, dialect):
            raise RenameRefused(f"“#{new}” would not be parsed as a tag in “{note.path}”")
    queries = rename_in_queries(graph.vault, rename_tag_in_query(old, new))
    result = merge(result_of(edits, skipped, merged), queries)._replace(thing="tag")
    return preserve_heading_links(graph, result, read)


def _old_name_span(tag: Tag, old: str, span: Span, text: str) -> Span:
    """Return the span of the old name within a tag at `span`, which may be nested below the old name."""
    name = "/".join(tag.name.split("/")[: old.count("/") + 1])
    tag_text = text[slice(*span)]
    # In front matter, a tag may be written with escapes.
    width = len(name) if tag_text.startswith(name) else escaped_width(tag_text, len(name))
    return Span(span.start, span.start + width)
