"""Whether the notes of a folder are written in the wikilink dialect, where nothing but the notes can show it."""

from collections.abc import Iterable

from wikilsp.note import Note
from wikilsp.targets import is_code


class Evidence:
    """The notes of a vault that hold a wikilink or a `key::` property.

    Nearly every repository of code has Markdown files. Findings in a folder without a marker are of use only if its
    notes are written in the dialect, which one note is enough to show.
    """

    def __init__(self, notes: Iterable[Note] = (), *, is_needed: bool = False) -> None:
        """Unless evidence `is_needed`, none is collected."""
        self.is_needed = is_needed
        self._paths: set[str] = set()
        for note in notes if is_needed else ():
            self.put(note)

    @property
    def suffices(self) -> bool:
        """Whether there is evidence, or none is needed."""
        return not self.is_needed or bool(self._paths)

    def put(self, note: Note) -> bool:
        """Add or replace a note. Return True if that changed whether the evidence suffices."""
        if not self.is_needed:
            return False
        if not uses_dialect(note):
            return self.remove(note.path)
        had = self.suffices
        self._paths.add(note.path)
        return not had

    def remove(self, path: str) -> bool:
        """Remove a note. Return True if that changed whether the evidence suffices."""
        had = self.suffices
        self._paths.discard(path)
        return self.suffices != had

    def clear(self) -> None:
        """Remove all notes."""
        self._paths.clear()


def uses_dialect(note: Note) -> bool:
    """Whether a note holds a wikilink or an embed that is no code, or a property that is not in its front matter."""
    summary = note.summary
    if summary.names or summary.special:
        wikilinks = (link for link in note.links if link.kind in ("wikilink", "embed"))
        if any(not link.quiet and not is_code(link) for link in wikilinks):
            return True
    # Keys of front matter are in the summary as well, and many sites have front matter.
    properties = note.facts.properties if summary.keys else ()
    return any(made.scope != "frontmatter" and not made.quiet for made in properties)
