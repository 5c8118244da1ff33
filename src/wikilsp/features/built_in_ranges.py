"""The ranges that the Markdown support of an editor gives to links and headings.

VS Code shows two places with the same range as one. So whatever it finds itself must have its own range here, or the
user sees it twice.
"""

from collections.abc import Mapping

from wikilsp.features.answers import Targets
from wikilsp.features.lines import line_content_by_facts
from wikilsp.note import Note
from wikilsp.syntax.facts import Link
from wikilsp.text import Span


def built_in_spans(note: Note, *, of_file: bool) -> Mapping[Span, Span]:
    """Return the built-in spans by our own, for the links and headings of a note.

    For references to a file, `of_file`, the destination of a Markdown link ends before its fragment.
    """
    return {**{link.span: _built_in_span(link, of_file=of_file) for link in note.links}, **heading_lines(note)}


def is_on_file(note: Note, offset: int) -> bool:
    """Whether there is a link at an offset, and the offset is not in its fragment."""
    for link in note.links:
        if link.span.start <= offset < link.span.end:
            inside = [*link.heading_spans, *([link.block_span] if link.block_span else [])]
            return not any(span.start <= offset <= span.end for span in inside)
    return False


def heading_lines(note: Note) -> Mapping[Span, Span]:
    """Return the line of each heading, by the span of its text."""
    return {heading.text_span: line_content_by_facts(note, heading.span.start) for heading in note.facts.headings}


def has_built_in_targets(note: Note, found: Targets) -> bool:
    """Whether the editor itself finds the targets of the element at `found.origin`: it is no wikilink."""
    inside = (
        link for link in note.links if link.span.start <= found.origin.start and found.origin.end <= link.span.end
    )
    return not any(link.kind in ("wikilink", "embed") for link in inside)


def _built_in_span(link: Link, *, of_file: bool) -> Span:
    start, end = link.span
    parts = [link.path_span, *link.heading_spans, *(span for span in (link.block_span, link.label_span) if span)]
    if link.kind in ("wikilink", "embed"):
        # `[[text]]` is read as `[text]` in brackets: a link by reference, without the blanks around its label.
        inside_end = end - 2 if link.size else max(span.end for span in parts)
        return Span(min(span.start for span in parts), inside_end)
    if link.reference is None:
        inside = parts if link.label_span is None else parts[:-1]
        return link.path_span if of_file and link.path else Span(link.path_span.start, max(span.end for span in inside))
    length = len(link.reference)
    # `[text][label]`, or `[label][]`, or `[label]`
    close = end - 3 if end - start == length + 4 and link.label == link.reference else end - 1
    return Span(close - length, close)
