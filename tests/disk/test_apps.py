"""The preset of a vault whose settings name none, from the files of an app."""

import os

import pytest
from folders import refuse, write
from odd_files import ODD_FILES, circle, folder, huge, nowhere

from wikilsp.disk.apps import detect_preset, is_deciding
from wikilsp.disk.root import find_root, read_settings

PLUGINS = ".obsidian/community-plugins.json"
LUA = "# Configuration\n\n```space-lua\nconfig.set {}\n```\n"


@pytest.fixture(name="vault")
def _vault(tmp_path):
    """A vault in a repository, so that no marker of the machine is found."""
    write(tmp_path, [".git/"])
    return tmp_path / "vault"


def detect(vault, files=()):
    """Return the preset, the file that decided, and the explanations of other files."""
    explanations = []
    preset = detect_preset(write(vault, files or ["note.md"]), explanations.append)
    *others, line = explanations
    start, _, file = line.partition(": detected from ")
    assert start == f"the preset is “{preset}”" or line.endswith(f"“{preset}”: no app settings were found")
    return preset, file or None, others


@pytest.mark.parametrize(
    ("files", "preset", "file"),
    [
        ({"note.md": ""}, "obsidian", None),
        ({"logseq/config.edn": ""}, "logseq", "logseq/config.edn"),
        ({".obsidian/app.json": "{}"}, "obsidian", ".obsidian"),
        ({PLUGINS: "[]"}, "obsidian", ".obsidian"),
        ({PLUGINS: '["templater-obsidian"]'}, "obsidian", ".obsidian"),
        ({PLUGINS: '["dataview-serializer", "Dataview"]'}, "obsidian", ".obsidian"),
        ({PLUGINS: '["templater-obsidian", "dataview"]'}, "dataview", PLUGINS),
        ({PLUGINS: '\ufeff[\n  "dataview"\n]\n'}, "dataview", PLUGINS),
        ({"dendron.yml": "version: 5\n"}, "dendron", "dendron.yml"),
        ({".silverbullet.db.json": ""}, "silverbullet", ".silverbullet.db.json"),
        ({".silverbullet.db/": ""}, "silverbullet", ".silverbullet.db"),
        ({"CONFIG.md": LUA}, "silverbullet", "CONFIG.md"),
        ({"CONFIG.md": "\ufeff~~~~ space-lua\r\n"}, "silverbullet", "CONFIG.md"),
        ({"CONFIG.md": "x\r   ```space-lua"}, "silverbullet", "CONFIG.md"),
        ({"CONFIG.md": "```lua\n```\nspace-lua\n"}, "obsidian", None),
        ({"CONFIG.md": "```space-luau\n"}, "obsidian", None),
        ({"docs/CONFIG.md": LUA}, "obsidian", None),
        ({".foam/templates/": ""}, "foam", ".foam"),
        ({".marksman.toml": "[core]\n"}, "marksman", ".marksman.toml"),
        ({".marksman.toml": " \n"}, "obsidian", None),
        ({"dendron/": "", "foam": "", "obsidian/": "", "marksman.toml": "x"}, "obsidian", None),
    ],
)
def test_each_app_has_its_files(vault, files, preset, file):
    assert detect(vault, files) == (preset, file, [])


ORDER = ["logseq/config.edn", PLUGINS, "dendron.yml", ".silverbullet.auth.json", ".foam/x", ".marksman.toml"]
PRESETS = ["logseq", "dataview", "dendron", "silverbullet", "foam", "marksman"]


@pytest.mark.parametrize("first", range(len(ORDER)))
def test_the_first_app_in_the_order_wins(vault, first):
    """Obsidian, for example, wins over the file of Dendron that was left over."""
    assert detect(vault, dict.fromkeys(ORDER[first:], '["dataview"]'))[0] == PRESETS[first]


def test_a_leftover_of_dendron_does_not_change_the_preset_of_obsidian(vault):
    assert detect(vault, {".obsidian/app.json": "{}", "dendron.yml": "version: 5\n"})[0] == "obsidian"


def test_the_settings_outrank_the_app(vault):
    write(vault, {PLUGINS: '["dataview"]', ".wikilsp.toml": 'preset = "foam"'})
    explanations = []
    assert read_settings(vault, (), explain=explanations.append).dialect.preset == "foam"
    assert read_settings(vault, (), over={"preset": "logseq"}, explain=explanations.append).dialect.preset == "logseq"
    assert explanations == []
    write(vault, {".wikilsp.toml": "tags.numeric = true"})
    dialect = read_settings(vault, (), explain=explanations.append).dialect
    assert (dialect.preset, dialect.separator_space, dialect.numeric_tags) == ("dataview", "optional", True)
    assert explanations == [f"the preset is “dataview”: detected from {PLUGINS}"]


