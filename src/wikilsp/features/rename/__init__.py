"""Renames the symbol under the cursor, or one that a command names: one module per kind of symbol.

A rename returns its changes, which preserve every link, and the links that resolve differently afterwards.
"""

from wikilsp.features.rename.blocks import renamed_block
from wikilsp.features.rename.choice import prepare, rename
from wikilsp.features.rename.files import moved_files, new_path, renamed_file
from wikilsp.features.rename.headings import renamed_heading
from wikilsp.features.rename.keys import renamed_key
from wikilsp.features.rename.result import RenameRange, RenameRefused, RenameResult, check_characters
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
