"""Builds small vaults from texts, resolves their links and lints them."""

from reading import OBSIDIAN, piece, read

from wikilsp.lint import lint
from wikilsp.note import Note
from wikilsp.settings import Settings
from wikilsp.text import apply_edits
from wikilsp.vault.vault import Vault

SOURCE = "src.md"
DEFAULTS = Settings()


def vault_of(files, settings=DEFAULTS, ignored=()):
    """Return a vault of notes (`.md`) and attachments, from a list of paths or from texts by path."""
    texts = files if isinstance(files, dict) else dict.fromkeys(files, "")
    notes = [Note(path, read(text, settings.dialect)) for path, text in texts.items() if path.lower().endswith(".md")]
    others = [path for path in texts if not path.lower().endswith(".md")]
    return Vault(settings, notes, others, lambda: ignored)


def vault_and_note(files, text, source=SOURCE, dialect=OBSIDIAN, ignored=()):
    """Return the vault of `files` and the note `source`, with this text, and that note."""
    texts = files if isinstance(files, dict) else dict.fromkeys(files, "")
    vault = vault_of({**texts, source: text}, Settings(dialect=dialect), ignored)
    return vault, vault.notes[source]


def resolution(files, text, source=SOURCE, dialect=OBSIDIAN, ignored=()):
    """Return the resolution of the first link in `text`."""
    vault, note = vault_and_note(files, text, source, dialect, ignored)
    return vault.resolve(note, note.facts.links[0])


def target(files, text, source=SOURCE, dialect=OBSIDIAN, ignored=()):
    """Return the path of the target of the first link in `text`."""
    return resolution(files, text, source, dialect, ignored).target


def lint_note(files, text, source=SOURCE, dialect=OBSIDIAN, ignored=()):
    """Return all diagnostics of the note, including hints."""
    return lint(*vault_and_note(files, text, source, dialect, ignored))


def findings(files, text, source=SOURCE, dialect=OBSIDIAN):
    """Return the code and the text of each finding."""
    return [(one.code, piece(text, one.finding.span)) for one in lint_note(files, text, source, dialect)]


def codes(files, text, source=SOURCE, dialect=OBSIDIAN, ignored=()):
    return [one.code for one in lint_note(files, text, source, dialect, ignored)]


def severity(files, text, source=SOURCE, dialect=OBSIDIAN):
    """Return the severities of the findings by code."""
    return {one.code: one.severity.label for one in lint_note(files, text, source, dialect)}


def apply_fix(files, text, source=SOURCE, dialect=OBSIDIAN):
    """Return the text after the preferred fix of the first finding that has one."""
    fixes = [one.finding.fixes[0] for one in lint_note(files, text, source, dialect) if one.finding.fixes]
    return apply_edits(text, fixes[0].edits[source])
