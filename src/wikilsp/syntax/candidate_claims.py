"""Checks candidates against the text, with one test for each rule that reports candidates."""

from collections.abc import Callable, Iterator, Mapping

from wikilsp.syntax.facts import Candidate
from wikilsp.syntax.folded_text import fold_lines, has_line_break
from wikilsp.syntax.mojibake import may_hold_mojibake
from wikilsp.syntax.source_text import SourceText
from wikilsp.text import Span

_LINK = ("[[", "![[")


def is_candidate_true(source: SourceText, candidate: Candidate) -> bool:
    """Whether the text has, at the spans of a candidate, what its rule reports."""
    test = _TESTS.get(candidate.kind)
    return test is None or test(source, candidate)


def _forms(source: SourceText, span: Span) -> Iterator[str]:
    """Yield the text at a span as it is, and for each way in which YAML may fold its lines."""
    text = source.at(span)
    yield text
    if has_line_break(text):
        yield from (fold_lines(text, quote).text for quote in ('"', "'"))


def _second_text(source: SourceText, candidate: Candidate) -> str:
    """Return the text at the second span of a candidate."""
    return source.at(candidate.at or Span(0, 0))


def _is_second_span_at_end(candidate: Candidate) -> bool:
    """Whether the second span is empty and at the end of the first, where a fix inserts text."""
    return candidate.at == Span(candidate.span.end, candidate.span.end)


def _is_empty_link(source: SourceText, candidate: Candidate) -> bool:
    text = source.at(candidate.span)
    return text.startswith(_LINK) and text.endswith("]]")


def _is_unterminated_link(source: SourceText, candidate: Candidate) -> bool:
    forms = _forms(source, candidate.span)
    return any(form.startswith("[[") and form[2:].strip() == candidate.text for form in forms)


def _has_edge_space(source: SourceText, candidate: Candidate) -> bool:
    stripped = map(str.strip, _forms(source, candidate.span))
    is_name = candidate.at is not None and candidate.text in _forms(source, candidate.at)
    return is_name and source.at(candidate.span) != candidate.text and candidate.text in stripped


def _is_search_leftover(source: SourceText, candidate: Candidate) -> bool:
    text = source.at(candidate.span)
    forms = _forms(source, candidate.span)
    return text.startswith(_LINK) and text.endswith("]]") and any(candidate.text in form for form in forms)


def _is_tag(source: SourceText, candidate: Candidate) -> bool:
    return any(form.removeprefix("#") == candidate.text for form in source.forms(candidate.span))


def _starts_line(source: SourceText, candidate: Candidate) -> bool:
    """Whether the second span, if there is one, is the place for a blank line above a line."""
    at = candidate.at
    return at is None or (at.start == at.end and at.start in source.starts)


def _has_unescaped_pipe(source: SourceText, candidate: Candidate) -> bool:
    if not candidate.text:  # the link is in a line below the table
        return (
            _is_empty_link(source, candidate) and "|" in source.at(candidate.span) and _starts_line(source, candidate)
        )
    pipes = _second_text(source, candidate)
    is_enclosed = pipes.startswith("|") and pipes.endswith("|")
    return (
        _is_empty_link(source, candidate)
        and is_enclosed
        and candidate.text.replace("\\|", "|") == pipes.replace("\\|", "|")
    )


def _starts_with_key(source: SourceText, candidate: Candidate) -> bool:
    return bool(candidate.text) and source.at(candidate.span).startswith(candidate.text)


def _has_space_before_separator(source: SourceText, candidate: Candidate) -> bool:
    return (
        _starts_with_key(source, candidate)
        and "::" in _second_text(source, candidate)
        and "::" in source.at(candidate.span)
    )


def _has_no_space_after_separator(source: SourceText, candidate: Candidate) -> bool:
    return (
        _starts_with_key(source, candidate) and "::" in source.at(candidate.span) and _is_second_span_at_end(candidate)
    )


def _has_single_colon(source: SourceText, candidate: Candidate) -> bool:
    return source.at(candidate.span) == f"{candidate.text}:" and _is_second_span_at_end(candidate)


def _becomes_heading(source: SourceText, candidate: Candidate) -> bool:
    return _starts_with_key(source, candidate) and "::" in source.at(candidate.span) and _starts_line(source, candidate)


def _is_unclosed_property(source: SourceText, candidate: Candidate) -> bool:
    text = source.at(candidate.span)
    # In Dataview, emoji may stand before the key, and formatting around it.
    has_key = text.startswith("[") and candidate.text in text.partition("::")[0]
    return has_key and _is_second_span_at_end(candidate) and text == text.rstrip()


def _is_lone_comma(source: SourceText, candidate: Candidate) -> bool:
    return source.at(candidate.span).strip() in {",", "，"}


def _is_late_frontmatter(source: SourceText, candidate: Candidate) -> bool:
    return source.at(candidate.span) == "---" and not _second_text(source, candidate).strip(" \t\r\n")


def _has_double_colon(source: SourceText, candidate: Candidate) -> bool:
    return source.at(candidate.span) == f"{candidate.text}::" and _second_text(source, candidate) == ":"


def _is_earlier_key(source: SourceText, candidate: Candidate) -> bool:
    is_earlier = candidate.at is not None and candidate.at.end < candidate.span.start
    return is_earlier and _second_text(source, candidate) == candidate.text


def _is_footnote(source: SourceText, candidate: Candidate) -> bool:
    return source.at(candidate.span) == f"[^{candidate.text}]"


def _is_second_footnote(source: SourceText, candidate: Candidate) -> bool:
    is_later = candidate.at is not None and candidate.at.end < candidate.span.start
    same_id = _second_text(source, candidate).casefold() == f"[^{candidate.text}]".casefold()
    return is_later and same_id and _is_footnote(source, candidate)


_TESTS: Mapping[str, Callable[[SourceText, Candidate], bool]] = {
    "empty-link": _is_empty_link,
    "unterminated-link": _is_unterminated_link,
    "link-edge-space": _has_edge_space,
    "search-leftover": _is_search_leftover,
    "escaped-pipe-outside-table": lambda source, candidate: source.at(candidate.span) == "\\|",
    "tag-empty-segment": _is_tag,
    "mojibake": lambda source, candidate: may_hold_mojibake(source.at(candidate.span)),
    "unescaped-pipe-in-table": _has_unescaped_pipe,
    "property-after-text": lambda source, candidate: (
        _starts_with_key(source, candidate) and candidate.at in (None, candidate.span)
    ),
    "property-empty-key": lambda source, candidate: source.at(candidate.span) == "::",
    "property-space-before-separator": _has_space_before_separator,
    "property-missing-space": _has_no_space_after_separator,
    "property-bad-key": lambda source, candidate: source.at(candidate.span) == candidate.text,
    "property-becomes-heading": _becomes_heading,
    "single-colon-property": _has_single_colon,
    "unclosed-inline-property": _is_unclosed_property,
    "empty-list-item": _is_lone_comma,
    "late-frontmatter": _is_late_frontmatter,
    "double-colon-in-frontmatter": _has_double_colon,
    "frontmatter-hash-tag": lambda source, candidate: candidate.text == f'"{source.at(candidate.span)}"',
    "duplicate-frontmatter-key": _is_earlier_key,
    "missing-footnote": _is_footnote,
    "unused-footnote": _is_footnote,
    "duplicate-footnote": _is_second_footnote,
    "unknown-callout": lambda source, candidate: source.at(candidate.span) == candidate.text,
    "frontmatter-unquoted-link": lambda source, candidate: source.at(candidate.span).startswith(_LINK),
}
