"""Workspace symbols: searches a vault for notes, titles, aliases, headings and tags by name."""

from wikilsp.index.name_index import Name
from wikilsp.index.name_list import NameList
from wikilsp.index.ranking import rank_names

LIMIT = 200


def workspace_symbols(names: NameList, query: str) -> list[Name]:
    """Return at most `LIMIT` names that match a query, best first. An empty query matches every note."""
    names.refresh()
    called = names.notes()
    if not query.strip():
        return [name for name in called.names if name.kind == "note"][:LIMIT]
    groups = (called, names.headings(), names.tags())
    return [
        groups[group].names[at] for _, group, at in rank_names(query, [group.search_text for group in groups], LIMIT)
    ]
