"""The anchors that sites and apps form from the text of headings."""

import re
import unicodedata
from collections.abc import Iterable

from wikilsp.syntax.facts import Heading

_NO_ASCII_SLUG = re.compile(r"[^\w\- ]", re.ASCII)
_HYPHENS = re.compile(r"-+")
_SLUG_CATEGORIES = frozenset({"Mn", "Mc", "Me", "Nd", "Nl", "Pc"})


def slug(text: str) -> str:
    """Return the anchor that GitHub gives a heading: in lower case, without punctuation, with hyphens for spaces."""
    text = text.strip().lower()
    if text.isascii():
        return _NO_ASCII_SLUG.sub("", text).replace(" ", "-")
    kept = (c for c in text if c in "- " or c.isalpha() or unicodedata.category(c) in _SLUG_CATEGORIES)
    return "".join(kept).replace(" ", "-")


def numbered_slugs(headings: Iterable[Heading]) -> list[str]:
    """Return the anchor of each heading: its slug, with `-1`, `-2` … where it would repeat an earlier one."""
    uses: dict[str, int] = {}
    slugs = []
    for heading in headings:
        base = own = slug(heading.visible)
        while own in uses:
            uses[base] += 1
            own = f"{base}-{uses[base]}"
        uses[own] = 0
        slugs.append(own)
    return slugs


def short_slug(text: str) -> str:
    """Return the slug as Marksman writes it: with one hyphen where GitHub has several."""
    return _HYPHENS.sub("-", slug(text)).strip("-")
