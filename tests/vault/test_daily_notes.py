"""Daily notes: names for dates, Logseq's journals, and where a new one is created."""

from datetime import date

import pytest
from vaults import resolve, vault_of, vault_of_paths

from wikilsp.index.graph import Graph
from wikilsp.note import Note
from wikilsp.settings import Dialect, Settings
from wikilsp.vault.daily_notes import daily_notes
from wikilsp.vault.name_registry import link_name
from wikilsp.vault.resolve import MISSING, Resolution

DAY = date(2022, 1, 11)
SPELLINGS = [
    "Jan 11th, 2022",
    "2022-01-11",
    "2022_01_11",
    "2022/01/11",
    "JAN 11TH,  2022",
    "/2022-01-11/",
    "2022-01-11.md",
]
JOURNAL = "journals/2022_01_11.md"


def logseq(**formats):
    return Settings(Dialect(preset="logseq", filenames="triple-lowbar", **formats))


def obsidian(**formats):
    return Settings(Dialect(**formats))


class TestJournals:
    @pytest.mark.parametrize("text", SPELLINGS)
    def test_answer_to_every_spelling(self, text):
        vault = vault_of_paths(JOURNAL, "journals/2022_01_12.md", settings=logseq())
        assert resolve(vault, "pages/a.md", text) == Resolution(JOURNAL, "name")

    @pytest.mark.parametrize("text", [*SPELLINGS, "Tuesday, 11.01.2022", "tuesday, 11.01.2022"])
    def test_answer_to_the_configured_title_as_well(self, text):
        settings = logseq(daily_note_format="EEEE, dd.MM.yyyy", daily_file_format="yyyyMMdd", daily_note_folder="diary")
        vault = vault_of_paths("diary/20220111.md", settings=settings)
        assert resolve(vault, "pages/a.md", text) == Resolution("diary/20220111.md", "name")
        assert link_name("diary/20220111.md", settings.dialect) == "Tuesday, 11.01.2022"

    @pytest.mark.parametrize(
        "text",
        ["Jan 12th, 2022", "Jan 11st, 2022", "January 11th, 2022", "2022-1-11", "2022 01 11", "11.01.2022", "2022"],
    )
    def test_do_not_answer_to_other_names(self, text):
        assert resolve(vault_of_paths(JOURNAL, settings=logseq()), "pages/a.md", text) == MISSING

    def test_are_called_by_their_title(self):
        dialect = logseq().dialect
        assert link_name(JOURNAL, dialect) == "Jan 11th, 2022"
        assert link_name("journals/notes.md", dialect) == "notes"
        assert link_name("journals/2022_02_30.md", dialect) == "2022_02_30"
        assert link_name("pages/2022_01_11.md", dialect) == "2022_01_11"
        vault = vault_of_paths(JOURNAL, settings=logseq())
        assert vault.shortest(JOURNAL, Note("pages/a.md")) == "Jan 11th, 2022"

    def test_keep_their_date_if_they_have_a_title(self):
        vault = vault_of(f"//- {JOURNAL}\ntitle:: A day\n", logseq())
        for text in ("A day", "2022-01-11"):
            assert resolve(vault, "pages/a.md", text) == Resolution(JOURNAL, "name")

    def test_a_page_named_like_a_date_is_the_page_of_that_day(self):
        vault = vault_of_paths("pages/Jan 11th, 2022.md", settings=logseq())
        assert resolve(vault, "pages/a.md", "2022-01-11").target == "pages/Jan 11th, 2022.md"

    def test_two_files_of_one_day_are_ambiguous(self):
        vault = vault_of_paths(JOURNAL, "journals/2022_01_11.org", settings=logseq())
        assert resolve(vault, "a.md", "2022-01-11") == Resolution(JOURNAL, "name", ("journals/2022_01_11.org",))

    def test_are_no_journals_elsewhere(self):
        vault = vault_of_paths(JOURNAL, settings=obsidian())
        assert resolve(vault, "a.md", "2022_01_11").target == JOURNAL
        assert resolve(vault, "a.md", "2022-01-11") == MISSING
        assert link_name(JOURNAL, Dialect()) == "2022_01_11"

    def test_file_names_of_old_graphs(self):
        settings = Settings(Dialect(preset="logseq", filenames="legacy", daily_file_format="yyyy.MM.dd"))
        vault = vault_of_paths("journals/2022.01.11.md", settings=settings)
        assert resolve(vault, "a.md", "Jan 11th, 2022").target == "journals/2022.01.11.md"


