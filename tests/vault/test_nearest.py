"""Names, headings and blocks that a misspelled name may mean."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vaults import vault_of, vault_of_paths

from wikilsp.note import Note
from wikilsp.settings import Dialect, Settings
from wikilsp.vault.names import fold
from wikilsp.vault.nearest import SimilarNames, is_respelled, near

LOGSEQ = Settings(dialect=Dialect(preset="logseq"))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Chairman Moa", "Chairman Mao"),
        ("chairmanmao", "Chairman Mao"),
        ("hCairman Mao", "Chairman Mao"),
        ("Cultural Revolutoin", "Cultural Revolution"),
        ("Chairmen Moa", "Chairman Mao"),
        ("The Men of Yan'an", "The Man of Yan'an"),
        ("Noet", "Note"),
        ("Nte of 1958", "Note of 1958"),
        ("Cafe", "Café"),
    ],
)
def test_a_misspelled_name_finds_the_intended_one(written, meant):
    vault = vault_of_paths(
        "Chairman Mao.md", "Cultural Revolution.md", "x/Note.md", "Café.md", "Note of 1958.md", "The Man of Yan'an.md"
    )
    assert [path.rpartition("/")[2] for path in vault.registry.near_notes(written)] == [f"{meant}.md"]


@pytest.mark.parametrize("settings", [Settings(), LOGSEQ])
def test_names_can_be_added_and_removed_after_the_first_query(settings):
    vault = vault_of("//- Summer.md\n//- Winter.md\n//- Spring.md\n", settings)
    assert vault.registry.near_notes("Wintr") == ["Winter.md"]
    vault.remove("Winter.md")
    vault.put(Note("Autumn.md"))
    assert [vault.registry.near_notes(name) for name in ("Sumer", "Wintr", "Autum")] == [
        ["Summer.md"],
        [],
        ["Autumn.md"],
    ]


@pytest.mark.parametrize(
    "written",
    [
        "Chapter 2",
        "2024-01-03",
        "Jun 1st, 2024",
        "Dec 1st, 2024",
        "Lent",
        "Stalin",
        "capital",
        "Mae",
        "Chairman",
        "Mao Chairman",
        "",
    ],
)
def test_a_different_name_finds_nothing(written):
    vault = vault_of_paths(
        "Jan 1st, 2024.md",
        "Feb 1st, 2024.md",
        "Lens.md",
        "Chapter 1.md",
        "2024-01-02.md",
        "Lenin.md",
        "capitalism.md",
        "Mao.md",
        "Chairman Mao.md",
    )
    assert vault.registry.near_notes(written) == []


def test_the_nearest_name_comes_first():
    assert near("communizm", ["communist", "comunizm", "comunizm"]) == ("comunizm", "communist")
    assert near("communizm", ["communixm", "communism"]) == ("communism", "communixm")


def test_only_the_last_segment_of_a_path_is_compared():
    vault = vault_of_paths("long/Note.md", "a/Note.md", "img/map.png")
    assert vault.registry.near_notes("wrong/Note") == ["a/Note.md", "long/Note.md"]
    assert vault.registry.near_notes("x/Noet.md") == ["a/Note.md", "long/Note.md"]
    assert vault.registry.near_files("../x/mpa.png") == ["img/map.png"]


def test_notes_and_attachments_are_each_others_fallback():
    vault = vault_of_paths("report.pdf", "report-pdf.md")
    assert vault.registry.near_notes("report_pdf") == ["report-pdf.md"]
    assert vault.registry.near_files("report_pdf") == ["report.pdf"]
    assert vault.registry.near_notes("repotr.pdf") == ["report-pdf.md"]
    assert vault_of_paths("report.pdf").registry.near_notes("repotr.pdf") == ["report.pdf"]
    assert vault_of_paths("report.md").registry.near_files("repotr.md") == ["report.md"]


def test_page_names_are_compared_whole():
    vault = vault_of("//- pages/a___beta.md\n//- pages/x.md\ntitle:: Gamma ray\n", LOGSEQ)
    assert vault.registry.near_notes("a/bata") == ["pages/a___beta.md"]
    assert vault.registry.near_notes("beta") == []
    assert vault.registry.near_notes("gamma-ray") == ["pages/x.md"]


def test_added_and_removed_names_are_taken_into_account():
    vault = vault_of_paths("Stalin.md")
    assert vault.registry.near_notes("Stalim") == ["Stalin.md"]
    vault.put(Note("Stalip.md"))
    vault.remove("Stalin.md")
    assert vault.registry.near_notes("Stalim") == ["Stalip.md"]
    vault.remove("Stalip.md")
    assert vault.registry.near_notes("Stalim") == []


def test_headings_and_blocks():
    vault = vault_of("//- n.md\n# Sources, 2\n\ntext ^Famine\n")
    note = vault.notes["n.md"]
    assert [heading.text for heading in vault.fragments(note).near_headings("soruces 2")] == ["Sources, 2"]
    assert vault.fragments(note).near_headings("Sources 3") == []
    assert [block.id for block in vault.fragments(note).near_blocks("fmaine")] == ["Famine"]
    assert vault.fragments(note).near_blocks("x") == []
    assert vault.fragments(Note("empty.md")).near_blocks("famine") == []


NAMES = st.text("ab ", min_size=1, max_size=9)


@given(st.sets(NAMES), st.sets(NAMES), NAMES)
def test_spellings_after_changes_equal_new_ones(before, after, name):
    spellings = SimilarNames(before)
    spellings.near(name)
    for old in before - after:
        spellings.discard(old)
    for new in after - before:
        spellings.add(new)
    assert spellings.near(name) == SimilarNames(after).near(name)


def test_a_misspelled_name_in_a_large_vault_is_compared_with_few_names(monkeypatch):
    many = SimilarNames(f"{chr(97 + n % 26)}{n * 7919 % 100003:x} topic of {n % 1000}" for n in range(20_000))
    similar = SimilarNames(
        f"topic {chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676)}" for n in range(9_000)
    )
    compared = []

    def count(_, names):
        compared.append(len(list(names)))
        return ()

    monkeypatch.setattr("wikilsp.vault.nearest.near", count)
    for n in range(200):
        many.near(f"{chr(97 + n % 26)}{n * 7919 % 100003:x} topix of {n % 1000}")
        similar.near(f"topix {chr(97 + n % 26)}{chr(97 + n // 26)}a")
    assert len(compared) == 400
    assert 0 < max(compared) <= 2_000


def test_the_nearest_of_very_many_names_with_the_same_ends_is_found():
    names = [f"{one}{two}{three}" for one in "abcdefghij" for two in "abcdefghijklmnopqrst" for three in "abcdefghij"]
    spellings = SimilarNames(f"some topic {name} of it" for name in names)
    assert spellings.near("some topic dhe of ti")[0] == "some topic dhe of it"
    assert spellings.near("somme topic dhe of it")[0] == "some topic dhe of it"


def test_the_matcher_is_imported_only_if_a_name_is_misspelled():
    program = (
        "import sys; from wikilsp.vault.vault import Vault; from wikilsp.note import Note;"
        "vault = Vault(notes=[Note('Note.md')]); vault.registry.near_notes('elsewhere');"
        "assert 'rapidfuzz' not in sys.modules; vault.registry.near_notes('Noet'); assert 'rapidfuzz' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("ip-address", "IP address"),
        ("ip_address", "IPaddress"),
        ("Great, Leap!", "Great leap"),
        ("What's new?", "Whats New"),
        ("Note", "Notes"),
        ("Great Leap", "great-leaps"),
        ("Church", "Churches"),
        ("Potato", "Potatoes"),
        ("Photo", "Photos"),
        ("Great Laep", "Great Leap"),
        ("Cultural Revolutoin", "Cultural Revolution"),
        ("Chapter 12: Leap", "Chapter 12: Leaps"),
        ("大跃进：开始", "大跃进 开始"),
    ],
)
def test_names_that_differ_only_in_spelling(written, name):
    assert is_respelled(fold(written), fold(name))
    assert is_respelled(fold(name), fold(written))


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("décroissante", "croissante"),
        ("SNAT", "NAT"),
        ("Tim Story", "Toy Story"),
        ("Relations", "Equations"),
        ("Chapter 1", "Chapter-1"),
        ("Chapter 12", "Chapter 21"),
        ("Version 1s", "Version 1"),
        ("Notes 2024-01", "Notes 202401"),
        ("Part ab1", "Part ba1"),
        ("Henry the IV", "Henry the VI"),
        ("A.I.", "AI"),
        ("New", "News"),
        ("Notes on AI", "Notes on AIs"),
        ("C++ notes", "C notes"),
        ("F# basics", "F basics"),
        ("A* search", "A search"),
        ("Plan", "Planes"),
        ("Prince", "Princess"),
        ("Princes", "Princess"),
        ("Famien", "Famine"),
        ("🏠 Home", "Home"),
        ("Cafe noir", "Café noir"),
        ("Great Laep Forwrad", "Great Leap Forward"),
        ("第十二章内容之一览", "第二十章内容之一览"),
        ("", "?"),
    ],
)
def test_names_that_may_mean_different_things(written, name):
    assert not is_respelled(fold(written), fold(name))
    assert not is_respelled(fold(name), fold(written))
