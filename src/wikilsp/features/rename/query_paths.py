"""Finds notes and folders that move in a query.

The links in queries are links of the note, so only paths in quotes are left. After `FROM` they are certain.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from wikilsp.features.referents import strip_quotes
from wikilsp.features.rename.pending_moves import Moves
from wikilsp.features.rename.queries import QueryRename, Replacement
from wikilsp.syntax.facts import Query
from wikilsp.syntax.queries import Token, tokens
from wikilsp.vault.name_registry import link_name
from wikilsp.vault.names import NOTE_EXTENSIONS, fold, without_extension
from wikilsp.vault.vault import Vault

_CLAUSES = frozenset(("where", "sort", "group", "flatten", "limit"))
_QUOTED = re.compile(r"""[^"'`\r\n\[\]]+""")
_FILE_NAME = re.compile(r"(?:\blink\s*\(|\bfile\s*\.\s*(?:name|link)\b[^\"\r\n]*)\s*\Z", re.IGNORECASE)
_FAR = 60
"""Characters before a text in which `file.name` is looked for."""


def move_in_query(vault: Vault, moves: Mapping[str, str]) -> QueryRename:
    """Return the function that changes the paths of moved notes and folders in a query."""
    move = _PathMove(vault, moves)

    def rename(query: Query) -> Sequence[Replacement] | None:
        match query.kind:
            case "dataview" | "inline":
                return _in_dataview(query, move)
            case "logseq":
                return ()  # its links are prose
        texts = _QUOTED.findall(query.text)
        return None if any(move.changes(text) or move.renames(text) for text in texts) else ()

    return rename


class _PathMove:
    """Files and folders that move."""

    def __init__(self, vault: Vault, moves: Mapping[str, str]) -> None:
        self._vault = vault
        self._moves = Moves(moves)
        dialect = vault.settings.dialect
        names = ((link_name(old, dialect), link_name(new, dialect)) for old, new in moves.items() if old in vault.notes)
        self._names = {fold(old) for old, new in names if old != new}

    def __call__(self, text: str) -> str:
        """Return the path of a folder or note after the moves, in the style of `text`; other texts unchanged."""
        path = text.rstrip("/")
        if self._vault.registry.has_folder(path):
            return self._moves(path) + text[len(path) :]
        if path in self._vault.notes:
            return self._moves(path)
        note = next((note for end in NOTE_EXTENSIONS if (note := f"{path}{end}") in self._vault.notes), None)
        return without_extension(self._moves(note)) if note else text

    def changes(self, text: str) -> bool:
        """Whether a text is the path of something that moves."""
        return self(text) != text

    def renames(self, text: str) -> bool:
        """Whether a text is the name of a note that gets another one."""
        return fold(text) in self._names


def _in_dataview(query: Query, move: _PathMove) -> Sequence[Replacement] | None:
    found: list[Replacement] = []
    for part, is_source in _strings(query):
        text = strip_quotes(part.text)
        new = move(text)
        if not is_source:
            is_name = move.renames(text) and _FILE_NAME.search(query.text, max(part.start - _FAR, 0), part.start)
            if new != text or is_name:
                return None
        elif new != text:
            if '"' in new or "\\" in new:
                return None
            found.append(Replacement(part.start + 1, part.end - 1, new))
    return found


def _strings(query: Query) -> Iterator[tuple[Token, bool]]:
    """Yield the strings of a query of Dataview, and whether each is a source: a folder or a note after `FROM`."""
    is_source = False
    for part in tokens(query.text):
        word = part.text.lower() if part.kind == "word" else ""
        if word == "from":
            is_source = True
        elif word in _CLAUSES:
            is_source = False
        elif part.kind == "string":
            yield part, is_source
