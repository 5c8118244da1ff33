"""Settings and presets, loaded from TOML."""

import pytest
from loading import load

from wikilsp.rules import RULES
from wikilsp.settings import Dialect, Settings, SettingsError, Severity
from wikilsp.settings.load import default_settings
from wikilsp.settings.presets import PRESETS


def test_empty_settings_are_the_defaults():
    assert load("") == default_settings() == Settings()
    assert load("").dialect == Dialect()


def test_every_option_of_the_dialect_can_be_set():
    text = """
        preset = "obsidian"
        filenames = "legacy"
        comments = "index"
        links = {resolve = "title", headings = "slug", label-order = "label-first", nested = true, folder-index = true}
        tags = {numeric = true, multiword = true}
        [properties]
        separator-space = "optional"
        max-key-words = 5
        scope = "first-block"
        list-keys = ["cast", "crew"]
        """
    assert load(text).dialect == Dialect(
        preset="obsidian",
        filenames="legacy",
        comments="index",
        resolve="title",
        headings="slug",
        label_order="label-first",
        nested=True,
        folder_index=True,
        numeric_tags=True,
        multiword_tags=True,
        separator_space="optional",
        max_key_words=5,
        property_scope="first-block",
        list_keys=("cast", "crew"),
    )


def test_rules_have_severities():
    settings = load('[rules]\nmissing-note = "error"\nalias-link = "off"')
    assert settings.severities == {"missing-note": Severity.ERROR, "alias-link": Severity.OFF}


@pytest.mark.parametrize("preset", PRESETS)
def test_who_wants_no_missing_notes_wants_no_missing_daily_notes(preset):
    start = f'preset = "{preset}"\nrules.missing-note = "off"\n'
    assert load(start).severities["missing-daily-note"] == Severity.OFF
    assert load(start + 'rules.missing-daily-note = "error"').severities["missing-daily-note"] == Severity.ERROR


def test_globs_keep_their_order():
    settings = load('exclude = ["drafts/", "!drafts/new"]\nignore-targets = ["Someday/*"]')
    assert settings.exclude == ("drafts/", "!drafts/new")
    assert settings.ignore_targets == ("Someday/*",)


def test_per_file_ignores_name_rules_by_glob():
    settings = load('[per-file-ignores]\n"journal/**" = ["missing-note", "alias-link"]')
    assert settings.per_file_ignores == {"journal/**": ("missing-note", "alias-link")}


@pytest.mark.parametrize(
    ("written", "size"),
    [
        ("1000", 1_000),
        ('"1000"', 1_000),
        ('"12 B"', 12),
        ('"5 MB"', 5_000_000),
        ('"5mb"', 5_000_000),
        ('" 1.5 kB "', 1_500),
        ('"0.001 GB"', 1_000_000),
    ],
)
def test_a_size_is_a_number_of_bytes_or_has_a_unit(written, size):
    assert load(f"files.max-size = {written}").max_size == size


def test_the_size_of_a_note_is_limited_to_five_megabytes():
    assert load("").max_size == 5_000_000


def test_hyphen_and_underscore_are_equivalent_in_names():
    settings = load("""
        ignore_targets = ["a_b"]
        [links]
        label_order = "label-first"
        [files]
        max_size = 7
        [rules]
        missing_note = "off"
        [per_file_ignores]
        "a_b/**" = ["alias_link"]
        """)
    assert settings.dialect.label_order == "label-first"
    assert settings.max_size == 7
    assert settings.severities == {"missing-note": Severity.OFF, "missing-daily-note": Severity.OFF}


def test_hyphen_and_underscore_differ_in_globs():
    settings = load('ignore_targets = ["a_b"]\n[per_file_ignores]\n"a_b/**" = ["alias_link"]')
    assert settings.ignore_targets == ("a_b",)
    assert settings.per_file_ignores == {"a_b/**": ("alias-link",)}


def test_settings_may_be_in_a_table_of_another_file():
    text = '[project]\nname = "mine"\n[tool.wikilsp]\npreset = "foam"\n[tool.wikilsp.links]\nnested = true'
    dialect = load(text, table=("tool", "wikilsp")).dialect
    assert (dialect.preset, dialect.nested) == ("foam", True)


