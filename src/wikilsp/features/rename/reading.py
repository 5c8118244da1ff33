"""Whether a note is still read as it was once its edits are made. Knows nothing of why they are made."""

import re
from collections.abc import Collection

from wikilsp.features.answers import Read
from wikilsp.features.rename.texts import text_of
from wikilsp.note import Note
from wikilsp.settings import Dialect
from wikilsp.syntax.facts import Facts
from wikilsp.syntax.parse import parse
from wikilsp.text import Edit, apply_edits

_MAY_MATTER = re.compile(r"[`$]|%%|\{\{|<%|\A(?:null|Null|NULL)\Z")
"""What may begin or end code, maths, a comment or a placeholder, or is no text to YAML."""


def is_read_alike(note: Note, edits: Collection[Edit], read: Read, dialect: Dialect) -> bool:
    """Does a note have as many links, tags and the like as before once edits of names in it are made?

    Raises `RenameRefused` where the places that are known of the note are no longer right.
    """
    text = text_of(note, read)
    if not any(_MAY_MATTER.search(edit.content) for edit in edits):
        return True
    return _shape(parse(apply_edits(text, edits), dialect)) == _shape(note.facts)


def _shape(facts: Facts) -> tuple[object, ...]:
    links = [(link.kind, link.quiet) for link in facts.links]
    return links, len(facts.definitions), len(facts.tags), len(facts.properties), len(facts.headings), len(facts.blocks)