MISSING_DAYS = """
    //- pages/a.md
    [[Jan 11th, 2022]] [[2022-01-11]]
    //- pages/b.md
    [[2022/01/11]] [[jan 11th, 2022|x]] [[2022-01-12]]
"""


def test_a_missing_day_is_one_page_in_all_spellings():
    graph = Graph(vault_of(MISSING_DAYS, logseq()))
    assert graph.missing_names() == {"jan 11th, 2022", "jan 12th, 2022"}
    for name in SPELLINGS[:5]:
        assert [edge.link.path for edge in graph.missing_links(name)] == [
            *("Jan 11th, 2022", "2022-01-11", "2022/01/11", "jan 11th, 2022")
        ]
    assert len(Graph(vault_of(MISSING_DAYS, obsidian())).missing_names()) == 4


# Pages that are not notes


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("pages/faq.org", "FAQ"),
        ("pages/a___b.org", "a/b"),
        ("Notes/Org Mode.ORG", "org mode"),
        ("whiteboards/Big plan.edn", "Big plan"),
        ("journals/2022_01_11.org", "Jan 11th, 2022"),
    ],
)
def test_org_files_and_whiteboards_are_pages(path, text):
    vault = vault_of_paths(path, settings=logseq())
    assert resolve(vault, "pages/a.md", text) == Resolution(path, "name")
    assert resolve(vault, "pages/a.md", vault.shortest(path, Note("pages/a.md"))).target == path
    vault.remove_file(path)
    assert resolve(vault, "pages/a.md", text) == MISSING


@pytest.mark.parametrize(
    ("path", "text", "settings"),
    [
        ("pages/faq.org", "faq", obsidian()),
        ("whiteboards/plan.edn", "plan", obsidian()),
        ("pages/plan.edn", "plan", logseq()),
        ("whiteboards/plan.png", "plan", logseq()),
        ("pages/faq.txt", "faq", logseq()),
    ],
)
def test_other_files_are_no_pages(path, text, settings):
    vault = vault_of_paths(path, settings=settings)
    assert resolve(vault, "pages/a.md", text) == MISSING
    assert resolve(vault, "pages/a.md", path.rpartition("/")[2]).target == path


def test_an_ignored_org_page_can_be_linked_to():
    vault = vault_of_paths(settings=logseq(), ignored=["pages/faq.org"])
    assert resolve(vault, "a.md", "faq") == Resolution("pages/faq.org", "ignored")


# Names of other apps


@pytest.mark.parametrize(
    ("formats", "name"),
    [
        ({}, "2022-01-11"),
        ({"daily_note_folder": "daily"}, "Daily/2022-01-11"),
        ({"daily_note_format": "DD.MM.YYYY"}, "11.01.2022"),
        ({"daily_note_format": "DD.MM.YYYY"}, "2022-01-11"),
        ({"daily_note_format": "YYYY/MM/YYYYMMDD"}, "20220111"),
        ({"daily_note_format": "YYYY/MM/YYYYMMDD"}, "2022/01/20220111"),
        ({"daily_note_format": "YYYY/MM-DD"}, "2022/01-11"),
        ({"daily_note_format": "YYYY/MM-DD", "daily_note_folder": "x/y"}, "x/y/2022/01-11"),
    ],
)
def test_names_of_a_day(formats, name):
    assert daily_notes(Dialect(**formats)).day(name) == DAY


