"""Resolution of wikilinks in all dialects: by name and path, and by what comes after names."""

import unicodedata

import pytest
from resolutions import FOAM, MARKSMAN, MISSING, named
from vaults import link_to, resolve, vault_of, vault_of_paths

from wikilsp.note import Note
from wikilsp.settings import Dialect, Settings
from wikilsp.vault.resolve import Resolution

EVERY_PRESET = [
    Settings(dialect=Dialect(preset="obsidian")),
    Settings(dialect=Dialect(preset="dataview")),
    FOAM,
    MARKSMAN,
]


@pytest.mark.parametrize("settings", EVERY_PRESET)
class TestOrder:
    """Several folders contain a note of the same name."""

    def test_a_vault_path_beats_the_same_folder(self, settings):
        vault = vault_of_paths("Note.md", "b/Note.md", settings=settings)
        assert resolve(vault, "b/src.md", "Note") == named("Note.md")

    def test_the_same_folder_beats_a_shorter_path(self, settings):
        vault = vault_of_paths("a/Note.md", "b/c/Note.md", settings=settings)
        assert resolve(vault, "b/c/src.md", "Note") == named("b/c/Note.md")

    def test_a_parent_folder_is_not_the_same_folder(self, settings):
        vault = vault_of_paths("bb/Note.md", "a/Note.md", settings=settings)
        assert resolve(vault, "bb/c/src.md", "Note") == named("a/Note.md", "bb/Note.md")

    def test_then_the_shortest_path_wins(self, settings):
        vault = vault_of_paths("zzzzzz/Note.md", "a/b/Note.md", settings=settings)
        assert resolve(vault, "q/src.md", "Note") == named("a/b/Note.md", "zzzzzz/Note.md")

    def test_then_exact_case_wins(self, settings):
        vault = vault_of_paths("a/note.md", "b/Note.md", settings=settings)
        assert resolve(vault, "src.md", "Note") == named("b/Note.md", "a/note.md")

    def test_then_code_points_decide(self, settings):
        vault = vault_of_paths("c/Note.md", "a/Note.md", "b/Note.md", settings=settings)
        assert resolve(vault, "src.md", "Note") == named("a/Note.md", "b/Note.md", "c/Note.md")


class TestPaths:
    def test_the_last_segments_of_a_path_match(self):
        vault = vault_of_paths("a/b/Note.md", "a/xb/Note.md")
        assert resolve(vault, "src.md", "b/Note") == named("a/b/Note.md")

    def test_a_path_below_the_same_folder_beats_a_shorter_one(self):
        vault = vault_of_paths("long/sub/Note.md", "a/sub/Note.md")
        assert resolve(vault, "long/src.md", "sub/Note") == named("long/sub/Note.md")
        assert resolve(vault, "src.md", "sub/Note") == named("a/sub/Note.md", "long/sub/Note.md")

    def test_relative_paths_are_exact(self):
        vault = vault_of_paths("A/T.md", "B/U.md", "V.md")
        assert resolve(vault, "B/src.md", "./U") == named("B/U.md")
        assert resolve(vault, "B/src.md", "../V") == named("V.md")
        assert resolve(vault, "B/src.md", "../A/T.md") == named("A/T.md")
        assert resolve(vault, "B/src.md", "./T") == MISSING
        assert resolve(vault, "B/src.md", "../T") == MISSING

    def test_a_relative_path_can_match_an_attachment(self):
        assert resolve(vault_of_paths("a/p.png"), "b/src.md", "../a/p.png") == named("a/p.png")

    def test_a_path_that_leaves_the_vault_is_outside(self):
        vault = vault_of_paths("x.md")
        assert resolve(vault, "b/src.md", "../../x") == Resolution(None, "outside")
        assert resolve(vault, "src.md", "..") == Resolution(None, "outside")

    def test_a_leading_slash_is_the_root(self):
        vault = vault_of_paths("A/T.md", "B/A/T.md")
        assert resolve(vault, "B/src.md", "/A/T") == named("A/T.md")
        assert resolve(vault, "B/src.md", "/T") == MISSING

    def test_a_folder_is_not_a_target(self):
        assert resolve(vault_of_paths("folder/index.md"), "src.md", "folder") == MISSING


