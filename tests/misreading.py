"""A reader of notes that is wrong about places, as one with a bug would be."""

from wikilsp.syntax import markdown, parse, structure, summary_reader
from wikilsp.text import Span

DRIFT = 4


def misread(monkeypatch):
    """Let every place behind the first line of a paragraph be wrong by a few characters."""
    right = markdown._Walk._trim  # noqa: SLF001 - it is this that is to be wrong

    def trim(walk, lines):
        first, *others = right(walk, lines)
        return [first, *(Span(line.start - DRIFT, line.end) for line in others)]

    monkeypatch.setattr(markdown._Walk, "_trim", trim)  # noqa: SLF001
    monkeypatch.setattr(structure, "scan_blocks", lambda *_, **__: None)
    for module in (parse, summary_reader):
        # Nothing that was read well is remembered here, and nothing that was not afterwards.
        monkeypatch.setattr(module, "read_structure", structure.read_structure.__wrapped__)
