"""Makes the parser produce wrong spans, as a bug would."""

from wikilsp.syntax import markdown, parse, structure
from wikilsp.text import Span

DRIFT = 4


def misread(monkeypatch):
    """Shift every span after the first line of a paragraph by a few characters."""
    right = markdown._Walk._trim  # noqa: SLF001 - to be replaced

    def trim(walk, lines):
        first, *others = right(walk, lines)
        return [first, *(Span(line.start - DRIFT, line.end) for line in others)]

    monkeypatch.setattr(markdown._Walk, "_trim", trim)  # noqa: SLF001
    monkeypatch.setattr(structure, "scan_blocks", lambda *_, **__: None)
    # Without the cache, which would keep right results now and wrong ones afterwards.
    monkeypatch.setattr(parse, "read_structure", structure.read_structure.__wrapped__)
