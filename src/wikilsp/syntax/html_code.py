"""Finds HTML elements that contain code or other verbatim text."""

import re

CODE_NAMES = "code|pre|samp|script|style|textarea|tt"
"""The names of such elements."""
_NAME = re.compile(rf"<({CODE_NAMES})[\s>]", re.IGNORECASE)


def code_end(text: str, start: int, tag_end: int, end: int, absent: set[str]) -> int | None:
    """Return the end of the element whose tag is from `start` to `tag_end`; None if it has no code or no closing tag.

    Search up to `end`. `absent` collects the closing tags that were not found, so that many unclosed tags stay cheap.
    """
    name = _NAME.match(text, start, tag_end)
    if name is None or text.startswith("/", tag_end - 2):
        return None
    closer = f"</{name[1].lower()}"
    close = None if closer in absent else re.compile(rf"(?i){closer}\s*>").search(text, tag_end, end)
    if close is None:
        absent.add(closer)
    return close.end() if close else None
