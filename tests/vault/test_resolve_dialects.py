"""Resolution in some dialects only: by the index note of a folder, by title, by Logseq's page name."""

import pytest
from resolutions import FOAM, MARKSMAN, MISSING, named
from vaults import link_to, resolve, vault_of, vault_of_paths

from wikilsp.settings import Dialect, Settings
from wikilsp.vault.resolve import Resolution

LOGSEQ = Settings(dialect=Dialect(preset="logseq"))


class TestFolderIndex:
    def test_a_folder_resolves_to_its_index_note(self):
        vault = vault_of_paths("a/index.md", "b/README.md", "x/c/Index.md", "d/e.md", settings=FOAM)
        assert resolve(vault, "src.md", "a") == Resolution("a/index.md", "folder")
        assert resolve(vault, "src.md", "b") == Resolution("b/README.md", "folder")
        assert resolve(vault, "src.md", "c") == Resolution("x/c/Index.md", "folder")
        assert resolve(vault, "x/src.md", "./c/") == Resolution("x/c/Index.md", "folder")
        assert resolve(vault, "src.md", "d") == MISSING

    def test_a_note_with_that_name_wins(self):
        vault = vault_of_paths("a/index.md", "b/a.md", settings=FOAM)
        assert resolve(vault, "src.md", "a") == named("b/a.md")


class TestTitles:
    def test_the_first_heading_of_level_1_is_a_title(self):
        vault = vault_of("//- n.md\n## Sub\n# Big Idea, 2\n# Another\n", MARKSMAN)
        for text in ("Big Idea, 2", "big idea,  2", "big-idea-2"):
            assert resolve(vault, "src.md", text) == Resolution("n.md", "title"), text
        assert resolve(vault, "src.md", "Another") == MISSING
        assert resolve(vault, "src.md", "Sub") == MISSING

    def test_the_title_property_is_a_title(self):
        vault = vault_of("//- n.md\n---\ntitle: Big Idea\n---\n# Heading\n", MARKSMAN)
        assert resolve(vault, "src.md", "Big Idea") == Resolution("n.md", "title")
        assert resolve(vault, "src.md", "heading") == Resolution("n.md", "title")

    def test_a_name_comes_first_and_an_alias_last(self):
        vault = vault_of(
            "//- n.md\n# One\n//- sub/One.md\n//- m.md\n# Two\n//- o.md\n---\naliases: [Two]\n---\n", MARKSMAN
        )
        assert resolve(vault, "src.md", "One") == named("sub/One.md")
        assert resolve(vault, "src.md", "Two") == Resolution("m.md", "title")

    def test_a_shared_title_is_ambiguous(self):
        vault = vault_of("//- b.md\n# Title\n//- a.md\n# title\n", MARKSMAN)
        assert resolve(vault, "src.md", "Title") == Resolution("a.md", "title", ("b.md",))

    def test_an_exact_title_comes_before_one_with_the_same_slug(self):
        vault = vault_of("//- c.md\n# C\n//- cpp.md\n# C++\n", MARKSMAN)
        assert resolve(vault, "src.md", "C++") == Resolution("cpp.md", "title")

    def test_a_relative_path_is_not_a_title(self):
        assert resolve(vault_of("//- n.md\n# bT\n", MARKSMAN), "b/src.md", "./T") == MISSING


