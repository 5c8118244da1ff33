"""Makes the parser report wrong places, as a bug would."""

from wikilsp.syntax import markdown, parse, structure
from wikilsp.syntax import summary_reader as glance
from wikilsp.text import Span

DRIFT = 4


def misread(monkeypatch):
    """Shift the places after the first line of each paragraph by a few characters."""
    original = markdown._Walk._trimmed  # noqa: SLF001 - simulates a bug in this function

    def trimmed(walk, lines):
        first, *others = original(walk, lines)
        return [first, *(Span(line.start - DRIFT, line.end) for line in others)]

    monkeypatch.setattr(markdown._Walk, "_trimmed", trimmed)  # noqa: SLF001
    monkeypatch.setattr(structure, "scan_blocks", lambda *_, **__: None)
    for module in (parse, glance):
        # The cache must not return a right reading here, nor a wrong one to later tests.
        monkeypatch.setattr(module, "read_structure", structure.read_structure.__wrapped__)