@pytest.mark.parametrize(
    ("formats", "name"),
    [
        ({}, "20220111"),
        ({}, "2022-02-30"),
        ({}, "x/2022-01-11"),
        ({}, "Jan 11th, 2022"),
        ({}, "2022-01-11 x"),
        ({"daily_note_folder": "daily"}, "daily/x/2022-01-11"),
        ({"daily_note_format": "YYYY/MM-DD"}, "01-11"),
    ],
)
def test_names_of_no_day(formats, name):
    assert daily_notes(Dialect(**formats)).day(name) is None


# New notes


@pytest.mark.parametrize(
    ("settings", "text", "path"),
    [
        (logseq(), "2022-01-11", "journals/2022_01_11.md"),
        (logseq(daily_note_folder="j", daily_file_format="yyyy-MM-dd"), "Jan 11th, 2022", "j/2022-01-11.md"),
        (logseq(), "Jan 11, 2022", "pages/Jan 11, 2022.md"),
        (obsidian(), "2022-01-11", "2022-01-11.md"),
        (obsidian(daily_note_folder="Daily"), "2022-01-11", "Daily/2022-01-11.md"),
        (obsidian(daily_note_folder="Daily"), "daily/2022-01-11", "Daily/2022-01-11.md"),
        (obsidian(daily_note_folder="d", daily_note_format="DD.MM.YYYY"), "11.01.2022", "d/11.01.2022.md"),
        # A note named in the format of the vault would not be found by this link.
        (obsidian(daily_note_folder="d", daily_note_format="DD.MM.YYYY"), "2022-01-11", "d/2022-01-11.md"),
        (obsidian(daily_note_folder="d", daily_note_format="YYYY/MM/YYYYMMDD"), "20220111", "d/2022/01/20220111.md"),
        (obsidian(daily_note_folder="d", daily_note_format="YYYY/MM/YYYYMMDD"), "2022-01-11", "d/2022-01-11.md"),
        (obsidian(daily_note_folder="d"), "./2022-01-11", "x/2022-01-11.md"),
        (obsidian(daily_note_folder="d"), "y/2022-01-11", "y/2022-01-11.md"),
        (obsidian(daily_note_format="[../]YYYY-MM-DD"), "../2022-01-11", "2022-01-11.md"),
        (obsidian(daily_note_folder="./d/"), "d/2022-01-11", "d/2022-01-11.md"),
        (obsidian(daily_note_folder="."), "2022-01-11", "2022-01-11.md"),
        (obsidian(daily_note_folder="../d"), "2022-01-11", "2022-01-11.md"),
        (obsidian(daily_note_format="YYYY-MM-DD[?]"), "2022-01-11?", None),
    ],
)
def test_the_path_of_a_new_daily_note(settings, text, path):
    vault = vault_of_paths(settings=settings)
    note = Note("x/a.md")
    assert vault.new_note_path(note, text) == path
    if path:
        vault.put(Note(path))
        assert resolve(vault, "x/a.md", text).target == path


def test_a_new_daily_note_is_created_in_the_existing_folder():
    vault = vault_of_paths("DAILY/x.md", settings=obsidian(daily_note_folder="Daily"))
    assert vault.new_note_path(Note("a.md"), "2022-01-11") == "DAILY/2022-01-11.md"


@pytest.mark.parametrize("text", ["[[2022-01-11]]", "[x](2022-01-11.md)"])
def test_only_wikilinks_name_a_day(text):
    vault = vault_of(f"//- x/a.md\n{text}\n", obsidian(daily_note_folder="d"))
    (link,) = vault.notes["x/a.md"].links
    path = vault.new_note_path(vault.notes["x/a.md"], link.path, link.kind)
    assert path == ("d/2022-01-11.md" if link.kind == "wikilink" else "x/2022-01-11.md")
