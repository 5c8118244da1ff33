"""The front matter cannot be read.

## Why
Front matter is the block between two `---` lines at the top of a note: `key: value` lines in the language YAML. One
wrong line can cost the whole block: Obsidian then shows it as plain text, and a site generator may stop. The message
says what YAML did not understand, and where. The usual reasons are a value that holds `: ` (put it in quotes), a tab in
the indentation (use spaces), and a bracket or a quote that is never closed.

A block with the placeholders of a template, `{{title}}` or `<% ... %>`, is not judged.

## Bad
    ---
    title: Famine: causes and numbers
    ---

## Good
    ---
    title: "Famine: causes and numbers"
    ---
"""

from collections.abc import Iterator

from wikilsp.finding import Finding
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.syntax.facts import Candidate
from wikilsp.vault.vault import Vault


def check(_vault: Vault, note: Note) -> Iterator[Finding]:
    """Report the place where YAML gives up."""
    for candidate in note.facts.candidates:
        match candidate:
            case Candidate("invalid-frontmatter", span, problem):
                yield Finding(span, f"the front matter cannot be read: {problem}")


RULE = Rule("invalid-frontmatter", Severity.ERROR, __doc__, check)
