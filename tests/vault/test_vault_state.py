"""After any sequence of changes, a vault and its index equal new ones with the same notes and files."""

from itertools import product

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from vaults import link_to

from wikilsp.index.vault_index import VaultIndex
from wikilsp.note import Note
from wikilsp.settings import Dialect, Settings
from wikilsp.syntax.facts import Facts, Heading, Property, Value
from wikilsp.syntax.headings import loose_form
from wikilsp.text import Span
from wikilsp.vault.vault import Vault

NOWHERE = Span(0, 0)
FOLDERS = ("", "a/", "B/", "a/c/", "pages/")
NAMES = ("Note", "note", "Nota", "x", "v1.md", "a___b")
NOTES = tuple(folder + name + ext for folder, name, ext in product(FOLDERS, NAMES, (".md", ".markdown")))
NOTES += ("journals/2022_01_11.md", "journals/2022-01-11.md", "pages/Jan 11th, 2022.md")
FILES = tuple(folder + name for folder, name in product(FOLDERS, ("p.png", "Note", "x.pdf")))
FILES += ("journals/2022_01_11.org", "whiteboards/x.edn", "whiteboards/2022_01_11.edn")
IGNORED = ("out/Note.md", "out/gone.md", "out/p.png")
CALLED = ("Note", "alias", "Big Idea", "a/b", "2022-01-11")
TEXTS = (
    "Note",
    "NOTE",
    "a/Note",
    "c/x",
    "./x",
    "../Note",
    "/a/x",
    "v1.md",
    "p.png",
    "a/b",
    "alias",
    "Big Idea",
    "gone",
)
TEXTS += ("x.pdf", "big-idea", "a", "%78", "Notee", "out", "none")
TEXTS += ("2022-01-11", "jan 11th, 2022", "2022/01/11", "2022-01-12")
DIALECTS = (
    Dialect(),
    Dialect(preset="logseq"),
    Dialect(preset="foam", folder_index=True),
    Dialect(preset="marksman", resolve="title", headings="slug"),
    Dialect(filenames="legacy"),
)


def heading(text):
    return Heading(text, text, 1, NOWHERE, NOWHERE, (loose_form(text),))


def value(text):
    return Value(text, "text", NOWHERE)


def title(text):
    return Property("title", "title", NOWHERE, value(text), (value(text),), "page")


called = st.sampled_from(CALLED)
facts = st.builds(
    Facts,
    properties=st.one_of(st.just(()), called.map(lambda text: (title(text),))),
    headings=st.lists(called.map(heading), max_size=2).map(tuple),
    aliases=st.lists(called.map(value), max_size=2).map(tuple),
    title=st.none() | called,
)


class VaultMachine(RuleBasedStateMachine):
    """Changes a vault, and keeps the notes and files that it must contain."""

    @initialize(dialect=st.sampled_from(DIALECTS))
    def build(self, dialect):
        self.settings = Settings(dialect=dialect)
        self.notes, self.files = {}, set()
        self.index = VaultIndex(Vault(self.settings, ignored=lambda: IGNORED))
        self.vault = self.index.vault

    @rule(path=st.sampled_from(NOTES), facts=facts)
    def put(self, path, facts):
        self.notes[path] = Note(path, facts)
        self.index.put(self.notes[path])

    @rule(path=st.sampled_from(NOTES))
    def remove(self, path):
        self.notes.pop(path, None)
        self.index.remove(path)

    @rule(data=st.data())
    def remove_existing(self, data):
        if self.notes:
            self.remove(data.draw(st.sampled_from(sorted(self.notes))))

    @rule(path=st.sampled_from(FILES))
    def add_file(self, path):
        self.files.add(path)
        self.index.add_file(path)

    @rule(path=st.sampled_from(FILES))
    def remove_file(self, path):
        self.files.discard(path)
        self.index.remove_file(path)

    @rule(path=st.sampled_from(NOTES))
    def a_file_becomes_a_note(self, path):
        """Add the file before its text is read, as a walk does."""
        if path not in self.notes:
            self.index.add_file(path)
            self.put(path, Facts())

    @invariant()
    def equals_a_new_one(self):
        new = Vault(self.settings, reversed(self.notes.values()), sorted(self.files), lambda: IGNORED)
        assert self.vault.notes == new.notes
        assert self.vault.files == new.files
        assert list(answers(self.vault)) == list(answers(new))
        assert self.index.differences() == []


def answers(vault):
    """Yield the results of all queries: for every text from every folder, and for every name."""
    for folder, text, kind in product(FOLDERS, TEXTS, ("wikilink", "link")):
        source = Note(f"{folder}src.md")
        yield folder, text, kind, vault.resolve(source, link_to(text, kind=kind, whole=f"{text}#h"))
    for text in (*TEXTS, *CALLED):
        yield text, vault.registry.near_notes(text), vault.registry.near_files(text), vault.registry.alias_holders(text)
    for path in sorted(vault.notes):
        yield path, vault.shortest(path, Note("B/src.md"))
        yield path, [vault.fragments(vault.notes[path]).heading([text]) for text in CALLED]


TestVault = VaultMachine.TestCase
TestVault.settings = settings(max_examples=15, stateful_step_count=20)
