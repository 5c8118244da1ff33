"""Makes the parser produce wrong spans, as a bug would."""

from wikilsp.syntax import parse

DRIFT = 3


def misread(monkeypatch):
    """Make the parser find everything after the first line of a paragraph a few characters too far to the right."""

    def shifted(text, blocks):
        for lines in [block.lines for block in blocks if len(block.lines) > 1]:
            start, end = lines[1].start, lines[-1].end
            text = text[:start] + (" " * DRIFT + text[start:end])[: end - start] + text[end:]
        return text

    monkeypatch.setattr(parse, "without_markers", shifted)
