from datetime import datetime

from vaults import texts_of, vault_of

from wikilsp.features.quick_fixes import quick_fixes
from wikilsp.lint import lint
from wikilsp.note import Note
from wikilsp.settings import Dialect, Settings
from wikilsp.text import Span, apply_edits

NOW = datetime(1958, 5, 7, 9, 3)  # noqa: DTZ001 - templates use local time
DEFAULT = Settings()


def offers(text, code, *, settings=DEFAULT, extra=None):
    """Return the quick fixes of the only finding with this code in the first note, and the texts by path."""
    vault, texts = vault_of(text, settings), {**texts_of(text), **(extra or {})}
    note = vault.notes[next(iter(texts))]
    (found,) = [diagnostic for diagnostic in lint(vault, note) if diagnostic.code == code]
    return list(quick_fixes(vault, note, found, texts.get, NOW)), texts


def titles(text, code, **how):
    return [offer.title for offer in offers(text, code, **how)[0]]


def check(text, code, title, after, **how):
    """Check the notes that the quick fix with this title changes or creates."""
    found, texts = offers(text, code, **how)
    changes = next(offer for offer in found if offer.title == title).make()
    changed = {path: apply_edits(texts[path], edits) for path, edits in changes.edits.items()}
    assert {**changed, **changes.creates} == after


class TestFixesOfRules:
    def test_a_safe_fix_is_preferred(self):
        (safe,), _ = offers("//- a.md\n[[ b ]]\n//- b.md\n", "link-edge-space")
        assert safe.preferred
        (unsafe,), _ = offers("//- a.md\nit â€” that is\n", "mojibake")
        assert not unsafe.preferred

    def test_none_in_a_note_that_cannot_be_written(self):
        vault = vault_of("//- a.md\n[[ b ]]\n//- b.md\n")
        note = Note("a.md", vault.notes["a.md"].facts, undecodable=Span(0, 1))
        vault.put(note)
        found = lint(vault, note)
        assert found != []
        assert [offer for each in found for offer in quick_fixes(vault, note, each, lambda _: "", NOW)] == []


class TestNames:
    def test_the_three_nearest_notes_then_a_new_note(self):
        text = "//- n.md\n[[Famine x]]\n//- Famine d.md\n//- Famine b.md\n//- Famine c.md\n//- Famine a.md\n"
        assert titles(text, "missing-note") == [
            "Link to “Famine a”",
            "Link to “Famine b”",
            "Link to “Famine c”",
            "Create note “Famine x.md”",
        ]

    def test_headings_and_blocks(self):
        text = "//- n.md\n[[#Cause x]] [[#^bolck]]\n\n# Cause b\n# Cause a\n\ntext ^block\n"
        assert titles(text, "missing-heading")[:2] == ["Link to “Cause a”", "Link to “Cause b”"]
        check(text, "missing-block", "Link to “block”", {"n.md": texts_of(text)["n.md"].replace("bolck", "block")})

    def test_each_candidate_of_an_ambiguous_link(self):
        text = "//- n.md\n[[o]]\n//- x/o.md\n//- y/o.md\n"
        assert titles(text, "ambiguous-link") == ["Link to “x/o”", "Link to “y/o”"]
        check(text, "ambiguous-link", "Link to “y/o”", {"n.md": "[[y/o]]\n"})

    def test_an_alias(self):
        text = "//- n.md\n[[AI]]\n//- Artificial.md\n---\naliases: [AI]\n---\n"
        check(text, "alias-link", "Link to “Artificial”", {"n.md": "[[Artificial|AI]]\n"})


class TestNewNotes:
    def creates(self, link, path, text="", **settings):
        before = {"t/note.md": "# {{title}}\n{{date}} {{time}} {{x}}\n"}
        note = f"//- a/n.md\n{link}\n"
        options = Settings(**settings)
        check(note, "missing-note", f"Create note “{path}”", {path: text}, settings=options, extra=before)
        created = [offer for offer in offers(note, "missing-note", settings=options)[0] if offer.opens]
        assert [offer.opens for offer in created] == [path]

    def test_an_empty_note_at_the_root(self):
        self.creates("[[New]]", "New.md")

    def test_in_the_folder_of_the_link_or_the_settings(self):
        self.creates("[[New]]", "inbox/New.md", new_note_folder="inbox")
        self.creates("[[New]]", "a/New.md", new_note_folder=".")
        self.creates("[[x/New]]", "x/New.md", new_note_folder="inbox")
        self.creates("[[/New]]", "New.md", new_note_folder="inbox")
        self.creates("[[./New]]", "a/New.md", new_note_folder="inbox")

    def test_with_a_template(self):
        self.creates("[[x/New]]", "x/New.md", "# New\n1958-05-07 09:03 {{x}}\n", new_note_template="t/note.md")

    def test_without_an_unreadable_template(self):
        self.creates("[[New]]", "New.md", new_note_template="t/gone.md")


