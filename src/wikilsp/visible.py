r"""Escapes control characters and invisible characters, as in `\u202e`.

Names, settings and notes can come from untrusted sources and are shown on terminals and in editor windows. Backslashes
are not doubled, so the result is ambiguous and only for display; programs read JSON.
"""

import re

_STEERING = "\x00-\x1f"
_UNSEEN = (
    "\x7f-\x9f\xad\u061c\u180e\u200b\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
_JOINING = "\u200c\u200d"
"""Joiners, which Persian, Indic scripts and emoji need."""
_MARKS = "\u200e\u200f"
"""Direction marks, which bidirectional texts need."""

# Left to `re` to compile on first use: compiling takes a hundredth of a short run, and most names are plain ASCII.
_IN_NAMES = f"[{_STEERING}{_UNSEEN}{_JOINING}{_MARKS}]"
_IN_VIEWS = f"[{_STEERING}{_UNSEEN}{_MARKS}]"
_IN_QUOTES = f"[{_STEERING}{_UNSEEN}]"
_IN_LINES = f"(?![\t\r\n]){_IN_QUOTES}"
_IN_JSON = f"[{_UNSEEN}{_JOINING}{_MARKS}]"
_LINE_ENDS_AND_TABS = "[\t\r\n]+"


def escape_invisible(text: str) -> str:
    """Return a name or message with every invisible character escaped."""
    return text if _is_printable(text) else re.sub(_IN_NAMES, _escape, text)


def escape_excerpt(text: str) -> str:
    """Return an excerpt of a note with invisible characters escaped, except those that scripts and emoji need."""
    return text if _is_printable(text) else re.sub(_IN_QUOTES, _escape, text)


def escape_lines(text: str) -> str:
    """Return lines of a note, each escaped as by `escape_excerpt`. Line endings and tabs are kept."""
    return text if _is_printable(text) else re.sub(_IN_LINES, _escape, text)


def escape_name(name: str) -> str:
    """Return a name or heading for a list in an editor, on one line and escaped except for joiners."""
    return name if _is_printable(name) else re.sub(_IN_VIEWS, _escape, re.sub(_LINE_ENDS_AND_TABS, " ", name))


def escape_message(message: str) -> str:
    """Return an escaped message in which no name becomes a link where an editor renders `[text](address)` as one.

    Line ends are kept.
    """
    lines = message.split("\n")
    return "\n".join(escape_invisible(line).replace("](", "] (") for line in lines)


def has_invisible(text: str) -> bool:
    """Whether `escape_invisible` changes the text."""
    return not _is_printable(text) and re.search(_IN_NAMES, text) is not None


def escape_json(document: str) -> str:
    """Return an equivalent JSON document without invisible characters.

    U+0000 to U+001F must already be escaped.
    """
    return re.sub(_IN_JSON, _json_escape, document)


def is_plain(text: str) -> bool:
    """Whether a text is shown as it is, one column for each character."""
    return text.isascii() and text.isprintable()


def _is_printable(text: str) -> bool:
    """Whether a text surely has nothing to escape. This is several times as fast as the regular expressions."""
    return text.isprintable() and (text.isascii() or ("\u3164" not in text and "\uffa0" not in text))


def _escape(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode()


def _json_escape(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
