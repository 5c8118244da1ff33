"""The visible text of headings, and the loose form in which Obsidian compares them."""

import re
import unicodedata

_NOT_COMPARED = re.compile(r"""[\s!"#$%&()*+,.:;<=>?@^`{|}~/\[\\\]]+""")
_BLOCK_ID = re.compile(r"(?<![ \t])[ \t]++\^[\w-]++[ \t]*+\Z")
_MARKUP = re.compile(
    r"\\([!-/:-@\[-`{-~])"  # an escaped character
    r"|`+([^`]*)`+"
    r"|!?\[\[([^\[\]|]*?)(?:\\?\|([^\[\]]*))?\]\]"
    r"|!?\[([^\[\]]*)\]\([^()\s]*\)"
    r"|(?<!\w)_+|(?<!_)_++(?!\w)|\*+|~~|=="
    r"|<!--(?:(?!<!--).)*?-->|</?[A-Za-z][^<>]*>|%%.*?%%"
)


_MAY_BE_MARKUP = re.compile(r"[\\`\[_*~=<%^]")


def loose_form(text: str) -> str:
    """Return a text in the form in which Obsidian compares headings.

    Punctuation counts as a space, spaces are collapsed, and case is ignored.
    """
    composed = text if text.isascii() else unicodedata.normalize("NFC", text)
    return _NOT_COMPARED.sub(" ", composed).strip().casefold()


_END_MARKS = {"]": "[^", "}": "{#"}
_END_MARK = re.compile(r"\[\^[^\[\]\s]++\]|\{#([^\s{}]++)[^{}]*+\}")

LONGEST = 1_000
"""Markup in longer headings is not removed, which bounds the time for hostile ones."""


def visible_text(text: str) -> str:
    """Return a heading as rendered: without markup and block id, and with the label or target of each link."""
    if len(text) > LONGEST:
        return text
    if not _MAY_BE_MARKUP.search(text):
        return text.strip()
    return _MARKUP.sub(_render, _BLOCK_ID.sub("", text)).strip()


def _render(match: re.Match[str]) -> str:
    escaped, code, target, label, text = match.groups()
    for part in (escaped, code, label, text):
        if part is not None:
            return part
    return (target or "").replace("#", " > ").removeprefix(" > ")


def bare_text(seen: str) -> tuple[str, str | None]:
    """Return the visible text of a heading without footnote marks and `{#id}` at its end, and that id."""
    end, anchor = len(seen), None
    while opening := _END_MARKS.get(seen[end - 1 : end]):
        start = seen.rfind(opening, 0, end)
        mark = _END_MARK.fullmatch(seen, start, end) if start >= 0 else None
        if mark is None:
            break
        anchor = mark[1] or anchor
        end = len(seen[:start].rstrip())
    return seen[:end], anchor


def heading_keys(text: str, seen: str) -> tuple[str, ...]:
    """Return the loose forms by which links can target a heading.

    These are the forms of its source, and of the text as rendered, with and without the marks at its end.
    """
    source = loose_form(text)
    if seen == text and seen[-1:] not in _END_MARKS:
        return (source,)
    return tuple(dict.fromkeys((source, loose_form(seen), loose_form(bare_text(seen)[0]))))
