import pytest
from vaults import vault_of, vault_of_paths

from wikilsp.features.workspace_symbols import LIMIT, workspace_symbols
from wikilsp.index.vault_index import VaultIndex
from wikilsp.settings import Dialect, Settings

VAULT = """
    //- people/Chairman Mao.md
    > ---
    > aliases: [毛泽东]
    > ---
    > # The Chairman
    >
    > ## Mao’s youth 🐝
    > #person/leader
    //- Beekeeping.md
    > # Beekeeping
    > ## Bee
    > #bee
    """


def search(query, vault=VAULT):
    return [(name.kind, name.text) for name in workspace_symbols(VaultIndex(vault_of(vault)), query)]


def test_notes_go_before_their_contents():
    assert search("chairman") == [("note", "Chairman Mao"), ("title", "The Chairman")]


def test_an_exact_name_goes_first():
    assert search("bee") == [("heading", "Bee"), ("note", "Beekeeping"), ("tag", "#bee")]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("毛泽", ("alias", "毛泽东")),
        ("🐝", ("heading", "Mao’s youth 🐝")),
        ("youth", ("heading", "Mao’s youth 🐝")),
        ("#person", ("tag", "#person/leader")),
        ("leader", ("tag", "#person/leader")),
        ("the cha", ("title", "The Chairman")),
        ("Beekeping", ("note", "Beekeeping")),
    ],
)
def test_finds_every_kind_of_name(query, name):
    assert search(query) == [name]


def test_results_have_paths_and_spans():
    (name,) = workspace_symbols(VaultIndex(vault_of("//- a.md\n> 🐝\n>\n> ## Hive\n")), "hive")
    assert (name.path, name.span) == ("a.md", (6, 10))


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("Chairman Mao", "people"),
        ("Beekeeping", ""),
        ("The Chairman", "title of Chairman Mao"),
        ("毛泽东", "alias of Chairman Mao"),
        ("youth", "Chairman Mao"),
        ("#bee", "1,002 uses"),
        ("#person/leader", "1 use"),
    ],
)
def test_a_result_has_a_detail_that_distinguishes_it(query, detail):
    index = VaultIndex(vault_of(f"{VAULT}    //- many.md\n    > {'#bee ' * 1_001}"))
    assert workspace_symbols(index, query)[0].detail == detail


def test_a_logseq_page_is_called_by_its_name():
    settings = Settings(Dialect(preset="logseq", filenames="triple-lowbar"))
    index = VaultIndex(vault_of("//- pages/a___b.md\n> alias:: 蜂", settings))
    assert [(name.text, name.detail) for name in workspace_symbols(index, "蜂")] == [("蜂", "alias of a/b")]


def test_an_empty_query_returns_the_notes():
    assert search("") == search("  ") == [("note", "Beekeeping"), ("note", "Chairman Mao")]


def test_never_more_than_the_limit():
    index = VaultIndex(vault_of_paths(*(f"bee {number}.md" for number in range(2 * LIMIT))))
    assert len(workspace_symbols(index, "")) == len(workspace_symbols(index, "bee")) == LIMIT


def test_no_match():
    assert search("xylophone") == []
