"""What a tag is made of: Obsidian's character class."""

import re

TAG_CHAR = r"""[^\s\u2000-\u206f\u2e00-\u2e7f'!"#$%&()*+,.:;<=>?@^`{|}~\[\]\\]"""
_TAG_NAME = re.compile(TAG_CHAR + "+")


def is_tag_name(text: str, *, numeric: bool) -> bool:
    """Can `text` (without `#`) be a tag? Something in it must be more than a digit or `/`, unless `numeric`."""
    if not _TAG_NAME.fullmatch(text):
        return False
    rest = text.replace("/", "")
    return bool(rest) and (numeric or not rest.isdecimal())
