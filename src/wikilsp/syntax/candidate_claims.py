"""Checks candidates against the text, with one test for each rule that reports candidates."""

from collections.abc import Callable, Mapping

from wikilsp.syntax.facts import Candidate
from wikilsp.syntax.mojibake import may_hold_mojibake
from wikilsp.syntax.source_text import SourceText
from wikilsp.text import Span

_LINK = ("[[", "![[")


def is_candidate_true(source: SourceText, candidate: Candidate) -> bool:
    """Whether the text has, at the spans of a candidate, what its rule reports."""
    is_true = _TESTS.get(candidate.kind)
    return is_true is None or is_true(source, candidate)


def _second_text(source: SourceText, candidate: Candidate) -> str:
    """Return the text at the second span of a candidate."""
    return source.at(candidate.at or Span(0, 0))


def _is_empty_link(source: SourceText, candidate: Candidate) -> bool:
    text = source.at(candidate.span)
    return text.startswith(_LINK) and text.endswith("]]")


def _is_unterminated(source: SourceText, candidate: Candidate) -> bool:
    text = source.at(candidate.span)
    return text.startswith("[[") and text[2:].strip() == candidate.text


def _has_edge_space(source: SourceText, candidate: Candidate) -> bool:
    text = source.at(candidate.span)
    return text != candidate.text and text.strip() == candidate.text == _second_text(source, candidate)


def _is_search(source: SourceText, candidate: Candidate) -> bool:
    text = source.at(candidate.span)
    return text.startswith(_LINK) and text.endswith("]]") and candidate.text in text


def _is_tag(source: SourceText, candidate: Candidate) -> bool:
    return any(form.removeprefix("#") == candidate.text for form in source.forms(candidate.span))


def _has_bare_bar(source: SourceText, candidate: Candidate) -> bool:
    bars = _second_text(source, candidate)
    is_between = bars.startswith("|") and bars.endswith("|")
    return (
        _is_empty_link(source, candidate)
        and is_between
        and candidate.text.replace("\\|", "|") == bars.replace("\\|", "|")
    )


def _starts_with_key(source: SourceText, candidate: Candidate) -> bool:
    return bool(candidate.text) and source.at(candidate.span).startswith(candidate.text)


def _has_separator_after_blank(source: SourceText, candidate: Candidate) -> bool:
    return (
        _starts_with_key(source, candidate)
        and "::" in _second_text(source, candidate)
        and "::" in source.at(candidate.span)
    )


def _is_glued(source: SourceText, candidate: Candidate) -> bool:
    end = Span(candidate.span.end, candidate.span.end)
    return _starts_with_key(source, candidate) and "::" in source.at(candidate.span) and candidate.at == end


def _has_one_colon(source: SourceText, candidate: Candidate) -> bool:
    return source.at(candidate.span) == f"{candidate.text}:" and candidate.at == Span(
        candidate.span.end, candidate.span.end
    )


def _has_underline(source: SourceText, candidate: Candidate) -> bool:
    begins_line = candidate.at is None or (
        candidate.at.start == candidate.at.end and candidate.at.start in source.starts
    )
    return _starts_with_key(source, candidate) and "::" in source.at(candidate.span) and begins_line


def _is_unclosed(source: SourceText, candidate: Candidate) -> bool:
    text, end = source.at(candidate.span), Span(candidate.span.end, candidate.span.end)
    return text.startswith(f"[{candidate.text}") and candidate.at == end and text == text.rstrip()


def _has_comma(source: SourceText, candidate: Candidate) -> bool:
    return source.at(candidate.span).strip() in {",", "，"}


def _is_late(source: SourceText, candidate: Candidate) -> bool:
    return source.at(candidate.span) == "---" and not _second_text(source, candidate).strip(" \t\r\n")


def _has_two_colons(source: SourceText, candidate: Candidate) -> bool:
    return source.at(candidate.span) == f"{candidate.text}::" and _second_text(source, candidate) == ":"


_TESTS: Mapping[str, Callable[[SourceText, Candidate], bool]] = {
    "empty-link": _is_empty_link,
    "unterminated-link": _is_unterminated,
    "link-edge-space": _has_edge_space,
    "search-leftover": _is_search,
    "escaped-pipe-outside-table": lambda source, candidate: source.at(candidate.span) == "\\|",
    "tag-empty-segment": _is_tag,
    "mojibake": lambda source, candidate: may_hold_mojibake(source.at(candidate.span)),
    "unescaped-pipe-in-table": _has_bare_bar,
    "property-after-text": lambda source, candidate: (
        _starts_with_key(source, candidate) and candidate.at in (None, candidate.span)
    ),
    "property-empty-key": lambda source, candidate: source.at(candidate.span) == "::",
    "property-space-before-separator": _has_separator_after_blank,
    "property-missing-space": _is_glued,
    "property-bad-key": lambda source, candidate: source.at(candidate.span) == candidate.text,
    "property-becomes-heading": _has_underline,
    "single-colon-property": _has_one_colon,
    "unclosed-inline-property": _is_unclosed,
    "empty-list-item": _has_comma,
    "late-frontmatter": _is_late,
    "double-colon-in-frontmatter": _has_two_colons,
    "frontmatter-unquoted-link": lambda source, candidate: source.at(candidate.span).startswith(_LINK),
}
