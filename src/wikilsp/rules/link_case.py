"""Markdown link whose letter case differs from the name of the file.

## Why
Windows, macOS and the apps ignore case, but Linux, GitHub and most web servers do not: there the link is broken.
The rule is off by default, except in the preset `foam`.

## Bad
    //- link-case.md
    See [the plan](plans/1958.MD) and ![the map](Images/map.png).
    //- Plans/1958.md
    //- images/map.png

## Good
    //- link-case.md
    See [the plan](Plans/1958.md) and ![the map](images/map.png).
    //- Plans/1958.md
    //- images/map.png
"""

from collections.abc import Iterator

from wikilsp.finding import Finding, Fix
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.syntax.destination import encode_path
from wikilsp.syntax.facts import Link
from wikilsp.targets import file_links
from wikilsp.text import Edit, Span
from wikilsp.vault.names import fold, is_note, spell, without_extension
from wikilsp.vault.vault import Vault

_DOTS = ("", ".", "..")


def check(vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each destination in which the name of a folder or file has another case."""
    for link, found in file_links(vault, note):
        if found.target and found.how in ("name", "folder") and link.path:
            wrong = dict(_wrong_segments(link.path, found.target))
            if wrong:
                segments = [wrong.get(at, segment) for at, segment in enumerate(link.path.split("/"))]
                yield _finding(note, link, wrong, "/".join(segments))


def _wrong_segments(path: str, target: str) -> Iterator[tuple[int, str]]:
    """Yield the number of each segment of a path that differs from the target in case, and how it is spelled there."""
    numbers = [at for at, segment in enumerate(path.split("/")) if segment not in _DOTS]
    segments, own = path.split("/"), target.split("/")
    for at, name in zip(reversed(numbers), reversed(own), strict=False):
        written = segments[at]
        if at == numbers[-1] and is_note(name) and not is_note(written):
            name = without_extension(name)  # noqa: PLW2901 - the extension of a note may be left out
        if fold(written) != fold(name):
            return  # the apps forgive folders that do not match
        if spell(written) != spell(name):
            yield at, name


def _finding(note: Note, link: Link, wrong: dict[int, str], path: str) -> Finding:
    message = f"link “{link.path}” differs in case from the file; write “{path}”"
    edits = tuple(_edits(note, link, wrong, path))
    return Finding(link.path_span, message, (Fix(f"Replace with “{path}”", safe=True, edits={note.path: edits}),))


def _edits(note: Note, link: Link, wrong: dict[int, str], path: str) -> Iterator[Edit]:
    """Yield an edit for each wrong segment, or for the whole path if the text has characters that are encoded."""
    start, end = link.path_span
    if end - start != len(link.path):
        yield note.edit(link.path_span, encode_path(path))
        return
    for at, segment in enumerate(link.path.split("/")):
        if at in wrong:
            yield note.edit(Span(start, start + len(segment)), wrong[at])
        start += len(segment) + 1


RULE = Rule("link-case", Severity.WARNING, __doc__, check, is_optional=True, about=("links to files",))
