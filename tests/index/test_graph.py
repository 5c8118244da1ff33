"""The links of a vault in both directions, and the notes that a change affects."""

from itertools import product

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from msgspec import msgpack
from vaults import vault_of

from wikilsp.index.graph import Edge, Graph
from wikilsp.index.vault_index import VaultIndex
from wikilsp.lint import lint
from wikilsp.note import Note
from wikilsp.settings import Dialect, Settings
from wikilsp.syntax.parse import parse
from wikilsp.vault.ignored_files import IgnoredFiles
from wikilsp.vault.vault import Vault

VAULT = """
    //- a.md
    > see [[bee|the bee]], [[bee#H]], [[nowhere]] and ![[p.png]]
    //- sub/Bee.md
    > # H
    > back to [[a]], and to [[Nowhere]]
    //- p.png
"""


def index_of(text=VAULT):
    return VaultIndex(vault_of(text))


def affected(change, *what):
    """Make a change, and return the notes that it affects."""
    change(*what)
    return change.__self__.affected()


def ignored(*paths):
    return IgnoredFiles(lambda: paths, Dialect())


def note(path, text=""):
    return Note(path, parse(text, Dialect()))


def summaries(edges):
    return [(edge.source, edge.link.path, edge.resolution.target) for edge in edges]


def test_a_defined_footnote_affects_the_notes_with_a_link_to_its_anchor():
    index = index_of("//- a.md\n> [x](b.md#fn:src) [y](c.md#fn:src)\n//- b.md\n> x\n//- c.md\n> x\n")
    index.affected()
    index.put(note("b.md", "x[^src]\n\n[^src]: y\n"))
    assert index.affected() == {"a.md", "b.md"}
    index.put(note("c.md", "x[^src]\n"))
    assert index.affected() == {"c.md"}


def test_links_are_in_text_order():
    assert summaries(index_of().graph.links("a.md")) == [
        ("a.md", "bee", "sub/Bee.md"),
        ("a.md", "bee", "sub/Bee.md"),
        ("a.md", "nowhere", None),
        ("a.md", "p.png", "p.png"),
    ]


def test_backlinks_of_a_note_and_of_an_attachment():
    graph = index_of().graph
    assert summaries(graph.backlinks("sub/Bee.md")) == [("a.md", "bee", "sub/Bee.md")] * 2
    assert summaries(graph.backlinks("p.png")) == [("a.md", "p.png", "p.png")]
    assert graph.backlinks("none.md") == []


def test_notes_depend_on_the_names_in_their_links_and_on_their_targets():
    graph = index_of().graph
    assert graph.notes_depending_on(["nowhere"], lambda _: False) == {"a.md", "sub/Bee.md"}
    assert graph.notes_depending_on(["p.png", "unheard"], lambda _: False) == {"a.md"}
    assert graph.notes_depending_on([], lambda path: path == "a.md") == {"sub/Bee.md"}


def test_missing_links_by_name():
    graph = index_of().graph
    assert summaries(graph.missing_links("NOWHERE")) == [("a.md", "nowhere", None), ("sub/Bee.md", "Nowhere", None)]
    assert list(graph.missing_names()) == ["nowhere"]


def test_a_reference_definition_is_a_link():
    index = index_of("//- a.md\n> [t][r]\n>\n> [r]: b.md#h\n")
    assert [edge.link.reference for edge in index.graph.missing_links("b.md")] == ["r", None]
    assert affected(index.put, note("b.md")) == {"b.md", "a.md"}
    assert affected(index.put, note("b.md", "# H")) == {"b.md", "a.md"}


def test_a_new_note_affects_notes_with_a_missing_link_to_it():
    index = index_of()
    assert affected(index.put, note("deep/nowhere.md")) == {"deep/nowhere.md", "a.md", "sub/Bee.md"}
    assert index.graph.missing_links("nowhere") == []
    assert len(index.graph.backlinks("deep/nowhere.md")) == 2


