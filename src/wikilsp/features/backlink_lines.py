"""The first backlinks of something with their lines, for a hover."""

from itertools import islice

from wikilsp.features.answers import Mention
from wikilsp.features.lines import line_at
from wikilsp.features.referents import Referent, mentions
from wikilsp.features.rendering import FileLinks, code
from wikilsp.index.graph import Graph
from wikilsp.index.uses import Usages
from wikilsp.text import position

_MOST = 5
_LONGEST = 80
"""Code points of a line that are shown."""
_BEFORE = 30
"""Code points before the link in a longer line."""


def backlink_lines(graph: Graph, uses: Usages, referent: Referent, cursor: Mention, files: FileLinks) -> str:
    """Return a Markdown list of the first links to something, but none in its own note or on the line at the cursor."""
    own, line = getattr(referent, "path", None), line_at(graph.vault.notes[cursor.path], cursor.span.start)
    others = (
        one
        for one in mentions(graph, uses, referent)
        if one.path != own and not (one.path == cursor.path and line.start <= one.span.start < line.end)
    )
    found = list(islice(others, _MOST + 1))
    lines = [f"- {_line(graph, mention, files)}" for mention in found[:_MOST]]
    return "\n".join([*lines, "- …"] if len(found) > _MOST else lines)


def _line(graph: Graph, mention: Mention, files: FileLinks) -> str:
    """Return the place of a link and its line, cut to the text around the link."""
    path, (start, _) = mention
    starts = graph.vault.notes[path].layout.line_starts
    row = position(starts, start).row
    place = code(f"{path}:{row}")
    where = place if files.is_plain else f"[{place}]({files.uri(path)}#L{row})"
    text = files.read(path)
    if text is None:
        return where
    first, last = starts[row - 1], starts[row] if row < len(starts) else len(text)
    cut = max(first, min(start - _BEFORE, last - _LONGEST))
    end = min(cut + _LONGEST, last)
    shown = ("…" * (cut > first), *" ".join(text[cut:end].split()), "…" * (end < last))
    return f"{where} {code(''.join(shown))}"
