"""Embeds on cycles are known after any changes of notes, though most changes don't look for them again."""

from hypothesis import given
from hypothesis import strategies as st

from wikilsp.note import Note
from wikilsp.settings import Settings
from wikilsp.syntax.parse import parse
from wikilsp.vault import embed_cycles
from wikilsp.vault.vault import Vault

SETTINGS = Settings()
PATHS = ["a.md", "b.md", "c.md", "x/a.md"]
PIECES = [
    *("![[a]]", "![[b]]", "![[c]]", "![[d]]", "![[a#H]]", "![[b#H]]", "![[b#I]]", "![[#H]]", "![[a#^id]]", "![[#^id]]"),
    *("# H", "## I", "# I", "text", "text ^id", "![[b]] ^id", "![[c]] ![[a]] ^id", "![[p.png]]", "%% ![[a]] %%"),
    *("\n\n", "---\naliases: [d]\n---", '---\nup: "![[a]]"\n---'),
]
texts = st.lists(st.sampled_from(PIECES), max_size=6).map("\n\n".join)
changes = st.lists(st.tuples(st.sampled_from(PATHS), st.none() | texts), max_size=12)


def note(path, text):
    return Note(path, parse(text, SETTINGS.dialect))


@given(changes=changes)
def test_cycles_equal_those_of_a_new_vault(changes):
    vault = Vault(SETTINGS)
    for path, text in changes:
        if text is None:
            vault.remove(path)
        else:
            vault.put(note(path, text))
        new = Vault(SETTINGS, vault.notes.values())
        assert vault.embed_cycles() == new.embed_cycles()
        for each in vault.notes.values():
            assert vault.cyclic_embeds(each) == new.cyclic_embeds(each)


def test_only_changes_that_matter_look_for_cycles_again(monkeypatch):
    looked = []
    components = embed_cycles.components
    monkeypatch.setattr(embed_cycles, "components", lambda edges: looked.append(edges) or components(edges))
    vault = Vault(SETTINGS, [note("a.md", "![[b]]"), note("b.md", "![[a]]"), note("c.md", "![[a]]"), note("d.md", "")])

    def looks(path, text):
        looked.clear()
        vault.put(note(path, text))
        vault.embed_cycles()
        return bool(looked)

    assert vault.embed_cycles() == {"a.md": {0}, "b.md": {0}}
    assert not looks("a.md", "more\n\n![[b]]")
    assert not looks("c.md", "![[b]] ![[c.png]] ![[d]]")
    assert not looks("d.md", "# H\n")
    assert looks("a.md", "# H\n\n![[b]]")
    assert looks("c.md", "![[c]]")
    assert looks("b.md", "![[d]]")
    assert vault.embed_cycles() == {"c.md": {0}}
