"""Words that messages share: the nearest name to a wrong one. Knows nothing of notes or rules."""

from collections.abc import Iterable

_LONGEST_READ = 500
_NEAR_ENOUGH = 75  # of 100; one slip in a word of four letters, two in a name of twelve


def shortened(text: str) -> str:
    """Return a text for a person to read, cut where nobody reads on: a name that it holds may be that of a book."""
    return text if len(text) <= _LONGEST_READ else f"{text[: _LONGEST_READ - 1]}…"


def nearest(name: str, names: Iterable[str]) -> str | None:
    """Give the one of `names` that is most like `name`, ignoring case, or None if none is like it."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - most runs need no nearest name

    match = process.extractOne(name, list(names), scorer=fuzz.ratio, processor=str.casefold, score_cutoff=_NEAR_ENOUGH)
    return match[0] if match else None


def did_you_mean(name: str | None = None) -> str:
    """Give the end of a message that names the nearest existing thing, "" if there is none."""
    return f"; did you mean “{name}”?" if name else ""