def test_a_removed_note_affects_notes_that_link_to_it():
    index = index_of()
    assert affected(index.remove, "sub/Bee.md") == {"a.md"}
    assert summaries(index.graph.missing_links("bee")) == [("a.md", "bee", None)] * 2


def test_new_text_affects_no_other_note():
    assert affected(index_of().put, note("sub/Bee.md", "# H\nmore text")) == {"sub/Bee.md"}


def test_a_changed_heading_affects_notes_that_link_to_its_note():
    assert affected(index_of().put, note("sub/Bee.md", "# I\n")) == {"sub/Bee.md", "a.md"}


def test_a_changed_heading_affects_notes_with_a_link_that_may_mean_its_note():
    index = index_of("//- a.md\n> [[n#H]]\n//- b.md\n> [[n]]\n//- c.md\n> [t](n.md#h)\n//- x/n.md\n//- y/z/n.md\n")
    index.affected()
    for text in ("# H\n", "# I\n"):
        assert affected(index.put, note("y/z/n.md", text)) == {"y/z/n.md", "a.md", "c.md"}


def test_a_cycle_of_embeds_affects_all_notes_on_it():
    index = index_of("//- a.md\n> ![[b]]\n//- b.md\n> ![[c]]\n//- c.md\n> x\n//- d.md\n> ![[a]]\n")
    assert affected(index.put, note("c.md", "![[a]]")) == {"a.md", "b.md", "c.md"}
    assert affected(index.put, note("c.md", "more ![[a]]")) == {"c.md"}
    assert affected(index.put, note("x/b.md", "")) == {"x/b.md", "a.md"}
    assert affected(index.remove, "b.md") == {"a.md", "c.md"}
    assert affected(index.put, note("x/b.md", "![[c]]")) == {"x/b.md", "a.md", "c.md"}


def test_a_new_tag_affects_notes_with_a_link_to_its_page():
    index = index_of("//- a.md\n> [[tags/x]] [[Tags/ x]]\n//- b.md\n> [[x]] [[tags/z]]\n//- c.md\n> #y\n")
    assert not index.vault.has_tag("x")
    assert affected(index.put, note("c.md", "#y and #x")) == {"c.md", "a.md"}
    assert affected(index.put, note("c.md", "#x/sub, again #y")) == {"c.md"}
    assert affected(index.put, note("d.md", "#X")) == {"d.md"}
    assert affected(index.remove, "c.md") == set()
    assert affected(index.remove, "d.md") == {"a.md"}


def test_a_new_alias_affects_notes_with_a_missing_link_to_it():
    assert affected(index_of().put, note("c.md", "---\naliases: [nowhere]\n---\n")) == {"c.md", "a.md", "sub/Bee.md"}


@pytest.mark.parametrize("path", ["unlike.md", "sub/other.md", "sub/x.png"])
def test_a_name_that_no_link_contains_affects_nothing(path):
    index = index_of()
    found = affected(index.put, note(path)) if path.endswith(".md") else affected(index.add_file, path)
    assert found - {path} == set()


def test_a_new_name_affects_notes_that_may_misspell_it():
    assert affected(index_of().put, note("nowhre.md")) == {"nowhre.md", "a.md", "sub/Bee.md"}


def test_a_new_folder_affects_notes_that_link_to_it():
    index = index_of("//- a.md\n> [to](assets/)\n")
    assert affected(index.add_file, "assets/p.png") == {"a.md"}
    assert affected(index.add_file, "assets/q.png") == set()
    assert affected(index.remove_file, "assets/p.png") == set()
    assert affected(index.remove_file, "assets/q.png") == {"a.md"}


def test_a_title_that_becomes_an_alias_affects_notes_that_link_by_it():
    titled = Settings(dialect=Dialect(resolve="title"))
    index = VaultIndex(vault_of("//- a.md\n> [[T]]\n//- b.md\n> ---\n> title: T\n> ---", titled))
    assert affected(index.put, note("b.md", "---\naliases: [T]\n---\n")) == {"b.md", "a.md"}
    assert index.graph.links("a.md")[0].resolution.how == "alias"


