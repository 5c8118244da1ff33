"""Excerpts of notes as Markdown for editors: links that can be clicked, and headings no larger than the text."""

from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple, TypeVar

from wikilsp.features.answers import Place
from wikilsp.features.places import link_places
from wikilsp.features.preview import MOST_CHARACTERS, MOST_LINES, truncate
from wikilsp.features.rendering import FileLinks, escape, render
from wikilsp.note import Note
from wikilsp.syntax.facts import Heading, Link
from wikilsp.text import Span, position
from wikilsp.vault.vault import Vault

_SMALL = "#### "
"""The marker of headings. Editors show this level in the size of the text, and the first ones as giants."""
_LINKED = ("wikilink", "embed")

_Replacement = tuple[Span, str]
"""A span of the text of a note, and the text that is shown in its place."""
_Part = TypeVar("_Part", Heading, Link)


class _Excerpt(NamedTuple):
    """A part of a note that is being rewritten."""

    vault: Vault
    note: Note
    files: FileLinks
    span: Span


def excerpt(vault: Vault, note: Note, text: str, span: Span, files: FileLinks) -> str:
    """Return the beginning of a part of a note. `text` is the text of the note."""
    starts = note.facts.line_starts
    # A little more than is shown, so that `truncate` can tell whether that is everything.
    row = position(starts, span.start).row + MOST_LINES
    end = min(span.end, span.start + 2 * MOST_CHARACTERS, starts[row] if row < len(starts) else span.end)
    part = _Excerpt(vault, note, files, Span(span.start, end))
    made: dict[str, str] = {}
    return render(vault, note, truncate(_rewrite(part, text, made)), files, made)


def place_uri(vault: Vault, files: FileLinks, place: Place) -> str:
    """Return the URI of a place, with its line if that is not the first one."""
    note = vault.notes.get(place.path)
    row = position(note.layout.line_starts, place.selection.start).row if note else 1
    return files.uri(place.path) + (f"#L{row}" if row > 1 else "")


def _rewrite(part: _Excerpt, text: str, made: dict[str, str]) -> str:
    """Return the text of an excerpt, rewritten unless it is plain. Add the URIs of the links in it to `made`."""
    replaced = [] if part.files.is_plain else sorted([*_headings(part, text), *_links(part, text, made)])
    pieces, (done, end) = list[str](), part.span
    for span, new in replaced:
        if span.start >= done and span.end <= end:
            pieces += (text[done : span.start], new)
            done = span.end
    return "".join([*pieces, text[done:end]])


def _headings(part: _Excerpt, text: str) -> Iterator[_Replacement]:
    """Yield the replacements that make headings small. A heading of several lines stays as it is."""
    for heading in _within(part.note.facts.headings, part.span):
        is_underlined = heading.span.start == heading.text_span.start
        if is_underlined and "\n" not in text[slice(*heading.text_span)]:
            yield Span(heading.text_span.start, heading.text_span.start), _SMALL
            yield Span(heading.text_span.end, heading.span.end), ""
        elif not is_underlined:
            yield Span(heading.span.start, heading.text_span.start), _SMALL


def _links(part: _Excerpt, text: str, made: dict[str, str]) -> Iterator[_Replacement]:
    """Yield the replacements that turn wikilinks into Markdown links."""
    for link in _within(part.note.facts.links, part.span):
        places = link_places(part.vault, part.note, link) if link.kind in _LINKED else ()
        if places:
            destination = f"wikilsp:{len(made)}"
            made[destination] = place_uri(part.vault, part.files, places[0])
            yield link.span, f"[{escape(shown_text(link, text))}]({destination})"


def _within(found: Sequence[_Part], span: Span) -> Iterator[_Part]:
    before_end = takewhile(lambda each: each.span.start < span.end, found)
    return (each for each in before_end if each.span.start >= span.start)


def shown_text(link: Link, text: str) -> str:
    """Return the text that a wikilink shows: its label, or else its target as it is written."""
    if link.label_span and link.label:
        return text[slice(*link.label_span)]
    ends = [link.path_span.end, *(span.end for span in (*link.heading_spans, link.block_span) if span)]
    return text[link.path_span.start : max(ends)]
