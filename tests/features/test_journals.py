"""Logseq's journals in an editor: renames, names, hover, hints; and its pages that are not notes."""

import pytest
from completing import complete, labels
from renaming import RenameCase, check, prepare_at, refused
from test_hover import hover_at
from vaults import vault_of

from wikilsp.features.hierarchy import incoming
from wikilsp.features.hints import inlay_hints
from wikilsp.features.rename import edits_for_moves, rename_file
from wikilsp.features.workspace_symbols import workspace_symbols
from wikilsp.index.graph import Graph
from wikilsp.index.vault_index import VaultIndex
from wikilsp.settings import Dialect, Settings
from wikilsp.text import Span

LOGSEQ = Settings(Dialect(preset="logseq", filenames="triple-lowbar", nested=True))
DOTTED = Settings(Dialect(preset="logseq", daily_note_format="E, dd.MM.yyyy", daily_file_format="yyyyMMdd"))
LINKS = "[[Jan 11th, 2022]] [[2022-01-11#h]] [[2022_01_11|x]] [[2022/01/11]] [[JAN 11TH, 2022]]"
GRAPH = f"//- pages/a.md\n> {LINKS}\n> [t](../journals/2022_01_11.md)\n//- journals/2022_01_11.md\n> # h\n"


def move(text, old, new, expected, settings=LOGSEQ):
    case = RenameCase(text, settings=settings)
    case.check_result(rename_file(case.graph, old, new, case.read), expected)
    if settings is LOGSEQ:
        moved = edits_for_moves(case.graph, {old: new}, case.read)
        assert moved.changes.edits == rename_file(case.graph, old, new, case.read).changes.edits


class TestRename:
    def test_to_another_day_keeps_the_format_of_each_link(self):
        links = "[[Jan 2nd, 2023]] [[2023-01-02#h]] [[2023_01_02|x]] [[2023/01/02]] [[Jan 2nd, 2023]]"
        after = f"//- pages/a.md\n> {links}\n> [t](../journals/2023_01_02.md)\n//- journals/2023_01_02.md\n> # h\n"
        move(GRAPH, "journals/2022_01_11.md", "journals/2023_01_02.md", after)

    def test_to_a_page_writes_the_name_of_the_page(self):
        links = "[[Plan]] [[Plan#h]] [[Plan|x]] [[Plan]] [[Plan]]"
        after = f"//- pages/a.md\n> {links}\n> [t](Plan.md)\n//- pages/Plan.md\n> # h\n"
        move(GRAPH, "journals/2022_01_11.md", "pages/Plan.md", after)

    def test_of_a_page_to_a_day_writes_the_title(self):
        before = "//- pages/a.md\n> [[Plan]] [[2022-01-11]]\n//- pages/Plan.md\n"
        after = "//- pages/a.md\n> [[Jan 12th, 2022]] [[2022-01-11]]\n//- journals/2022_01_12.md\n"
        move(before, "pages/Plan.md", "journals/2022_01_12.md", after)

    def test_to_another_file_of_the_day_changes_no_wikilink(self):
        start = "//- pages/a.md\n> [[Jan 11th, 2022]] [[2022-01-11]]\n"
        after = "//- pages/Jan 11th, 2022.md\n> text\n"
        move(f"{start}//- journals/2022_01_11.md\n> text\n", "journals/2022_01_11.md", "pages/Jan 11th, 2022.md", after)

    def test_of_a_journal_with_a_title_changes_no_link_to_it(self):
        start = "//- pages/a.md\n> [[Jan 11th, 2022]] [[2022-01-11]]\n"
        journal = "> title:: Jan 11th, 2022\n"
        after = f"//- journals/2023_01_02.md\n{journal}"
        move(f"{start}//- journals/2022_01_11.md\n{journal}", "journals/2022_01_11.md", "journals/2023_01_02.md", after)

    def test_of_an_org_journal_and_an_org_page(self):
        before = "//- pages/a.md\n> [[2022-01-11]] [[faq]]\n//- journals/2022_01_11.org\n//- pages/faq.org\n"
        after = "//- pages/a.md\n> [[2022-01-12]] [[faq]]\n//- journals/2022_01_12.org\n"
        move(before, "journals/2022_01_11.org", "journals/2022_01_12.org", after)
        after = "//- pages/a.md\n> [[2022-01-11]] [[q/a]]\n//- pages/q___a.org\n"
        move(before, "pages/faq.org", "pages/q___a.org", after)

    @pytest.mark.parametrize("new", ["Jan 12th, 2022", "2022-01-12", "2022/01/12", " jan 12TH, 2022 "])
    @pytest.mark.parametrize(("link", "written"), [("Jan 11th, 2022", "Jan 12th, 2022"), ("2022/01/11", "2022/01/12")])
    def test_at_a_link_accepts_every_spelling(self, link, written, new):
        text = f"//- pages/a.md\n> [[{link}$0]]\n//- journals/2022_01_11.md\n"
        check(text, new, f"//- pages/a.md\n> [[{written}]]\n//- journals/2022_01_12.md\n", settings=LOGSEQ)

    def test_in_the_formats_of_the_graph(self):
        text = "//- pages/a.md\n> [[tue, 11.01$0.2022]] [[2022-01-11]]\n//- journals/20220111.md\n"
        after = "//- pages/a.md\n> [[Wed, 12.01.2022]] [[2022-01-12]]\n//- journals/20220112.md\n"
        check(text, "Wed, 12.01.2022", after, settings=DOTTED)

    def test_shows_the_title(self):
        for link in ("Jan 11th, 2022", "2022/01/11"):
            text = f"//- pages/a.md\n> [[{link}$0]]\n//- journals/2022_01_11.md\n"
            assert prepare_at(text, settings=LOGSEQ) == (link, "Jan 11th, 2022")
        assert prepare_at("//- pages/a.md\n> [[x/b$0]]\n//- pages/x___b.md\n", settings=LOGSEQ) == ("b", "x/b")

    def test_to_a_day_that_exists_is_refused(self):
        text = "//- pages/a.md\n> [[2022-01-11$0]]\n//- journals/2022_01_11.md\n//- journals/2022_01_12.md\n"
        refused(text, "Jan 12th, 2022", "“journals/2022_01_12.md” already exists", settings=LOGSEQ)
        refused(text, "2022_01_11", "is already its name", settings=LOGSEQ)

    def test_of_a_missing_day_is_refused(self):
        refused("//- pages/a.md\n> [[2022-01-11$0]]\n", "2022-01-12", "does not exist yet", settings=LOGSEQ)

    def test_of_a_daily_note_elsewhere_is_one_of_any_note(self):
        text = "//- a.md\n> [[2022-01-11$0]] [[2022_01_11]]\n//- journals/2022-01-11.md\n"
        check(text, "2022-01-12", "//- a.md\n> [[2022-01-12]] [[2022_01_11]]\n//- journals/2022-01-12.md\n")


