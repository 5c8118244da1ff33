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


def heading_keys(text: str, seen: str) -> tuple[str, ...]:
    """Return the loose forms by which links can target a heading: of its source, and of the text as rendered."""
    source = loose_form(text)
    return (source,) if seen == text else tuple(dict.fromkeys((source, loose_form(seen))))
