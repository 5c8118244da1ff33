"""The syntax of tags, as in Obsidian."""

import re

TAG_CHAR = r"""[^\s\u2000-\u206f\u2e00-\u2e7f'!"#$%&()*+,.:;<=>?@^`{|}~\[\]\\]"""
TAG = re.compile(f"#({TAG_CHAR}+)")
_EMPHASIS = re.compile(r"(?>(?:\*{1,3}|_{1,3}|~~|==)+)\Z")
_LONGEST_EMPHASIS = 12
_TAG_NAME = re.compile(TAG_CHAR + "+")


def is_tag_name(text: str, *, numeric: bool) -> bool:
    """Whether `text`, without `#`, is a valid tag. Unless `numeric`, digits and `/` alone are not enough."""
    return bool(_TAG_NAME.fullmatch(text)) and has_tag_content(text, numeric=numeric)


def can_start_tag(text: str, pos: int, start: int) -> bool:
    """Whether a tag may start at a `#` at `pos` in running text that starts at `start`."""
    if pos == start or text[pos - 1].isspace():
        return True
    if text[pos - 1] not in "*_~=":
        return False
    # A tag may follow an emphasis marker only if that opens emphasis: `2*#a` and `x=#f00` have no tags.
    marks = _EMPHASIS.search(text, max(start, pos - _LONGEST_EMPHASIS), pos)
    return marks is not None and (marks.start() == start or text[marks.start() - 1].isspace())


def has_tag_content(text: str, *, numeric: bool) -> bool:
    """Whether a text of `TAG_CHAR` characters, without `#`, is a valid tag."""
    rest = text.replace("/", "")
    return bool(rest) and (numeric or not rest.isdecimal())
