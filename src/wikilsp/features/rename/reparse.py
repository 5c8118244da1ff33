"""Checks that edits of names do not change how the rest of a note is parsed."""

import re
from collections.abc import Collection

from wikilsp.features.answers import TextReader
from wikilsp.features.rename.texts import text_of
from wikilsp.note import Note
from wikilsp.settings import Dialect
from wikilsp.syntax.facts import Facts
from wikilsp.syntax.parse import parse
from wikilsp.text import Edit, apply_edits

_MAY_MATTER = re.compile(r"[`$]|%%|\{\{|<%|:\s|\A(?:null|Null|NULL)\Z")
"""Text that may start or end code, maths, a comment or a placeholder, or that YAML does not parse as text."""


def is_parsed_alike(note: Note, edits: Collection[Edit], read: TextReader, dialect: Dialect) -> bool:
    """Whether a note has the same number of links, tags, headings and so on after edits of names.

    Raise `RenameRefused` if the facts of the note are out of date.
    """
    text = text_of(note, read)
    if not any(_MAY_MATTER.search(edit.content) for edit in edits):
        return True
    return _shape(parse(apply_edits(text, edits), dialect)) == _shape(note.facts)


def _shape(facts: Facts) -> tuple[object, ...]:
    links = [(link.kind, link.quiet) for link in facts.links]
    others = (facts.definitions, facts.tags, facts.properties, facts.headings, facts.blocks, facts.footnotes)
    return links, *map(len, others)