class TestBlockIds:
    """Completion links to blocks without an id, and generates the id from their text."""

    def test_the_block_with_the_generated_id(self):
        check(
            "//- a.md\n[[b#^facd22]]\n//- b.md\nOther.\n\n- [ ] 漢字 here\n",
            "missing-block",
            "Add block id ^facd22 to “漢字 here” in “b”",
            {"b.md": "Other.\n\n- [ ] 漢字 here ^facd22\n"},
        )

    def test_no_other_block(self):
        assert titles("//- a.md\n[[b#^facd23]]\n//- b.md\n漢字 here\n", "missing-block") == []


class TestHeadings:
    def adds(self, link, before, after):
        """Check the note b, or this one, after the missing heading is added."""
        title = f"Add heading “{link.rstrip(']').rpartition('#')[2]}” to “b”"
        check(f"//- a.md\n{link}\n//- b.md\n{before}", "missing-heading", title, {"b.md": after})

    def test_at_the_end_of_the_note(self):
        self.adds("[[b#New]]", "text\n", "text\n\n## New\n")
        self.adds("[[b#New]]", "# Title\n### Deep\ntext\n>\n", "# Title\n### Deep\ntext\n\n### New\n\n")
        self.adds("[[b#New]]", "# One\n# Two\n## Deep\n", "# One\n# Two\n## Deep\n\n# New\n")

    def test_at_the_beginning_of_an_empty_note(self):
        self.adds("[[b#New]]", "", "## New")

    def test_at_the_end_of_the_section_above(self):
        before = "# One\n## Two\ntext\n\n# Three\n"
        after = "# One\n## Two\ntext\n\n## New\n\n# Three\n"
        self.adds("[[b#One#New]]", before, after)

    def test_with_the_headings_below_it(self):
        text = "//- a.md\n[[b#New#Below]]\n//- b.md\nx\n"
        check(text, "missing-heading", "Add heading “New” to “b”", {"b.md": "x\n\n## New\n\n### Below\n"})

    def test_to_this_note(self):
        text = "//- a.md\n[[#New]]\n"
        check(text, "missing-heading", "Add heading “New” to this note", {"a.md": "[[#New]]\n\n## New\n"})

    def test_not_if_the_note_can_no_longer_be_read(self):
        found, _ = offers("//- a.md\n[[b#New]]\n//- b.md\n", "missing-heading")
        assert found[0].make().edits != {}
        vault = vault_of("//- a.md\n[[b#New]]\n//- b.md\n")
        (diagnostic,) = lint(vault, vault.notes["a.md"])
        (offer,) = quick_fixes(vault, vault.notes["a.md"], diagnostic, lambda _: None, NOW)
        assert offer.make().edits == {}


class TestDailyNotes:
    TEMPLATES = {"t/day.md": "# {{title}}\n{{date}} {{time}}\n", "t/note.md": "new {{title}}\n"}
    JOURNALS = Dialect(preset="logseq", filenames="triple-lowbar")

    def check_created(self, text, path, content, dialect, **settings):
        code = "missing-daily-note" if "20" in text else "missing-note"
        check(
            f"//- n.md\n{text}\n",
            code,
            f"Create note “{path}”",
            {path: content},
            settings=Settings(dialect, **settings),
            extra=self.TEMPLATES,
        )

    def test_are_created_in_their_folder(self):
        self.check_created("[[2024-02-29]]", "d/2024-02-29.md", "", Dialect(daily_note_folder="d"))
        self.check_created("[[Jan 11th, 2022]]", "journals/2022_01_11.md", "", self.JOURNALS)

    def test_have_a_template_of_their_own_that_is_filled_in_for_their_day(self):
        content = "# 2024-02-29\n2024-02-29 09:03\n"
        dialect = Dialect(daily_note_folder="d")
        both = {"daily_note_template": "t/day.md", "new_note_template": "t/note.md"}
        self.check_created("[[2024-02-29]]", "d/2024-02-29.md", content, dialect, **both)
        self.check_created("[[other]]", "other.md", "new other\n", dialect, **both)
        content = "# 2022_01_11\n2022-01-11 09:03\n"
        self.check_created("[[2022-01-11]]", "journals/2022_01_11.md", content, self.JOURNALS, **both)

    def test_have_the_template_of_other_notes_unless_there_is_one_for_them(self):
        dialect = Dialect()
        self.check_created(
            "[[2024-02-29]]", "2024-02-29.md", "new 2024-02-29\n", dialect, new_note_template="t/note.md"
        )
        both = {"daily_note_template": "", "new_note_template": "t/note.md"}
        self.check_created("[[2024-02-29]]", "2024-02-29.md", "", dialect, **both)