class TestSpelling:
    @pytest.mark.parametrize("text", ["Log", "log", "LOG", "a/LOG", "A/log"])
    def test_case_is_ignored(self, text):
        assert resolve(vault_of_paths("a/Log.md"), "src.md", text) == named("a/Log.md")

    def test_exact_case_wins(self):
        vault = vault_of_paths("note.md", "Note.md")
        assert resolve(vault, "src.md", "note") == named("note.md")
        assert resolve(vault, "src.md", "Note") == named("Note.md")
        assert resolve(vault, "src.md", "NOTE") == named("Note.md", "note.md")

    def test_composition_is_ignored(self):
        decomposed = unicodedata.normalize("NFD", "Café.md")
        assert resolve(vault_of_paths(decomposed), "src.md", "Café") == named(decomposed)

    def test_compatibility_characters_are_distinct(self):
        assert resolve(vault_of_paths("x2.md"), "src.md", "x²") == MISSING

    def test_spaces_are_collapsed(self):
        assert resolve(vault_of_paths("Sp ace.md"), "src.md", "Sp  ace") == named("Sp ace.md")

    def test_a_single_bracket_is_part_of_the_name(self):
        assert resolve(vault_of_paths("Sq]uare.md"), "src.md", "Sq]uare") == named("Sq]uare.md")


class TestExtensions:
    @pytest.mark.parametrize("text", ["Ext", "Ext.md", "Ext.MD", "a/ext.Md"])
    def test_the_extension_of_a_note_is_optional(self, text):
        assert resolve(vault_of_paths("a/Ext.md"), "src.md", text) == named("a/Ext.md")

    def test_a_name_that_ends_with_the_extension_comes_first(self):
        vault = vault_of_paths("a.md", "a.md.md")
        assert resolve(vault, "src.md", "a.md") == named("a.md.md")
        assert resolve(vault, "src.md", "a") == named("a.md")

    def test_md_is_preferred_to_markdown(self):
        vault = vault_of_paths("a.markdown", "a.md")
        assert resolve(vault, "src.md", "a") == named("a.md")
        assert resolve(vault, "src.md", "a.md") == named("a.md")
        assert resolve(vault, "src.md", "a.markdown") == named("a.markdown")

    def test_markdown_is_an_extension_of_notes(self):
        assert resolve(vault_of_paths("b/a.markdown"), "src.md", "a") == named("b/a.markdown")

    def test_a_name_can_contain_dots(self):
        assert resolve(vault_of_paths("v1.2 notes.md"), "src.md", "v1.2 notes") == named("v1.2 notes.md")

    def test_a_note_comes_before_an_attachment(self):
        vault = vault_of_paths("x.pdf", "sub/x.pdf.md")
        assert resolve(vault, "src.md", "x.pdf") == named("sub/x.pdf.md")

    def test_an_attachment_needs_its_extension(self):
        vault = vault_of_paths("img/p.png")
        assert resolve(vault, "src.md", "P.PNG", kind="embed") == named("img/p.png")
        assert resolve(vault, "src.md", "p", kind="embed") == MISSING

    def test_attachments_are_matched_in_the_same_order(self):
        vault = vault_of_paths("a/p.png", "b/p.png", "d/c/p.png")
        assert resolve(vault, "b/src.md", "p.png") == named("b/p.png")
        assert resolve(vault, "src.md", "p.png") == named("a/p.png", "b/p.png", "d/c/p.png")
        assert resolve(vault, "src.md", "c/p.png") == named("d/c/p.png")


class TestThisNote:
    def test_an_empty_path_is_this_note(self):
        vault = vault_of_paths("a/n.md")
        assert vault.resolve(vault.notes["a/n.md"], link_to("", "h")) == Resolution("a/n.md", "self")
        assert vault.resolve(vault.notes["a/n.md"], link_to("", block="b")) == Resolution("a/n.md", "self")
        assert vault.resolve(vault.notes["a/n.md"], link_to("", "h", kind="link")) == Resolution("a/n.md", "self")

    def test_an_empty_text_is_this_note(self):
        vault = vault_of_paths("a/n.md")
        assert vault.resolve_text(vault.notes["a/n.md"], "") == Resolution("a/n.md", "self")

    def test_its_name_resolves_by_name(self):
        assert resolve(vault_of_paths("a/n.md"), "a/n.md", "n") == named("a/n.md")


