"""What can be found in a vault by a piece of its name: notes, their titles and aliases, headings, tags."""

from wikilsp.index.name_index import Name
from wikilsp.index.name_list import NameList
from wikilsp.index.ranking import ranked

LIMIT = 200


def workspace_symbols(names: NameList, query: str) -> list[Name]:
    """Give the names that fit a query, best first, at most LIMIT; all notes, to this limit, fit an empty one."""
    names.refresh()
    called = names.notes()
    if not query.strip():
        return [name for name in called.names if name.kind == "note"][:LIMIT]
    groups = (called, names.headings(), names.tags())
    return [groups[group].names[at] for _, group, at in ranked(query, [group.spelt for group in groups], LIMIT)]
