"""Finds a tag in a query.

It is certain where it is written as a tag, or in quotes and looked for in the tags of a note.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from wikilsp.features.referents import strip_quotes
from wikilsp.features.rename.queries import QueryRename, Replacement
from wikilsp.syntax.facts import Query
from wikilsp.syntax.queries import tokens
from wikilsp.vault.names import fold

_IN_TAGS = re.compile(r"\(\s*(?:file\s*\.\s*)?e?tags\s*,\s*\Z", re.IGNORECASE)
_FAR = 60
"""Characters before a text in which `contains(file.tags, ` is looked for."""
_UNCERTAIN = frozenset(("script", "datalog"))


def rename_tag_in_query(old: str, new: str) -> QueryRename:
    """Return the function that renames the tag `old`, and those below it, to `new` in a query."""
    depth = old.count("/") + 1

    def rename(query: Query) -> Sequence[Replacement] | None:
        found = [place for place in _places(query) if f"{fold(place.name)}/".startswith(f"{fold(old)}/")]
        if found and (query.kind in _UNCERTAIN or not all(place.is_certain for place in found)):
            return None
        names = (("/".join(place.name.split("/")[:depth]), place.start) for place in found)
        return [Replacement(start, start + len(name), new) for name, start in names]

    return rename


class _Place(NamedTuple):
    """A name that may be a tag, without `#`, and its offset."""

    name: str
    start: int
    is_certain: bool


def _places(query: Query) -> Iterator[_Place]:
    for part in tokens(query.text):
        if part.kind not in ("tag", "string", "link"):
            continue
        text = strip_quotes(part.text).removeprefix("[[").removesuffix("]]")
        name = text.removeprefix("#")
        is_looked_for = bool(_IN_TAGS.search(query.text, max(part.start - _FAR, 0), part.start))
        # In Logseq, tags are pages.
        if name != text or is_looked_for or (query.kind == "datalog" and part.kind != "tag"):
            is_certain = name != text and (part.kind == "tag" or is_looked_for)
            yield _Place(name, part.start + part.text.index(name), is_certain)
