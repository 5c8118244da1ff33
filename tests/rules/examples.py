"""Reads the examples in a rule's documentation, which are small vaults in the notation of `vault_of`.

An example without a line `//- path` is one note, named after the rule. A size after a path, `//- big.md (6 MB)`, can
make a note too large to be read, and `�` stands for bytes that are not UTF-8.
"""

import re
import textwrap

from vaults import vault_of

from wikilsp.note import Note
from wikilsp.rules import RULES
from wikilsp.settings import Settings
from wikilsp.text import Span

ALL_RULES = Settings(severities={rule.code: rule.severity for rule in RULES})
"""Settings in which no rule is off."""
_FILE = re.compile(r"^//- (.+?)(?: \((\d+) MB\))?\n", re.MULTILINE)


def sections(doc):
    """Return the sections of a rule's documentation by title. The title of the summary is ""."""
    summary, *rest = re.split(r"^## (.+)\n", doc, flags=re.MULTILINE)
    return {"": summary.strip(), **dict(zip(rest[::2], rest[1::2], strict=True))}


def example(rule, title):
    """Return the texts of an example's files by path, and the sizes that follow the paths."""
    text = textwrap.dedent(sections(rule.doc)[title]).rstrip() + "\n"
    if not text.startswith("//- "):
        text = f"//- {rule.code}.md\n{text}"
    _, *parts = _FILE.split(text)
    texts = dict(zip(parts[::3], parts[2::3], strict=True))
    return texts, {path: int(size) * 1_000_000 for path, size in zip(parts[::3], parts[1::3], strict=True) if size}


def vault_with(texts, sizes):
    """Return the vault of an example."""
    vault = vault_of("".join(f"//- {path}\n{_quote(text)}" for path, text in texts.items()), ALL_RULES)
    for path, text in texts.items():
        if sizes.get(path, 0) > vault.settings.max_size:
            vault.put(Note(path, oversize=sizes[path]))
        elif "�" in text:
            start = text.index("�")
            vault.put(Note(path, vault.notes[path].facts, Span(start, start + 1)))
    return vault


def _quote(text):
    return textwrap.indent(text, "> ", lambda _: True)
