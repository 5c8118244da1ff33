"""Finds the key of a property in a query.

In Dataview's language, a bare word is the name of a key, unless it is part of the language, a function, an alias or a
parameter. Queries in which a word may be either are left to the user.
"""

import re
from collections.abc import Sequence
from typing import Literal

from wikilsp.features.referents import strip_quotes
from wikilsp.features.rename.queries import QueryRename, Replacement
from wikilsp.syntax.facts import Query
from wikilsp.syntax.keys import key_id
from wikilsp.syntax.queries import Token, tokens

_NAME = re.compile(r"[^\W\d_][\w-]*")
_LOGSEQ_NAME = re.compile(r"[\w.-]+")
_LANGUAGE = re.compile(
    "table|list|task|calendar|without|id|from|where|sort|group|by|flatten|limit|as|and|or|not|asc|desc|ascending"
    "|descending|true|false|null|this|file|row|rows|key"
)
_OWNERS = frozenset(("this", "rows", "row", "frontmatter"))
_LOGSEQ_KEY = re.compile(r"""\(\s*(?:property|page-property|sort-by)\s+["':]?([^\s()"':\[\]]+)""", re.IGNORECASE)
_Role = Literal["certain", "other", "uncertain"]


def rename_key_in_query(old: str, new: str) -> QueryRename:
    """Return the function that renames the key with the id `old` to `new` in a query."""

    def rename(query: Query) -> Sequence[Replacement] | None:
        match query.kind:
            case "logseq":
                return _in_logseq(query.text, old, new)
            case "dataview" | "inline":
                return _in_dataview(query, old, new)
        return None if any(key_id(strip_quotes(token.text)) == old for token in tokens(query.text)) else ()

    return rename


def _in_dataview(query: Query, old: str, new: str) -> Sequence[Replacement] | None:
    parts = list(tokens(query.text))
    roles = [_role(parts, at, old, is_inline=query.kind == "inline") for at in range(len(parts))]
    names = (name for name in (new, key_id(new)) if _NAME.fullmatch(name) and not _LANGUAGE.fullmatch(key_id(name)))
    name = next(names, None)
    found = [part for part, role in zip(parts, roles, strict=True) if role == "certain"]
    if "uncertain" in roles or (found and (name is None or _LANGUAGE.fullmatch(old) or _has_other_names(parts))):
        return None
    return [Replacement(part.start, part.end, name or "") for part in found]


def _role(parts: Sequence[Token], at: int, old: str, *, is_inline: bool) -> _Role:
    """Return whether a token of a query of Dataview is certainly the key, certainly not, or neither."""
    part = parts[at]
    before, after = _text(parts, at - 1), _text(parts, at + 1)
    if part.kind not in ("word", "string") or key_id(strip_quotes(part.text)) != old or after == "(":
        return "other"
    if part.kind == "string":
        return "uncertain" if (before, after) == ("[", "]") else "other"
    if before == ".":
        return _role_in(_text(parts, at - 2))
    if is_inline:
        return "other"  # there, keys follow the name of a note
    return "uncertain" if before == "as" or after == ":" else "certain"


def _role_in(owner: str) -> _Role:
    """Return the role of a word that follows `owner` and a dot."""
    if owner.endswith("]]") or owner in _OWNERS:
        return "certain"
    return "other" if owner == "file" else "uncertain"


def _has_other_names(parts: Sequence[Token]) -> bool:
    """Whether words in a query may be parameters of a function, or parts of tasks."""
    arrows = any(part.text == "=>" for part in parts)
    return arrows or next((part.text.lower() for part in parts if part.kind == "word"), "") == "task"


def _text(parts: Sequence[Token], at: int) -> str:
    return parts[at].text.lower() if 0 <= at < len(parts) else ""


def _in_logseq(text: str, old: str, new: str) -> Sequence[Replacement] | None:
    found = [match.span(1) for match in _LOGSEQ_KEY.finditer(text) if key_id(match[1]) == old]
    name = new.replace(" ", "-")
    if found and not _LOGSEQ_NAME.fullmatch(name):
        return None
    return [Replacement(start, end, name) for start, end in found]
