import pytest
from vaults import vault_of, vault_of_paths

from wikilsp.features.workspace_symbols import LIMIT, workspace_symbols
from wikilsp.index.vault_index import VaultIndex

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


def test_an_empty_query_returns_the_notes():
    assert search("") == search("  ") == [("note", "Beekeeping"), ("note", "Chairman Mao")]


def test_never_more_than_the_limit():
    index = VaultIndex(vault_of_paths(*(f"bee {number}.md" for number in range(2 * LIMIT))))
    assert len(workspace_symbols(index, "")) == len(workspace_symbols(index, "bee")) == LIMIT


def test_no_match():
    assert search("xylophone") == []
