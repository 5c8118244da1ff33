"""Renames the symbol under the cursor, or one that a command names: one module per kind of symbol.

A rename returns its changes, which preserve every link, and the links that resolve differently afterwards.
"""

from wikilsp.features.rename.blocks import rename_block
from wikilsp.features.rename.choice import prepare, rename
from wikilsp.features.rename.files import edits_for_moves, new_path, rename_file
from wikilsp.features.rename.headings import rename_heading
from wikilsp.features.rename.keys import rename_key
from wikilsp.features.rename.result import (
    RenameRange,
    RenameRefused,
    RenameResult,
    check_characters,
    describe_longer,
    describe_places,
    describe_queries,
)
from wikilsp.features.rename.tags import rename_tag

__all__ = [
    "RenameRange",
    "RenameRefused",
    "RenameResult",
    "check_characters",
    "describe_longer",
    "describe_places",
    "describe_queries",
    "edits_for_moves",
    "new_path",
    "prepare",
    "rename",
    "rename_block",
    "rename_file",
    "rename_heading",
    "rename_key",
    "rename_tag",
]
