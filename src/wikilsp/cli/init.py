"""`wikilsp init`: writes a settings file with comments about what was found in the vault."""

import posixpath
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click

from wikilsp.cli.loading import load_uncached
from wikilsp.cli.output import is_terminal, print_lines
from wikilsp.cli.vaults import display_path, read_vault_settings
from wikilsp.disk.report_file import create_file
from wikilsp.disk.root import find_root, find_settings
from wikilsp.report.json_text import encode_json
from wikilsp.vault.daily_notes import daily_notes
from wikilsp.vault.names import without_extension
from wikilsp.vault.vault import Vault
from wikilsp.visible import escape_invisible
from wikilsp.wording import format_count

_NAME = ".wikilsp.toml"
_FOUND = "# Found: "


@click.command("init", short_help="Write a settings file for a vault.", epilog="Example: wikilsp init ~/notes")
@click.argument(
    "folder", metavar="[FOLDER]", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path)
)
def command(folder: Path) -> None:
    """Write .wikilsp.toml with what was detected in the notes at FOLDER (default: the current folder).

    If FOLDER is part of a vault or of a git repository, the file is written into the root that “wikilsp check” uses.
    All settings but the preset are comments, so the file changes nothing until you edit it. On a terminal, a question
    comes first.
    """
    root = find_root(folder).path
    if found := find_settings(root):
        raise click.ClickException(f"“{display_path(found.path)}” already has settings; edit that file instead")
    file = root / _NAME
    if is_terminal(sys.stdin) and is_terminal(sys.stdout):
        click.confirm(f"Write {display_path(file)}?", default=True, abort=True)
    explanations: list[str] = []
    settings = read_vault_settings(root, explain=explanations.append)
    reason = next((text.partition(": ")[2] for text in explanations if text.startswith("the preset is ")), "")
    lines = list(_settings_file(load_uncached(root, settings).vault, reason))
    try:
        create_file(file, "".join(f"{line}\n" for line in lines).encode())
    except OSError as error:
        raise click.ClickException(f"“{display_path(file)}” cannot be written: {error.strerror}") from error
    print_lines(
        f"wrote {display_path(file)}:", *(f"  {line[len(_FOUND) :]}" for line in lines if line.startswith(_FOUND))
    )


class _Links(NamedTuple):
    """The links of a vault, counted."""

    wikilinks: int
    markdown: int
    missing: int


def _settings_file(vault: Vault, reason: str) -> Iterator[str]:
    """Yield the lines of the file. `reason` says what the preset was detected from."""
    links = _count_links(vault)
    yield "# Settings of wikilsp for this vault. Lines that start with “#” are comments."
    yield "# “wikilsp check --show-settings” lists all settings, and where each comes from."
    yield ""
    yield f"# The app whose dialect the notes are written in ({_comment(reason)})."
    yield f"preset = {_quote(vault.settings.dialect.preset)}"
    yield ""
    notes, total = format_count(len(vault.notes), "note"), links.wikilinks + links.markdown
    kinds = f"{format_count(links.wikilinks, 'wikilink')} and {format_count(links.markdown, 'Markdown link')}"
    yield f"{_FOUND}{notes} with {kinds}."
    resolved = f"{total - links.missing:,} of {format_count(total, 'link')}"
    yield f"{_FOUND}{resolved} with a target in the vault."
    yield from _attachments(vault)
    yield ""
    yield "# Names that links may use although no note has them yet:"
    yield '# ignore-targets = ["Someday/*"]'
    yield ""
    yield "[new-notes]"
    yield "# The folder for new notes whose links name no folder:"
    yield '# folder = "inbox"'
    yield ""
    yield "[daily-notes]"
    yield from _daily_notes(vault)
    yield ""
    yield "[templates]"
    yield from _templates(vault)
    yield ""
    yield "[rules]"
    yield "# “wikilsp rule” lists the rules. Severities: off, hint, info, warning, error."
    yield '# missing-note = "info"'


def _count_links(vault: Vault) -> _Links:
    kinds, missing = Counter[bool](), 0
    for note in vault.notes.values():
        for link in note.links:
            kinds[link.kind in ("link", "image")] += 1
            missing += vault.resolve(note, link).target is None
    return _Links(kinds[False], kinds[True], missing)


def _attachments(vault: Vault) -> Iterator[str]:
    if vault.files:
        [(folder, number)] = Counter(map(posixpath.dirname, vault.files)).most_common(1)
        place = f"in “{_comment(folder)}”" if folder else "in the root of the vault"
        yield f"{_FOUND}{format_count(len(vault.files), 'attachment')}, {number:,} of them {place}."


def _daily_notes(vault: Vault) -> Iterator[str]:
    daily = daily_notes(vault.settings.dialect)
    number = sum(daily.day_at(without_extension(path)) is not None for path in vault.notes)
    where = f"in “{_comment(daily.folder)}”" if daily.folder else "in the root of the vault"
    yield f"{_FOUND}{format_count(number, 'daily note') if number else 'no daily notes'} {where}."
    yield f"# folder = {_quote(daily.folder)}"
    yield f"# format = {_quote(daily.format)}"


def _templates(vault: Vault) -> Iterator[str]:
    templates = vault.settings.templates_in(vault.notes)
    folders = sorted({posixpath.dirname(path) for path in templates})
    number = len(templates)
    yield (
        f"{_FOUND}{format_count(number, 'template')}, whose links are not checked."
        if number
        else f"{_FOUND}no templates."
    )
    yield f"# folders = {_quote(folders[:1] or ['templates'])}"


def _comment(text: str) -> str:
    """Return a text for a comment, which control characters would end."""
    return escape_invisible(text)


def _quote(value: object) -> str:
    """Return a text, or a list of texts, in TOML: the same as in JSON."""
    return encode_json(value).decode().rstrip("\n")