def test_a_vault_without_files_of_an_app_is_explained_even_if_the_settings_name_the_app(vault):
    explanations = []
    write(vault, {".wikilsp.toml": 'preset = "logseq"'})
    read_settings(vault, (), explain=explanations.append)
    read_settings(write(vault / "x", ["note.md"]), (), over={"preset": "foam"}, explain=explanations.append)
    assert explanations == ["no app settings were found"] * 2
    write(vault, [".obsidian/app.json"])
    read_settings(vault, (), explain=explanations.append)
    assert len(explanations) == 2


# Roots


@pytest.mark.parametrize("marker", ["dendron.yml", ".silverbullet.db", ".silverbullet/"])
def test_the_files_of_dendron_and_silverbullet_mark_a_root(vault, marker):
    write(vault, [marker, "a/note.md"])
    assert find_root(vault / "a/note.md") == (vault, f"it has {marker.rstrip('/')}", ())


@pytest.mark.parametrize("file", ["CONFIG.md", "community-plugins.json", "silverbullet.db", "dendron.yaml"])
def test_no_other_file_marks_a_root(vault, file):
    write(vault, {file: LUA})
    assert find_root(vault).path == vault.parent


def test_a_folder_that_cannot_be_listed_has_no_file_of_silverbullet(vault, monkeypatch):
    write(vault, [".silverbullet.db"])
    refuse(monkeypatch, "listdir", vault)
    assert find_root(vault).path == vault.parent


# Hostile files


@pytest.mark.parametrize(
    "content",
    [
        "",
        "dataview",
        '["dataview"',
        '["dataview", 3]',
        '{"plugins": ["dataview"]}',
        '"dataview"',
        "null",
        "[" * 500_000,
        '["dataview", ' + '{"a":' * 100_000,
        b'["dataview", "\xff"]',
        '["dataview"] ["dataview"]',
    ],
    ids=range(11),
)
def test_a_list_of_plugins_that_is_none_counts_as_missing(vault, content):
    preset, file, [explanation] = detect(vault, {PLUGINS: content})
    assert (preset, file) == ("obsidian", ".obsidian")
    assert explanation.startswith(f"{PLUGINS} is not used: it is not a list of names in JSON: ")
    assert len(explanation) < 300


@pytest.mark.parametrize("name", ["logseq/config.edn", PLUGINS, "dendron.yml", "CONFIG.md", ".marksman.toml"])
@pytest.mark.parametrize("make", ODD_FILES)
def test_an_odd_file_counts_as_missing(vault, make, name):
    write(vault, ["logseq/", ".obsidian/"] if name == PLUGINS else ["logseq/"])
    make(vault / name)
    preset, file, explanations = detect(vault)
    if make is huge and name in ("logseq/config.edn", "dendron.yml"):
        assert (file, explanations) == (name, [])  # it is not read
        return
    assert (preset, file) == ("obsidian", ".obsidian" if name == PLUGINS else None)
    if make is not huge or name != "CONFIG.md":  # of which only the start is read
        assert [line.partition(ODD_FILES[make])[0] for line in explanations] == [
            f"{name} is not used: this file cannot be read: "
        ]


@pytest.mark.parametrize("make", [folder, circle, nowhere])
def test_whatever_has_its_name_is_silverbullets(vault, make):
    vault.mkdir()
    make(vault / ".silverbullet.db")
    assert detect(vault)[0] == "silverbullet"


@pytest.mark.parametrize(("before", "preset"), [(63_980, "silverbullet"), (64_000, "obsidian")])
def test_only_the_start_of_a_page_is_searched(vault, before, preset):
    assert detect(vault, {"CONFIG.md": "x" * before + "\n```space-lua\n"})[0] == preset


@pytest.mark.parametrize("text", ["`" * 64_000, "\n" * 64_000, "\n   " * 16_000, "\n```" * 16_000, "~~~ " * 16_000])
def test_a_page_of_nothing_but_fences_is_searched_in_linear_time(vault, text):
    assert detect(vault, {"CONFIG.md": text})[0] == "obsidian"


@pytest.mark.parametrize(
    ("path", "decides"),
    [
        (".obsidian", True),
        (PLUGINS, True),
        (".obsidian/workspace.json", False),
        ("dendron.yml", True),
        ("a/dendron.yml", False),
        (".silverbullet.db-wal", True),
        ("CONFIG.md", True),
        (".foam", True),
        (".marksman.toml", True),
        ("logseq/config.edn", True),
        ("logseq", True),  # a folder that is moved in or out is one event
        ("config.edn", False),
    ],
)
def test_the_files_that_decide_are_known(path, decides):
    assert is_deciding(path) == decides


def test_nothing_is_read_of_a_vault_without_app(vault, monkeypatch):
    write(vault, ["note.md"])
    monkeypatch.setattr(os, "open", None)
    assert detect(vault)[0] == "obsidian"
