"""Fingerprints: what identifies a finding from one run to the next, wherever it moves in its note."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from unicodedata import normalize

from wikilsp.finding import Diagnostic

_DIGITS = 32
_LONGEST = 1_000
"""The number of characters of the marked text that count: thousands of findings may mark one long line to its end."""


def fingerprints(path: str, text: str | None, found: Iterable[Diagnostic]) -> Iterator[str]:
    """Yield the fingerprint of each finding in the note at a vault path: 32 hexadecimal digits.

    `found` must be all findings in the note, sorted by position. A fingerprint depends on the rule, the note, the
    marked text, and how often the same was found before in this note; on neither message, severity nor line. `text` is
    the text of the note; without it, or if it is no longer the text that was linted, all marked texts count as equal.
    """
    before = Counter[tuple[str, str]]()
    for diagnostic in found:
        marked = "" if text is None or len(text) != diagnostic.length else _marked(text, diagnostic)
        ordinal = before[diagnostic.code, marked]
        before[diagnostic.code, marked] += 1
        yield digest(diagnostic.code, normalize("NFC", path), marked, str(ordinal))


def digest(*parts: str) -> str:
    """Return a fingerprint of some texts, of which only the last but one may contain a null character."""
    # A file name that is not UTF-8 contains lone surrogates.
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def _marked(text: str, diagnostic: Diagnostic) -> str:
    """Return the marked text as it counts: in composed characters, with one space for each run of blanks."""
    start, end = diagnostic.finding.span
    return " ".join(normalize("NFC", text[start : min(end, start + _LONGEST)]).split())
