"""Markdown link or image to a file that does not exist.

## Why
The link is broken. wikilsp looks for the path in the note's own folder, then in the vault's root, and finally for any
file of that name in the vault. List names that may be missing in the setting `ignore-targets`.

## Bad
    See [the plan](plans/1958.md).

## Good
    //- missing-file.md
    See [the plan](plans/1958.md).
    //- plans/1958.md
    The second five-year plan.
"""

import posixpath
import re
from collections.abc import Iterable, Iterator
from functools import partial
from urllib.parse import quote

from wikilsp.finding import Finding, Fix
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.suggestions import Similar, best_name, similar_files, suggestions
from wikilsp.syntax.destination import is_external, unquoted
from wikilsp.syntax.facts import Link
from wikilsp.targets import file_links, missing_links, subject_of
from wikilsp.text import Span
from wikilsp.vault.vault import Vault
from wikilsp.wording import did_you_mean

_NOT_IN_DESTINATION = re.compile(r"[\s%#?&:()<>\\]")


def check(vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each destination without a file once, where it is written."""
    for link in missing_links(vault, note, file_links(vault, note)):
        if fixes := tuple(_unquote(vault, note, link)):
            hint = "; remove the quotes"
        else:
            near = vault.registry.near_files(link.path)
            similar = similar_files(vault, note, link, near, partial(posixpath.relpath, start=note.folder or "."))
            hint, fixes = did_you_mean(best_name(similar)), tuple(_fixes(vault, note, link, similar))
        message, most = f"file “{link.path}” not found{hint}", _most_severe(vault, link)
        yield Finding(link.path_span, message, fixes, subject=subject_of(link), most=most)


def _most_severe(vault: Vault, link: Link) -> Severity:
    """Return the highest severity of a finding: a hint where only the site, which is unknown, tells what exists."""
    is_of_site = link.path.startswith("/") and "." not in link.path.rpartition("/")[2]
    return Severity.HINT if is_of_site and not vault.settings.dialect.content_root else Severity.ERROR


def _fixes(vault: Vault, note: Note, link: Link, similar: Iterable[Similar]) -> Iterator[Fix]:
    yield from suggestions(note, similar, lambda one: (note.edit(link.path_span, _encode_destination(one.name)),))
    if new := vault.new_note_path(note, link.path, link.kind):
        yield Fix(f"Create note “{new}”", safe=False, create=(new,))


def _unquote(vault: Vault, note: Note, link: Link) -> Iterator[Fix]:
    """Yield the fix that removes the quotes around a URL, or around the path of a file."""
    inside, (start, end) = unquoted(link.path), link.path_span
    if inside is None or end - start != len(link.path):
        return
    if not is_external(inside) and vault.resolve_text(note, inside, link.kind).how == "missing":
        return
    edits = (note.edit(Span(start, start + 1), ""), note.edit(Span(end - 1, end), ""))
    yield Fix("Remove the quotes", safe=False, edits={note.path: edits})


def _encode_destination(path: str) -> str:
    return _NOT_IN_DESTINATION.sub(lambda match: quote(match.group()), path)


RULE = Rule("missing-file", Severity.WARNING, __doc__, check, about=("links to nothing",))
