"""What a heading is called: the text a reader sees, and the loose form that links are compared in."""

import re
import unicodedata

_NOT_COMPARED = re.compile(r"""[\s!"#$%&()*+,.:;<=>?@^`{|}~/\[\\\]]+""")
_BLOCK_ID = re.compile(r"(?<![ \t])[ \t]++\^[\w-]++[ \t]*+\Z")
_MARKUP = re.compile(
    r"\\([!-/:-@\[-`{-~])"  # an escaped character stands for itself
    r"|`+([^`]*)`+"
    r"|!?\[\[([^\[\]|]*?)(?:\\?\|([^\[\]]*))?\]\]"
    r"|!?\[([^\[\]]*)\]\([^()\s]*\)"
    r"|(?<!\w)_+|(?<!_)_++(?!\w)|\*+|~~|=="
    r"|<!--(?:(?!<!--).)*?-->|</?[A-Za-z][^<>]*>|%%.*?%%"
)


_MAY_BE_MARKUP = re.compile(r"[\\`\[_*~=<%^]")


def loose(text: str) -> str:
    """Give the form in which Obsidian compares headings: punctuation is a blank, blanks are one, case is ignored."""
    composed = text if text.isascii() else unicodedata.normalize("NFC", text)
    return _NOT_COMPARED.sub(" ", composed).strip().casefold()


LONGEST = 1_000
"""Of a heading longer than this all that is written is taken for visible, so that hostile ones stay cheap."""


def visible(text: str) -> str:
    """Give what a reader sees of a heading: no markers, of a link its label or target, no block id at the end."""
    if len(text) > LONGEST:
        return text
    if not _MAY_BE_MARKUP.search(text):
        return text.strip()
    return _MARKUP.sub(_shown, _BLOCK_ID.sub("", text)).strip()


def _shown(match: re.Match[str]) -> str:
    escaped, code, target, label, text = match.groups()
    for part in (escaped, code, label, text):
        if part is not None:
            return part
    return (target or "").replace("#", " > ").removeprefix(" > ")


def heading_keys(text: str, seen: str) -> tuple[str, ...]:
    """Give each loose form that a link to this heading may take: of its source, and of what is seen of it."""
    written = loose(text)
    return (written,) if seen == text else tuple(dict.fromkeys((written, loose(seen))))