class TestOtherMatches:
    def test_a_percent_encoded_text_is_a_name_first(self):
        vault = vault_of_paths("a%20b.md", "a b.md", "c d.md")
        assert resolve(vault, "src.md", "a%20b") == named("a%20b.md")
        assert resolve(vault, "src.md", "c%20d") == Resolution("c d.md", "decoded")

    def test_text_that_is_not_percent_encoded_is_unchanged(self):
        vault = vault_of_paths("100%.md", "%FF.md")
        assert resolve(vault, "src.md", "100%") == named("100%.md")
        assert resolve(vault, "src.md", "%ff") == named("%FF.md")

    def test_an_alias_resolves_to_its_note(self):
        vault = vault_of("//- n.md\n---\naliases: [AI, Ai  Ei]\n---\n")
        assert resolve(vault, "src.md", "ai") == Resolution("n.md", "alias")
        assert resolve(vault, "src.md", "ai ei") == Resolution("n.md", "alias")

    def test_a_name_beats_an_alias_even_when_decoded(self):
        vault = vault_of("//- n.md\n---\naliases: [AI, a%20b]\n---\n//- x/AI.md\n//- a b.md\n")
        assert resolve(vault, "src.md", "AI") == named("x/AI.md")
        assert resolve(vault, "src.md", "a%20b") == Resolution("a b.md", "decoded")

    def test_an_alias_of_several_notes_is_ambiguous(self):
        vault = vault_of("//- folder/a.md\n---\naliases: [AI]\n---\n//- z.md\n---\naliases: [ai]\n---\n")
        assert resolve(vault, "folder/src.md", "AI") == Resolution("z.md", "alias", ("folder/a.md",))
        assert vault.registry.alias_holders("Ai") == ("z.md", "folder/a.md")

    def test_a_title_is_not_a_name(self):
        assert resolve(vault_of("//- n.md\n# Big Idea\n"), "src.md", "Big Idea") == MISSING

    @pytest.mark.parametrize(
        "text", ["https://x.y", "obsidian://open?vault=v", "dendron://vault/note", "mailto:a@b.c", "zotero:select"]
    )
    def test_a_url_is_external(self, text):
        assert resolve(vault_of_paths("a.md"), "src.md", text) == Resolution(None, "external")

    def test_a_colon_alone_is_not_a_url(self):
        vault = vault_of_paths("Foo: Bar.md")
        assert resolve(vault, "src.md", "Foo: Bar") == named("Foo: Bar.md")
        for missing in ("Foo: Baz", "file: x", "a:b", "10:30"):
            assert resolve(vault, "src.md", missing) == MISSING

    def test_the_name_of_a_note_can_look_like_a_url(self):
        assert resolve(vault_of_paths("mailto:me.md"), "src.md", "mailto:me") == named("mailto:me.md")


class TestTexts:
    def test_a_text_resolves_like_a_link_of_its_kind(self):
        vault = vault_of_paths("a/n.md", "b/n.md", "b/p.png")
        source = Note("b/src.md")
        assert vault.resolve_text(source, "n") == vault.resolve(source, link_to("n")) == named("b/n.md")
        assert vault.resolve_text(source, "../a/n.md", "link") == named("a/n.md")
        assert vault.resolve_text(source, "/p.png", "image") == named("b/p.png")
        assert vault.resolve_text(source, "/p.png") == MISSING


class TestIgnored:
    def test_a_link_that_matches_nothing_else_can_match_an_ignored_file(self):
        vault = vault_of_paths("a.md", ignored=["build/out.md", "build/p.png"])
        for text in ("out", "build/out", "./build/out", "/build/out.md", "OUT", "out%2Emd"):
            assert resolve(vault, "src.md", text) == Resolution("build/out.md", "ignored"), text
        assert resolve(vault, "src.md", "p.png", kind="embed") == Resolution("build/p.png", "ignored")
        assert resolve(vault, "src.md", "none") == MISSING

    def test_everything_else_comes_first(self):
        vault = vault_of("//- z/x.md\n---\naliases: [y]\n---\n", ignored=["x.md", "y.md"])
        assert resolve(vault, "src.md", "x") == named("z/x.md")
        assert resolve(vault, "src.md", "y") == Resolution("z/x.md", "alias")

    def test_ignored_files_are_listed_once_and_only_for_a_link_that_matches_nothing(self):
        calls = []

        def ignored():
            calls.append("called")
            return ["x.md"]

        vault = type(vault_of_paths())(Settings(), [Note("a.md")], (), ignored)
        assert resolve(vault, "a.md", "a") == named("a.md")
        assert resolve(vault, "a.md", "https://x.y").how == "external"
        assert not calls
        assert resolve(vault, "a.md", "x").how == "ignored"
        assert resolve(vault, "a.md", "gone", kind="link").how == "missing"
        assert calls == ["called"]
