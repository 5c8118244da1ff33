"""Reads the examples of a rule's documentation: the notes of a small vault, written as `vault_of` has them.

An example without a line `//- path` is one note, named after the rule. Two things that a text cannot show are agreed
on: a size behind a path, `//- big.md (6 MB)`, may make a note too large to be read, and `�` stands for bytes that are
not UTF-8.
"""

import re
import textwrap

from vaults import vault_of

from wikilsp.note import Note
from wikilsp.text import Span

_FILE = re.compile(r"^//- (.+?)(?: \((\d+) MB\))?\n", re.MULTILINE)


def sections(doc):
    """Give the parts of a rule's documentation by their titles; the first one, the summary, is called ""."""
    summary, *rest = re.split(r"^## (.+)\n", doc, flags=re.MULTILINE)
    return {"": summary.strip(), **dict(zip(rest[::2], rest[1::2], strict=True))}


def example(rule, title):
    """Give the texts of an example's files by path, and of each file the size that is written behind its path."""
    text = textwrap.dedent(sections(rule.doc)[title]).rstrip() + "\n"
    if not text.startswith("//- "):
        text = f"//- {rule.code}.md\n{text}"
    _, *parts = _FILE.split(text)
    texts = dict(zip(parts[::3], parts[2::3], strict=True))
    return texts, {path: int(size) * 1_000_000 for path, size in zip(parts[::3], parts[1::3], strict=True) if size}


def vault_with(texts, sizes):
    """Give the vault that an example describes."""
    vault = vault_of("".join(f"//- {path}\n{_as_it_is(text)}" for path, text in texts.items()))
    for path, text in texts.items():
        if sizes.get(path, 0) > vault.settings.max_size:
            vault.put(Note(path, oversize=sizes[path]))
        elif "�" in text:
            start = text.index("�")
            vault.put(Note(path, vault.notes[path].facts, Span(start, start + 1)))
    return vault


def _as_it_is(text):
    return textwrap.indent(text, "> ", lambda _: True)
