r"""What steers a screen, or stands in a text without being seen, is shown as an escape such as `\u202e`.

Names, settings and notes may come from anybody, and are shown on terminals and in windows. A backslash stays as it is,
so what is shown is for people: programs are given JSON.
"""

import re

_STEERING = "\x00-\x1f"
_UNSEEN = (
    "\x7f-\x9f\xad\u061c\u180e\u200b\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
_JOINING = "\u200c-\u200f"
"""Persian, Indic scripts and emoji are not written without these, nor are texts of two directions."""

_IN_NAMES = re.compile(f"[{_STEERING}{_UNSEEN}{_JOINING}]")
_IN_QUOTES = re.compile(f"[{_STEERING}{_UNSEEN}]")
_IN_JSON = re.compile(f"[{_UNSEEN}{_JOINING}]")


def visible(text: str) -> str:
    """Return a name or message in which everything can be seen and nothing steers the screen."""
    return _IN_NAMES.sub(_escape, text)


def quotable(text: str) -> str:
    """Return a piece of a note in which nothing steers the screen, and scripts and emoji look as they should."""
    return _IN_QUOTES.sub(_escape, text)


def has_unseen(text: str) -> bool:
    """Whether `visible` would show a text in another way than it is."""
    return bool(_IN_NAMES.search(text))


def json_visible(document: str) -> str:
    """Return a JSON document that says the same and holds nothing unseen; it must have escaped U+0000 to U+001F."""
    return _IN_JSON.sub(_json_escape, document)


def _escape(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode()


def _json_escape(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
