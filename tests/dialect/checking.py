"""Builds a small vault out of texts and says where its links lead and what the linter finds in it."""

from reading import OBSIDIAN, piece, read

from wikilsp.lint import lint
from wikilsp.note import Note
from wikilsp.settings import Settings
from wikilsp.text import apply_edits
from wikilsp.vault.vault import Vault

SOURCE = "src.md"
DEFAULTS = Settings()


def vault_of(files, settings=DEFAULTS, ignored=()):
    """A vault of notes (`.md`) and attachments: a list of their paths, or texts by path."""
    texts = files if isinstance(files, dict) else dict.fromkeys(files, "")
    notes = [Note(path, read(text, settings.dialect)) for path, text in texts.items() if path.lower().endswith(".md")]
    others = [path for path in texts if not path.lower().endswith(".md")]
    return Vault(settings, notes, others, lambda: ignored)


def vault_and_note(files, text, source=SOURCE, dialect=OBSIDIAN, ignored=()):
    """The vault of `files` and, in it, the note `source` that says `text`."""
    texts = files if isinstance(files, dict) else dict.fromkeys(files, "")
    vault = vault_of({**texts, source: text}, Settings(dialect=dialect), ignored)
    return vault, vault.notes[source]


def resolution(files, text, source=SOURCE, dialect=OBSIDIAN, ignored=()):
    """How the first link of `text` is resolved."""
    vault, note = vault_and_note(files, text, source, dialect, ignored)
    return vault.resolve(note, note.facts.links[0])


def target(files, text, source=SOURCE, dialect=OBSIDIAN, ignored=()):
    """The path of the file that the first link of `text` leads to."""
    return resolution(files, text, source, dialect, ignored).target


def linted(files, text, source=SOURCE, dialect=OBSIDIAN, ignored=()):
    """All that the linter says of the note, hints included."""
    return lint(*vault_and_note(files, text, source, dialect, ignored))


def found(files, text, source=SOURCE, dialect=OBSIDIAN):
    """What the linter finds: each rule's code and the text it stands at."""
    return [(one.code, piece(text, one.finding.span)) for one in linted(files, text, source, dialect)]


def codes(files, text, source=SOURCE, dialect=OBSIDIAN, ignored=()):
    return [one.code for one in linted(files, text, source, dialect, ignored)]


def severity(files, text, source=SOURCE, dialect=OBSIDIAN):
    """The severities of what is found, by code."""
    return {one.code: one.severity.label for one in linted(files, text, source, dialect)}


def fixed(files, text, source=SOURCE, dialect=OBSIDIAN):
    """The text after the preferred fix of the first finding that has one."""
    fixes = [one.finding.fixes[0] for one in linted(files, text, source, dialect) if one.finding.fixes]
    return apply_edits(text, fixes[0].edits[source])
