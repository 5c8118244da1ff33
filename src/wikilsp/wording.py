"""The wording of messages: suggestions of the most similar name, quotes, sizes, numbers of things."""

from collections.abc import Iterable

_LONGEST_QUOTE = 100
_SIZE_UNITS = ((1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB"))
_MIN_SCORE = 75  # of 100; allows one typo in a word of four letters, two in a name of twelve


def nearest(name: str, names: Iterable[str]) -> str | None:
    """Return the most similar of `names`, ignoring case, or None if none is similar enough."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - most runs suggest no name

    match = process.extractOne(name, list(names), scorer=fuzz.ratio, processor=str.casefold, score_cutoff=_MIN_SCORE)
    return match[0] if match else None


def did_you_mean(name: str | None = None) -> str:
    """Return the end of a message that suggests `name`, or "" without a name."""
    return f"; did you mean “{name}”?" if name else ""


def shorten(text: str) -> str:
    """Return the text as messages quote it: longer than 100 characters, cut off with an ellipsis."""
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"


def format_count(number: int, thing: str, things: str = "") -> str:
    """Return a number of things, such as “2,000 notes”; `things` is the plural, if it is not `thing` with an “s”."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {things or f'{thing}s'}"


def format_size(size: int) -> str:
    """Return a number of bytes in a unit in which it has one to three digits."""
    for factor, unit in _SIZE_UNITS:
        if size >= factor:
            number = size / factor
            return f"{number:.1f} {unit}" if size < 10 * factor else f"{number:.0f} {unit}"
    return f"{size} B"