class TestNames:
    def test_completion_shows_and_writes_the_title(self):
        vault = "//- pages/a.md\n//- journals/2022_01_11.md\n"
        for typed in ("[[Jan$0", "[[11th$0"):
            (item,) = complete(typed, source="pages/a.md", vault=vault, preset="logseq").items
            assert (item.label, item.insert) == ("Jan 11th, 2022", "Jan 11th, 2022]]")

    def test_a_missing_day_is_completed_once_by_its_title(self):
        vault = "//- pages/a.md\n//- pages/b.md\n> [[2022-01-11]] [[2022/01/11]]\n//- pages/c.md\n> [[2022_01_11]]\n"
        assert labels("[[jan$0", source="pages/a.md", vault=vault, preset="logseq") == ["Jan 11th, 2022"]
        assert labels("[[2022$0", source="pages/a.md", vault=vault) == ["2022-01-11", "2022/01/11", "2022_01_11"]

    def test_a_day_that_only_the_link_at_the_cursor_names_is_not_completed(self):
        vault = "//- pages/a.md\n> [[2022-01-11]]\n"
        assert labels("[[2022-01-11$0]]", source="pages/a.md", vault=vault, preset="logseq") == []

    @pytest.mark.parametrize(
        ("path", "name"),
        [("pages/faq.org", "faq"), ("whiteboards/Big plan.edn", "Big plan"), ("pages/a___b.org", "a/b")],
    )
    def test_other_pages_are_completed_by_their_name(self, path, name):
        vault = f"//- pages/a.md\n//- {path}\n"
        (item,) = complete(f"[[{name[:3]}$0", source="pages/a.md", vault=vault, preset="logseq").items
        assert (item.label, item.insert) == (name, f"{name}]]")
        assert path.rpartition("/")[2] in labels(f"[[{name[0]}$0", source="x.md", vault=vault)

    def test_symbols_hints_and_calls_show_the_title(self):
        text = "//- pages/a.md\n> [[2022_01_11]] [[Jan 11th, 2022]] [[x/b]]\n//- journals/2022_01_11.md\n> [[a]]\n"
        text += "//- pages/x___b.md\n"
        vault = vault_of(text, LOGSEQ)
        assert [place.text for place in workspace_symbols(VaultIndex(vault), "jan")] == ["Jan 11th, 2022"]
        hints = inlay_hints(vault, vault.notes["pages/a.md"], Span(0, 100))
        assert [(hint.offset, hint.text) for hint in hints] == [(12, "Jan 11th, 2022")]
        assert [call.item.name for call in incoming(Graph(vault), "pages/a.md")] == ["Jan 11th, 2022"]

    def test_hover_counts_the_links_in_all_spellings(self):
        text = "//- pages/a.md\n> [[2022_01_11$0]]\n//- pages/b.md\n> [[Jan 11th, 2022]]\n"
        assert hover_at(text, settings=LOGSEQ)[0] == (
            "`2022_01_11` does not exist yet; 2 notes link to it.\n\n"
            "- [`pages/b.md:1`](file:///vault/pages/b.md#L1) `[[Jan 11th, 2022]]`"
        )
        assert "linked from 2 notes" in hover_at(f"{text}//- journals/2022_01_11.md\n", settings=LOGSEQ)[0]
