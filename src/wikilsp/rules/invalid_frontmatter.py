"""Front matter that cannot be parsed.

## Why
Front matter is the block between two `---` lines at the top of a note: `key: value` lines in YAML. A single syntax
error can invalidate the whole block: Obsidian then shows it as plain text, and a site generator may fail. The message
contains the YAML parser's own error. Common causes are a value that contains `: ` (put it in quotes), a tab in the
indentation (use spaces), and an unclosed bracket or quote.

A block that contains template placeholders, `{{title}}` or `<% ... %>`, is not checked.

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

# Keyed by words of PyYAML's errors. Its C and Python parsers word most of them differently, hence two keys for some.
_REMEDIES = (
    ("mapping values are not allowed", "put a value that contains “: ” in quotes, and check the indentation"),
    ("cannot start any token", "indent with spaces, and put a value that starts with “@”, “%” or “`” in quotes"),
    ("unexpected end of stream", "add the closing quote"),
    ("could not find expected ':'", "write every line as “key: value”"),
    ("expected ',' or", "close the bracket, or put the value in quotes"),
    ("sequence entries are not allowed", "start the list on the next line"),
    ("unknown escape character", "write “\\\\” for a backslash, or use single quotes"),
    ("node content", "put the value in quotes"),
    ("expected key", "check the indentation, quotes and brackets"),
    ("expected <block end>", "check the indentation, quotes and brackets"),
)


def check(_vault: Vault, note: Note) -> Iterator[Finding]:
    """Report the place where the YAML parser gave up."""
    for candidate in note.facts.candidates:
        match candidate:
            case Candidate("invalid-frontmatter", span, problem):
                yield Finding(span, f"cannot parse front matter: {problem}{_remedy(problem)}")


def _remedy(problem: str) -> str:
    return next((f"; {remedy}" for words, remedy in _REMEDIES if words in problem), "")


RULE = Rule("invalid-frontmatter", Severity.ERROR, __doc__, check)
