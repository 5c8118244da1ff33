"""Renames things in queries where it is certain what a name means, and finds the queries where it is not."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from wikilsp.features.answers import Mention
from wikilsp.features.rename.merge import result_of
from wikilsp.features.rename.result import RenameResult
from wikilsp.syntax.facts import Query
from wikilsp.text import Edit, Span
from wikilsp.vault.vault import Vault


class Replacement(NamedTuple):
    """A name in the text of a query, by its start and end, and the new name."""

    start: int
    end: int
    new: str


QueryRename = Callable[[Query], Sequence[Replacement] | None]
"""Return the names to replace in a query; None if it may name the thing to rename, but not certainly."""


def rename_in_queries(vault: Vault, rename: QueryRename) -> RenameResult:
    """Return the edits of all queries of a vault, and the queries that are left to the user."""
    edits: dict[str, list[Edit]] = {}
    uncertain: list[Mention] = []
    skipped: set[str] = set()
    for path, note in vault.notes.items():
        for query in note.facts.queries if note.summary.has_queries else ():
            found = rename(query)
            if found is None:
                uncertain.append(Mention(path, query.span))
            elif found and note.undecodable:
                skipped.add(path)
            else:
                start = query.span.start
                edits.setdefault(path, []).extend(
                    note.edit(Span(start + name.start, start + name.end), name.new) for name in found
                )
    return result_of(edits, skipped)._replace(queries=tuple(sorted(uncertain)))
