"""What a tag is made of: Obsidian's character class."""

import re

TAG_CHAR = r"""[^\s\u2000-\u206f\u2e00-\u2e7f'!"#$%&()*+,.:;<=>?@^`{|}~\[\]\\]"""
_TAG_NAME = re.compile(TAG_CHAR + "+")


def is_tag_name(text: str, *, numeric: bool) -> bool:
    """Can `text` (without `#`) be a tag? Something in it must be more than a digit or `/`, unless `numeric`."""
    return bool(_TAG_NAME.fullmatch(text)) and names_tag(text, numeric=numeric)


def names_tag(text: str, *, numeric: bool) -> bool:
    """Whether a text of `TAG_CHAR` is a tag."""
    rest = text.replace("/", "")
    return bool(rest) and (numeric or not rest.isdecimal())