def test_an_ignored_file_affects_notes_that_name_it():
    index = index_of("//- a.md\n> [[draft]] [[b]]\n//- b.md\n> [[other]]")
    assert affected(index.ignore, ignored("drafts/draft.md")) == {"a.md"}
    assert summaries(index.graph.links("a.md"))[0] == ("a.md", "draft", "drafts/draft.md")
    assert affected(index.ignore, ignored("drafts/draft.md")) == set()
    assert affected(index.ignore, ignored()) == {"a.md"}
    assert summaries(index.graph.missing_links("draft")) == [("a.md", "draft", None)]


def test_many_ignored_files_affect_notes_with_links_that_match_nothing_else():
    many = [f"build/{number}.md" for number in range(200)]
    index = index_of("//- a.md\n> [[draft]] [[b]]\n//- b.md\n> [to](build/)\n//- c.md\n> [[b]]")
    assert affected(index.ignore, ignored(*many, "build/draft.md")) == {"a.md", "b.md"}
    assert summaries(index.graph.links("a.md"))[0] == ("a.md", "draft", "build/draft.md")
    assert summaries(index.graph.links("b.md")) == [("b.md", "build/", "build")]
    assert affected(index.ignore, ignored()) == {"a.md", "b.md"}
    assert summaries(index.graph.missing_links("draft")) == [("a.md", "draft", None)]
    assert summaries(index.graph.links("b.md")) == [("b.md", "build/", None)]


def test_sources_are_the_notes_that_link_to_a_note():
    graph = index_of("//- a.md\n> [[b]] [[b#x]]\n//- b.md\n> [[b]] [[a]]\n//- c.md").graph
    assert graph.sources("b.md") == {"a.md", "b.md"}
    assert graph.sources("c.md") == graph.sources("never.md") == set()


def test_a_page_name_can_have_a_slash_at_either_end():
    settings = Settings(Dialect(preset="logseq"))
    index = VaultIndex(vault_of("//- pages/s.md\n> [[/x/a]] [[x/a/]]\n//- pages/q.md\n> title:: x/a\n", settings))
    assert len(index.graph.backlinks("pages/q.md")) == 2
    assert affected(index.put, Note("pages/q.md", parse("title:: other\n", settings.dialect))) == {
        "pages/q.md",
        "pages/s.md",
    }
    assert index.graph.backlinks("pages/q.md") == []


def test_a_note_that_is_linked_by_another_name_may_change_its_own_names():
    index = index_of("//- a.md\n> [[%42ee]]\n//- Bee.md")
    assert affected(index.put, note("Bee.md", "---\naliases: [Apis]\n---\n")) == {"Bee.md", "a.md"}
    assert index.differences() == []


FOLDERS = ("", "a/", "B/", "a/c/")
NAMES = ("Note", "Nota", "x", "index", "v1.md")
NOTES = tuple(f"{folder}{name}.md" for folder, name in product(FOLDERS, NAMES))
NOTES += ("journals/2022_01_11.md", "pages/2022-01-11.md")
FILES = tuple(f"{folder}{name}" for folder, name in product(FOLDERS, ("p.png", "x.pdf")))
FILES += ("journals/2022_01_11.org", "pages/gone.org", "whiteboards/x.edn")
LINES = (
    "[[Note]]",
    "[[note#H]]",
    "[[a/x]]",
    "[[Notte]]",
    "[[alias]]",
    "[[a]]",
    "[[x.pdf]] ![[p.png]]",
    "[t](Note.md#h)",
    "[t](a/)",
    "[t](../x.md)",
    "[[v1.md]]",
    "[[%4eote]]",
    "[[x#I]]",
    "[[c/gone]]",
    "[[Big idea]]",
    "[r]: x.md",
    "# H",
    "# I",
    "# Big Idea",
    "aliases:: alias",
    "aliases:: Nota, Big Idea",
    "title:: Note",
    "[[./x]]",
    "[[a/Note|b]]",
    "[[/a/x]]",
    "[[/Big Idea/]]",
    "title:: Big Idea",
    "[[#H]] [self](#i)",
    "[[gone|Big Idea]]",
    "[[Note|x]] [[a#b [[c]]]]",
    "[[2022-01-11]] [[jan 11th, 2022#H]]",
    "[[2022/01/11|x]] [[2022-01-12]] [[gone]]",
    "title:: Jan 11th, 2022",
)
DIALECTS = (
    Dialect(),
    Dialect(preset="logseq"),
    Dialect(preset="foam", folder_index=True),
    Dialect(preset="marksman", resolve="title", headings="slug"),
)