@pytest.mark.parametrize("text", ["", "[tool]", "tool = 1", '[project]\nname = "mine"'])
def test_a_file_without_the_table_sets_nothing(text):
    assert load(text, table=("tool", "wikilsp")) == default_settings()


class TestPresets:
    def test_obsidian_is_the_default(self):
        assert load('preset = "obsidian"') == default_settings()

    def test_dataview_requires_no_space_after_the_separator(self):
        assert load('preset = "dataview"').dialect == Dialect(preset="dataview", separator_space="optional")

    def test_logseq_reads_properties_in_the_first_block_and_more_tags(self):
        settings = load('preset = "logseq"')
        assert settings.dialect == Dialect(
            preset="logseq",
            nested=True,
            numeric_tags=True,
            multiword_tags=True,
            property_scope="first-block",
            max_key_words=1,
        )
        assert settings.severities == {
            "alias-link": Severity.OFF,
            "missing-note": Severity.INFO,
            "missing-daily-note": Severity.HINT,
            "duplicate-property": Severity.WARNING,
        }

    def test_foam_resolves_folders(self):
        settings = load('preset = "foam"')
        assert settings.dialect == Dialect(preset="foam", folder_index=True)
        assert settings.severities == {"alias-link": Severity.OFF, "link-case": Severity.WARNING}

    def test_marksman_resolves_titles_and_slugs(self):
        settings = load('preset = "marksman"')
        assert settings.dialect == Dialect(preset="marksman", resolve="title", headings="auto")
        assert settings.severities == {"ambiguous-link": Severity.WARNING}

    def test_dendron_writes_the_label_first_and_slugs(self):
        dialect = load('preset = "dendron"').dialect
        assert dialect == Dialect(preset="dendron", headings="slug", label_order="label-first")

    def test_silverbullet_has_the_default_options(self):
        assert load('preset = "silverbullet"').dialect == Dialect(preset="silverbullet")

    def test_an_option_outranks_the_preset(self):
        settings = load('preset = "logseq"\nlinks.nested = false\nrules.alias-link = "hint"')
        assert not settings.dialect.nested
        assert settings.dialect.numeric_tags
        assert settings.severities["alias-link"] == Severity.HINT
        assert settings.severities["missing-note"] == Severity.INFO

    def test_a_logseq_graph_has_its_preset_by_default(self):
        found = load("", detect=lambda: "logseq")
        assert found == load('preset = "logseq"') == default_settings(detect=lambda: "logseq")

    def test_an_explicit_preset_outranks_that_default(self):
        assert load('preset = "foam"', detect=lambda: "logseq") == load('preset = "foam"')

    def test_presets_name_only_rules_that_exist(self):
        named = {code for preset in PRESETS.values() for code in preset.rules}
        assert named <= {rule.code for rule in RULES}


def test_new_notes_have_a_folder_and_a_template():
    settings = load('[new-notes]\nfolder = "inbox/"\ntemplate = "templates/note.md"\n')
    assert (settings.new_note_folder, settings.new_note_template) == ("inbox", "templates/note.md")
    assert (load("").new_note_folder, load("").new_note_template) == ("", "")
    assert load('new-notes.folder = "."').new_note_folder == "."


def test_templates_have_folders_or_none():
    assert load("").template_folders == load("templates.folders = true").template_folders == ()
    assert load('templates.folders = ["a/", "b/c"]').template_folders == ("a", "b/c")
    assert load("templates.folders = false").template_folders is None


def test_what_follows_a_rename():
    assert (load("").labels_follow, load("").heading_follows) == (False, True)
    settings = load('[rename]\nlabels = "follow"\nfirst-heading = "keep"\n')
    assert (settings.labels_follow, settings.heading_follows) == (True, False)
    assert load('rename = {labels = "keep", first-heading = "follow"}') == load("")
    with pytest.raises(SettingsError, match=r"rename\.labels"):
        load('rename.labels = "yes"')


def test_what_may_be_missing():
    settings = load('ignore-targets-of = ["author", "Due date"]\nlinks.content-root = "content"')
    assert settings.ignore_targets_of == ("author", "Due date")
    assert settings.dialect.content_root == "content"
