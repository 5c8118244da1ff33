"""Renames what is under the cursor, or what a command names: one file for each kind of thing.

What a rename changes is worked out against the vault as it will be; nothing is changed here.
"""

from wikilsp.features.rename.blocks import renamed_block
from wikilsp.features.rename.choice import prepare, rename
from wikilsp.features.rename.files import moved_files, new_path, renamed_file
from wikilsp.features.rename.headings import renamed_heading
from wikilsp.features.rename.keys import renamed_key
from wikilsp.features.rename.outcome import RenameRange, RenameRefused, RenameResult, check_characters
from wikilsp.features.rename.tags import renamed_tag

__all__ = [
    "RenameRange",
    "RenameRefused",
    "RenameResult",
    "check_characters",
    "moved_files",
    "new_path",
    "prepare",
    "rename",
    "renamed_block",
    "renamed_file",
    "renamed_heading",
    "renamed_key",
    "renamed_tag",
]