class TestLogseq:
    def test_pages_and_journals_share_a_flat_namespace(self):
        vault = vault_of_paths("pages/Some Page.md", "journals/2024_01_02.md", settings=LOGSEQ)
        assert resolve(vault, "journals/2024_01_02.md", "some page") == named("pages/Some Page.md")
        assert resolve(vault, "pages/Some Page.md", "2024_01_02") == named("journals/2024_01_02.md")

    @pytest.mark.parametrize("text", ["a/b", "/a/b/", "A/B"])
    def test_a_namespace_is_in_the_file_name(self, text):
        assert resolve(vault_of_paths("pages/a___b.md", settings=LOGSEQ), "src.md", text) == named("pages/a___b.md")

    def test_a_namespace_can_be_a_folder(self):
        vault = vault_of_paths("pages/a/b.md", settings=LOGSEQ)
        assert resolve(vault, "pages/src.md", "a/b") == named("pages/a/b.md")

    def test_the_last_segment_of_a_page_name_is_not_a_name(self):
        assert resolve(vault_of_paths("pages/a___b.md", settings=LOGSEQ), "src.md", "b") == MISSING

    def test_the_title_overrides_the_file_name(self):
        vault = vault_of("//- pages/x.md\ntitle:: What: a title?\n//- pages/y.md\n- # no title\n", LOGSEQ)
        assert resolve(vault, "src.md", "what: a title?") == named("pages/x.md")
        assert resolve(vault, "src.md", "x") == MISSING
        assert resolve(vault, "src.md", "y") == named("pages/y.md")
        assert resolve(vault, "src.md", "no title") == MISSING

    def test_an_alias_is_a_name_of_the_page(self):
        vault = vault_of("//- pages/x.md\nalias:: ex, [[the x]]\n", LOGSEQ)
        assert resolve(vault, "src.md", "ex") == Resolution("pages/x.md", "alias")

    def test_the_whole_text_between_the_brackets_is_a_page_name_first(self):
        vault = vault_of_paths("pages/C%23.md", "pages/C.md", "pages/a%7Cb.md", settings=LOGSEQ)
        assert resolve(vault, "src.md", "C", whole="C#") == named("pages/C%23.md")
        assert resolve(vault, "src.md", "a", whole="a|b") == named("pages/a%7Cb.md")
        assert resolve(vault, "src.md", "C", whole="C#h") == named("pages/C.md")

    def test_a_whole_page_name_has_no_fragment(self):
        vault = vault_of_paths("pages/C%23.md", "pages/C.md", settings=LOGSEQ)
        whole, parts = link_to("C", "h", whole="C#"), link_to("C", "h", whole="C#h")
        assert not vault.knows_fragments(vault.notes["pages/C%23.md"], whole)
        assert vault.knows_fragments(vault.notes["pages/C.md"], parts)

    def test_attachments_resolve_as_in_other_dialects(self):
        assert resolve(vault_of_paths("assets/p.png", settings=LOGSEQ), "pages/a.md", "p.png") == named("assets/p.png")

    def test_ignored_pages_resolve_by_page_name(self):
        vault = vault_of_paths(settings=LOGSEQ, ignored=["pages/a___b.md"])
        assert resolve(vault, "src.md", "a/b") == Resolution("pages/a___b.md", "ignored")

    def test_a_page_in_two_files_is_ambiguous(self):
        vault = vault_of_paths("pages/x.md", "journals/x.md", settings=LOGSEQ)
        assert resolve(vault, "journals/src.md", "x") == named("pages/x.md", "journals/x.md")

    def test_legacy_file_names(self):
        legacy = Settings(dialect=Dialect(preset="logseq", filenames="legacy"))
        vault = vault_of_paths("pages/a.b.md", "pages/c%2Fd.md", "pages/e___f.md", settings=legacy)
        assert resolve(vault, "src.md", "a/b") == named("pages/a.b.md")
        assert resolve(vault, "src.md", "c/d") == named("pages/c%2Fd.md")
        assert resolve(vault, "src.md", "e/f") == MISSING

    def test_plain_file_names(self):
        plain = Settings(dialect=Dialect(preset="logseq", filenames="plain"))
        vault = vault_of_paths("pages/a___b.md", settings=plain)
        assert resolve(vault, "src.md", "a/b") == MISSING
        assert resolve(vault, "src.md", "a___b") == named("pages/a___b.md")

    def test_other_presets_decode_file_names_only_if_configured(self):
        configured = Settings(dialect=Dialect(filenames="triple-lowbar"))
        assert resolve(vault_of_paths("a___b.md", settings=configured), "src.md", "a/b") == named("a___b.md")
        assert resolve(vault_of_paths("a___b.md"), "src.md", "a/b") == MISSING
