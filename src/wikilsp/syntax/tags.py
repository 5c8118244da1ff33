"""The syntax of tags, as in Obsidian."""

import re

TAG_CHAR = r"""[^\s\u2000-\u206f\u2e00-\u2e7f'!"#$%&()*+,.:;<=>?@^`{|}~\[\]\\]"""
_TAG_NAME = re.compile(TAG_CHAR + "+")


def is_tag_name(text: str, *, numeric: bool) -> bool:
    """Whether `text`, without `#`, is a valid tag. Unless `numeric`, digits and `/` alone are not enough."""
    return bool(_TAG_NAME.fullmatch(text)) and has_tag_content(text, numeric=numeric)


def has_tag_content(text: str, *, numeric: bool) -> bool:
    """Whether a text of `TAG_CHAR` characters, without `#`, is a valid tag."""
    rest = text.replace("/", "")
    return bool(rest) and (numeric or not rest.isdecimal())
