"""The caches of a vault are bounded, whatever is typed in its notes."""

import gc
from types import FunctionType, MethodType, ModuleType

from wikilsp.index.vault_index import VaultIndex
from wikilsp.note import Note
from wikilsp.settings import Settings
from wikilsp.syntax.parse import parse
from wikilsp.vault.vault import Vault

CHANGES = 12_000
DIALECT = Settings().dialect


def entries(*roots):
    """Count the members of all collections that are reachable from these objects."""
    seen, todo, count = set(), list(roots), 0
    while todo:
        one = todo.pop()
        if id(one) in seen or isinstance(one, type | FunctionType | MethodType | ModuleType):
            continue
        seen.add(id(one))
        count += len(one) if isinstance(one, dict | list | set | tuple | frozenset) else 0
        todo += gc.get_referents(one)
    return count


def typed(number):
    digits = "".join("abcdefghij"[int(digit)] for digit in str(number))
    return f"[[missing {number}]] [[{digits} gone]] [x](nothing{number}.md) #tag{number}\n\nkey{number}:: {number}\n"


def test_typed_texts_are_not_kept_forever():
    notes = [Note(f"{name}.md", parse("", DIALECT)) for name in ("a", "missing one", "gone")]
    index = VaultIndex(Vault(notes=notes))
    vault = index.vault
    for number in range(CHANGES):
        note = Note("a.md", parse(typed(number), DIALECT))
        index.put(note)
        if number % 10 == 0:
            index.affected()
        for link in note.links:
            vault.resolve(note, link)
            vault.registry.near_notes(link.path)
    assert entries(index) < 4 * CHANGES