def backlinks_by_resolving(vault, path):
    """Return the links to a file, found by resolving every link of the vault."""
    notes = sorted(vault.notes.values(), key=lambda note: note.path)
    links = [(note, link) for note in notes for link in sorted(note.links, key=lambda link: link.span)]
    edges = [Edge(note.path, link, vault.resolve(note, link)) for note, link in links]
    return [edge for edge in edges if edge.resolution.target == path]


class IndexMachine(RuleBasedStateMachine):
    """Changes an index, and keeps the findings of all notes by linting only the affected ones."""

    @initialize(dialect=st.sampled_from(DIALECTS))
    def build(self, dialect):
        self.settings = Settings(dialect=dialect)
        self.index = VaultIndex(Vault(self.settings))
        self.found = {}

    def lint(self, affected):
        vault = self.index.vault
        for path in affected:
            self.found[path] = lint(vault, vault.notes[path])

    @rule(path=st.sampled_from(NOTES), lines=st.lists(st.sampled_from(LINES), max_size=3), encoded=st.booleans())
    def put(self, path, lines, encoded):
        # Property lines come first, where every dialect reads them.
        text = "\n".join(sorted(lines, key=lambda line: "::" not in line)).replace("\n#", "\n\n#")
        facts = parse(text, self.settings.dialect)
        self.lint(affected(self.index.put, Note(path, msgpack.encode(facts) if encoded else facts)))

    @rule(path=st.sampled_from(NOTES))
    def put_unread(self, path):
        self.lint(affected(self.index.put, Note(path, unread=True)))

    @rule(paths=st.lists(st.sampled_from(("out/Note.md", "out/x.pdf", "out/gone.md", "a/out/x.md")), max_size=2))
    def ignore(self, paths):
        self.lint(affected(self.index.ignore, ignored(*paths)))

    @rule()
    def use_names(self):
        """Make the lists of names, which are kept in step from then on."""
        assert dict(self.index.names.entries())
        assert self.index.lexicon

    @rule(data=st.data())
    def remove(self, data):
        if self.index.vault.notes:
            path = data.draw(st.sampled_from(sorted(self.index.vault.notes)))
            self.found.pop(path)
            self.lint(affected(self.index.remove, path))

    @rule(path=st.sampled_from(FILES))
    def add_file(self, path):
        self.lint(affected(self.index.add_file, path))

    @rule(path=st.sampled_from(FILES))
    def remove_file(self, path):
        self.lint(affected(self.index.remove_file, path))

    @invariant()
    def equals_a_new_one(self):
        vault = self.index.vault
        fresh = Vault(self.settings, vault.notes.values(), vault.files)
        fresh.ignore(vault.ignored)
        graph, new = self.index.graph, Graph(fresh)
        assert sorted(graph.missing_names()) == sorted(new.missing_names())
        for path in (*vault.notes, *vault.files):
            assert graph.links(path) == new.links(path)
            assert graph.backlinks(path) == new.backlinks(path) == backlinks_by_resolving(fresh, path)
            assert graph.sources(path) == {edge.source for edge in new.backlinks(path)}
        assert self.index.differences() == []
        assert self.found == {path: lint(fresh, note) for path, note in fresh.notes.items()}


TestIndex = IndexMachine.TestCase
TestIndex.settings = settings(max_examples=25, stateful_step_count=25)
