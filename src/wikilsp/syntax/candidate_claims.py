"""Whether what a candidate claims of its places is true: one test for each rule that reports candidates."""

from collections.abc import Callable, Mapping

from wikilsp.syntax.facts import Candidate
from wikilsp.syntax.mojibake import may_hold_mojibake
from wikilsp.syntax.written import Written
from wikilsp.text import Span

_LINK = ("[[", "![[")


def is_candidate_true(written: Written, candidate: Candidate) -> bool:
    """Does there stand what a rule would report?"""
    is_true = _TESTS.get(candidate.kind)
    return is_true is None or is_true(written, candidate)


def _at(written: Written, candidate: Candidate) -> str:
    """Return what stands at the second place of a candidate."""
    return written.at(candidate.at or Span(0, 0))


def _is_empty_link(written: Written, it: Candidate) -> bool:
    said = written.at(it.span)
    return said.startswith(_LINK) and said.endswith("]]")


def _is_unterminated(written: Written, it: Candidate) -> bool:
    said = written.at(it.span)
    return said.startswith("[[") and said[2:].strip() == it.text


def _has_edge_space(written: Written, it: Candidate) -> bool:
    said = written.at(it.span)
    return said != it.text and said.strip() == it.text == _at(written, it)


def _is_search(written: Written, it: Candidate) -> bool:
    said = written.at(it.span)
    return said.startswith(_LINK) and said.endswith("]]") and it.text in said


def _is_tag(written: Written, it: Candidate) -> bool:
    return any(form.removeprefix("#") == it.text for form in written.forms(it.span))


def _has_bare_bar(written: Written, it: Candidate) -> bool:
    bars = _at(written, it)
    is_between = bars.startswith("|") and bars.endswith("|")
    return _is_empty_link(written, it) and is_between and it.text.replace("\\|", "|") == bars.replace("\\|", "|")


def _begins_with_key(written: Written, it: Candidate) -> bool:
    return bool(it.text) and written.at(it.span).startswith(it.text)


def _has_separator_after_blank(written: Written, it: Candidate) -> bool:
    return _begins_with_key(written, it) and "::" in _at(written, it) and "::" in written.at(it.span)


def _is_glued(written: Written, it: Candidate) -> bool:
    end = Span(it.span.end, it.span.end)
    return _begins_with_key(written, it) and "::" in written.at(it.span) and it.at == end


def _has_one_colon(written: Written, it: Candidate) -> bool:
    return written.at(it.span) == f"{it.text}:" and it.at == Span(it.span.end, it.span.end)


def _has_underline(written: Written, it: Candidate) -> bool:
    begins_line = it.at is None or (it.at.start == it.at.end and it.at.start in written.starts)
    return _begins_with_key(written, it) and "::" in written.at(it.span) and begins_line


def _is_unclosed(written: Written, it: Candidate) -> bool:
    said, end = written.at(it.span), Span(it.span.end, it.span.end)
    return said.startswith(f"[{it.text}") and it.at == end and said == said.rstrip()


def _has_comma(written: Written, it: Candidate) -> bool:
    return (
        not written.at(it.span).strip(",， \t")
        and written.at(it.span).count(",") + written.at(it.span).count("，") == 1
    )


def _is_late(written: Written, it: Candidate) -> bool:
    return written.at(it.span) == "---" and not _at(written, it).strip(" \t\r\n")


def _has_two_colons(written: Written, it: Candidate) -> bool:
    return written.at(it.span) == f"{it.text}::" and _at(written, it) == ":"


_TESTS: Mapping[str, Callable[[Written, Candidate], bool]] = {
    "empty-link": _is_empty_link,
    "unterminated-link": _is_unterminated,
    "link-edge-space": _has_edge_space,
    "search-leftover": _is_search,
    "escaped-pipe-outside-table": lambda written, it: written.at(it.span) == "\\|",
    "tag-empty-segment": _is_tag,
    "mojibake": lambda written, it: may_hold_mojibake(written.at(it.span)),
    "unescaped-pipe-in-table": _has_bare_bar,
    "property-after-text": lambda written, it: _begins_with_key(written, it) and it.at in (None, it.span),
    "property-empty-key": lambda written, it: written.at(it.span) == "::",
    "property-space-before-separator": _has_separator_after_blank,
    "property-missing-space": _is_glued,
    "property-bad-key": lambda written, it: written.at(it.span) == it.text,
    "property-becomes-heading": _has_underline,
    "single-colon-property": _has_one_colon,
    "unclosed-inline-property": _is_unclosed,
    "empty-list-item": _has_comma,
    "late-frontmatter": _is_late,
    "double-colon-in-frontmatter": _has_two_colons,
    "frontmatter-unquoted-link": lambda written, it: written.at(it.span).startswith(_LINK),
}
