import os
import subprocess
import sys
from pathlib import Path

import pytest
from folders import refuse, write
from odd_files import ODD_FILES, folder, huge

from wikilsp.disk import root as root_module
from wikilsp.disk.root import find_marker, find_root, read_settings, settings_without_file
from wikilsp.settings import Dialect, SettingsError
from wikilsp.settings.load import default_settings

CODES = ("missing-note", "alias-link")
MARKERS = {
    ".wikilsp.toml": ".wikilsp.toml",
    "pyproject.toml": "pyproject.toml",
    ".obsidian": ".obsidian/app.json",
    "logseq/config.edn": "logseq/config.edn",
    ".foam": ".foam/templates/",
    ".marksman.toml": ".marksman.toml",
    "dendron.yml": "dendron.yml",
    ".silverbullet.db": ".silverbullet.db",
}


@pytest.fixture(name="outside", autouse=True)
def _outside(tmp_path):
    """A repository around everything, so that no marker of the machine is found."""
    return write(tmp_path, [".git/"])


class TestRoot:
    @pytest.mark.parametrize(("marker", "file"), MARKERS.items())
    def test_is_the_nearest_folder_with_a_marker(self, tmp_path, marker, file):
        write(tmp_path, {".obsidian/": "", "vault/" + file: "[tool.wikilsp]", "vault/a/b/note.md": ""})
        assert find_root(tmp_path / "vault/a/b") == (tmp_path / "vault", f"it has {marker}", ())

    def test_may_be_the_start_itself(self, tmp_path):
        write(tmp_path, [".obsidian/", "vault/.foam/"])
        assert find_root(tmp_path / "vault").path == tmp_path / "vault"

    def test_of_a_file_is_searched_from_its_folder(self, tmp_path):
        write(tmp_path, ["vault/.foam/", "vault/a/note.md"])
        assert find_root(tmp_path / "vault/a/note.md").path == tmp_path / "vault"

    def test_with_a_marker_outranks_a_nearer_repository(self, tmp_path):
        write(tmp_path, ["vault/.foam/", "vault/a/.git/", "vault/a/note.md"])
        assert find_root(tmp_path / "vault/a").path == tmp_path / "vault"

    @pytest.mark.parametrize("git", [".git/HEAD", ".git"], ids=["folder", "file"])
    def test_is_the_nearest_repository_if_there_is_no_marker(self, tmp_path, git):
        write(tmp_path, ["repo/" + git, "repo/a/b/note.md"])
        root = find_root(tmp_path / "repo/a/b")
        assert root.path == tmp_path / "repo"
        assert ".git" in root.reason

    def test_is_the_start_if_there_is_neither(self):
        nowhere = Path(Path.cwd().anchor, "nowhere/at/all")
        assert find_root(nowhere / "note.md").path == nowhere
        assert "neither" in find_root(nowhere / "note.md").reason

    def test_is_absolute(self, tmp_path, monkeypatch):
        write(tmp_path, ["vault/.foam/", "vault/a/"])
        monkeypatch.chdir(tmp_path / "vault/a")
        assert find_root(Path()).path == tmp_path / "vault"
        assert find_root(Path("../a/../a")).path == tmp_path / "vault"

    def test_does_not_resolve_symbolic_links(self, tmp_path):
        write(tmp_path, ["real/.foam/", "real/note.md"])
        (tmp_path / "link").symlink_to("real")
        assert find_root(tmp_path / "link/note.md").path == tmp_path / "link"


class TestNoteInNoVault:
    """A note without a marker or `.git` above it."""

    @pytest.fixture(autouse=True)
    def _top(self, tmp_path, monkeypatch):
        """Let folders above the test folder have neither, whatever the machine has there."""
        above = {os.fspath(tmp_path), *map(os.fspath, tmp_path.parents)}
        monkeypatch.setattr(root_module, "find_marker", lambda at, _: None if at in above else find_marker(at))
        monkeypatch.setattr(os.path, "lexists", lambda _: False)
        monkeypatch.setenv("HOME", str(tmp_path / "home"))
        write(tmp_path, ["home/notes/a/note.md", "other/a/note.md"])

    def at(self, monkeypatch, current, note):
        monkeypatch.chdir(current)
        return find_root(note)

    def test_belongs_to_the_current_folder_if_it_is_below(self, tmp_path, monkeypatch):
        found = self.at(monkeypatch, tmp_path / "other", tmp_path / "other/a/note.md")
        assert found.path == tmp_path / "other"
        assert found.reason.startswith("it is the current folder, and neither")
        assert self.at(monkeypatch, tmp_path / "other", Path("a/note.md")).path == tmp_path / "other"
        assert self.at(monkeypatch, tmp_path / "home/notes", Path("a/note.md")).path == tmp_path / "home/notes"
        assert self.at(monkeypatch, tmp_path / "other/a", Path("note.md")).path == tmp_path / "other/a"

    def test_belongs_to_its_own_folder_otherwise(self, tmp_path, monkeypatch):
        assert self.at(monkeypatch, tmp_path / "home/notes", "../../other/a/note.md").path == tmp_path / "other/a"
        assert self.at(monkeypatch, tmp_path / "other/a", tmp_path / "home/notes/a/note.md").path.name == "a"
        (tmp_path / "oth").mkdir()
        assert self.at(monkeypatch, tmp_path / "oth", "../other/a/note.md").path == tmp_path / "other/a"

    @pytest.mark.parametrize("current", ["home", ".", "/"])
    def test_never_belongs_to_the_home_folder_or_one_above(self, tmp_path, monkeypatch, current):
        found = self.at(monkeypatch, tmp_path / current, tmp_path / "home/notes/a/note.md")
        assert found.path == tmp_path / "home/notes/a"

    def test_never_belongs_to_the_home_folder_by_its_real_path(self, tmp_path, monkeypatch):
        (tmp_path / "link").symlink_to("home")
        monkeypatch.setenv("HOME", str(tmp_path / "link"))
        assert self.at(monkeypatch, tmp_path / "link", "notes/a/note.md").path == tmp_path / "home/notes/a"

    def test_never_belongs_to_the_root_of_the_file_system(self, tmp_path, monkeypatch):
        monkeypatch.setenv("HOME", "~")
        assert self.at(monkeypatch, "/", tmp_path / "other/a/note.md").path == tmp_path / "other/a"

    def test_may_have_no_current_folder(self, tmp_path, monkeypatch):
        (tmp_path / "gone").mkdir()
        monkeypatch.chdir(tmp_path / "gone")
        (tmp_path / "gone").rmdir()
        assert find_root(tmp_path / "other/a/note.md").path == tmp_path / "other/a"

    def test_a_folder_is_its_own_root(self, tmp_path, monkeypatch):
        assert self.at(monkeypatch, tmp_path / "other", Path("a")).path == tmp_path / "other/a"


class TestMarker:
    @pytest.mark.parametrize("file", [".obsidian", "logseq/", "logseq/pages-metadata.edn", ".foam", ".git/", "note.md"])
    def test_is_no_other_file(self, tmp_path, file):
        assert find_marker(write(tmp_path / "vault", [file])) is None

    @pytest.mark.parametrize("text", ["[tool.wikilsp]", "[tool.wikilsp.links]", "tool.wikilsp.preset = 'foam'"])
    def test_is_a_project_file_with_settings(self, tmp_path, text):
        assert find_marker(write(tmp_path / "vault", {"pyproject.toml": text})) == "pyproject.toml"

    @pytest.mark.parametrize(
        "text", ["", "[tool.other]", "tool = 'wikilsp'", "name = '[tool.wikilsp]'", "\udcff wikilsp ["]
    )
    def test_is_no_other_project_file(self, tmp_path, text):
        files = {"pyproject.toml": text.encode(errors="surrogateescape")}
        assert find_marker(write(tmp_path / "vault", files)) is None

    def test_is_a_broken_project_file_only_if_it_has_the_header(self, tmp_path):
        assert find_marker(write(tmp_path / "a", {"pyproject.toml": "[wikilsp\nx ="})) is None
        assert find_marker(write(tmp_path / "b", {"pyproject.toml": "x =\n[tool.wikilsp]\n"})) == "pyproject.toml"

    def test_is_nothing_inaccessible(self, tmp_path, monkeypatch):
        write(tmp_path / "vault", {".obsidian/": "", "a/pyproject.toml": "[tool.wikilsp]"})
        refuse(monkeypatch, "open", tmp_path / "vault/a/pyproject.toml")
        assert find_marker(tmp_path / "vault/a") is None
        assert find_root(tmp_path / "vault/a").path == tmp_path / "vault"


class TestSettings:
    def test_are_the_defaults_without_a_file(self, tmp_path):
        assert read_settings(tmp_path, CODES).dialect == Dialect(filenames="plain")

    def test_are_in_their_own_file(self, tmp_path):
        write(tmp_path, {".wikilsp.toml": "tags.numeric = true"})
        assert read_settings(tmp_path, CODES).dialect.numeric_tags

    def test_are_in_the_project_file(self, tmp_path):
        write(tmp_path, {"pyproject.toml": "[tool.wikilsp]\ntags.numeric = true"})
        assert read_settings(tmp_path, CODES).dialect.numeric_tags

    def test_are_in_their_own_file_if_both_exist(self, tmp_path):
        write(tmp_path, {"pyproject.toml": "[tool.wikilsp]\ntags.numeric = true", ".wikilsp.toml": ""})
        assert not read_settings(tmp_path, CODES).dialect.numeric_tags

    def test_are_in_the_given_file(self, tmp_path):
        write(tmp_path, {".wikilsp.toml": "bogus", "other/strict.toml": "tags.numeric = true"})
        assert read_settings(tmp_path, CODES, tmp_path / "other/strict.toml").dialect.numeric_tags

    def test_are_in_the_given_project_file(self, tmp_path):
        write(tmp_path, {"other/pyproject.toml": "[tool.wikilsp]\ntags.numeric = true"})
        assert read_settings(tmp_path, CODES, tmp_path / "other/pyproject.toml").dialect.numeric_tags

    def test_may_start_with_a_byte_order_mark(self, tmp_path):
        write(tmp_path, {".wikilsp.toml": "\ufefftags.numeric = true"})
        assert read_settings(tmp_path, CODES).dialect.numeric_tags

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (b"\n\nbogus = 1", "3: no setting is named “bogus”"),
            (b"# caf\xc3\xa9\n# caf\xe9", "2: this is not UTF-8; save the file as UTF-8"),
        ],
    )
    def test_that_are_invalid_name_the_file_and_the_line(self, tmp_path, content, message):
        write(tmp_path, {".wikilsp.toml": content})
        with pytest.raises(SettingsError) as caught:
            read_settings(tmp_path, CODES)
        assert str(caught.value).startswith(f"{tmp_path / '.wikilsp.toml'}:{message}")

    def test_in_a_broken_project_file_are_an_error(self, tmp_path):
        write(tmp_path, {"pyproject.toml": "x =\n[tool.wikilsp]"})
        with pytest.raises(SettingsError, match=r"pyproject\.toml:1: this is not TOML"):
            read_settings(tmp_path, CODES)

    def test_that_are_given_must_exist(self, tmp_path):
        with pytest.raises(SettingsError, match=r"strict\.toml:1: this file cannot be read: No such file"):
            read_settings(tmp_path, CODES, tmp_path / "strict.toml")

    def test_without_the_file_depend_on_the_marker(self, tmp_path):
        write(tmp_path, {"logseq/config.edn": "{:file/name-format :triple-lowbar}", ".wikilsp.toml": "preset ="})
        assert settings_without_file(tmp_path).dialect.preset == "logseq"
        assert settings_without_file(tmp_path).dialect.filenames == "triple-lowbar"
        assert settings_without_file(tmp_path, {"preset": "foam"}).dialect.preset == "foam"


class TestFileNames:
    """The encoding of page names is resolved when the settings are read."""

    @pytest.mark.parametrize(
        ("config", "filenames"),
        [
            ("{:file/name-format :triple-lowbar}", "triple-lowbar"),
            ("{:meta/version 1\n :file/name-format,\n   :triple-lowbar\n}", "triple-lowbar"),
            ("{:file/name-format :legacy}", "legacy"),
            ("{}", "legacy"),
            ("{;; :file/name-format :triple-lowbar\n}", "legacy"),
            ('{:doc ":file/name-format :triple-lowbar"}', "legacy"),
            ('{:sign "; \\" "\n :file/name-format :triple-lowbar}', "triple-lowbar"),
        ],
    )
    def test_of_a_logseq_graph_depend_on_its_configuration(self, tmp_path, config, filenames):
        write(tmp_path, {"logseq/config.edn": config})
        settings = read_settings(tmp_path, CODES)
        assert settings.dialect.filenames == filenames
        assert settings.dialect.preset == "logseq"
        assert settings.severities == default_settings(detect=lambda: "logseq").severities

    def test_of_a_graph_do_not_depend_on_the_preset(self, tmp_path):
        write(tmp_path, {"logseq/config.edn": "{:file/name-format :triple-lowbar}", ".wikilsp.toml": "preset = 'foam'"})
        dialect = read_settings(tmp_path, CODES).dialect
        assert (dialect.preset, dialect.filenames) == ("foam", "triple-lowbar")

    def test_depend_on_the_settings(self, tmp_path):
        write(tmp_path, {"logseq/config.edn": "{}", ".wikilsp.toml": "filenames = 'plain'"})
        assert read_settings(tmp_path, CODES).dialect.filenames == "plain"

    def test_with_an_unreadable_configuration_are_legacy(self, tmp_path, monkeypatch):
        write(tmp_path, {"logseq/config.edn": "{:file/name-format :triple-lowbar}"})
        refuse(monkeypatch, "open", tmp_path / "logseq/config.edn")
        warnings = []
        assert read_settings(tmp_path, CODES, warn=warnings.append).dialect.filenames == "legacy"
        assert warnings == [("logseq/config.edn", "this file cannot be read: Permission denied")]


class TestOddFiles:
    """Irregular files instead of settings and markers."""

    @pytest.mark.parametrize("make", ODD_FILES)
    def test_settings_are_an_error(self, tmp_path, make):
        make(tmp_path / ".wikilsp.toml")
        assert find_root(tmp_path).reason == "it has .wikilsp.toml"
        with pytest.raises(SettingsError) as caught:
            read_settings(tmp_path, CODES)
        assert str(caught.value).startswith(f"{tmp_path}/.wikilsp.toml:1: this file cannot be read: {ODD_FILES[make]}")

    @pytest.mark.parametrize("make", ODD_FILES)
    def test_given_settings_are_an_error(self, tmp_path, make):
        make(tmp_path / "strict.toml")
        with pytest.raises(SettingsError, match=f"this file cannot be read: {ODD_FILES[make]}"):
            read_settings(tmp_path, CODES, tmp_path / "strict.toml")

    @pytest.mark.parametrize("make", ODD_FILES)
    def test_a_project_file_is_reported_and_is_no_marker(self, tmp_path, make):
        write(tmp_path, ["vault/.obsidian/", "vault/a/"])
        make(tmp_path / "vault/a/pyproject.toml")
        root = find_root(tmp_path / "vault/a")
        assert root.path == tmp_path / "vault"
        [(path, message)] = root.problems
        assert path == str(tmp_path / "vault/a/pyproject.toml")
        assert message.startswith(f"this file cannot be read: {ODD_FILES[make]}")

    @pytest.mark.parametrize("name", ["logseq/config.edn", ".marksman.toml"])
    @pytest.mark.parametrize("make", [make for make in ODD_FILES if make is not huge])
    def test_another_marker_file_is_reported_and_is_no_marker(self, tmp_path, make, name):
        write(tmp_path, ["logseq/"])
        make(tmp_path / name)
        root = find_root(tmp_path)
        assert ".git" in root.reason
        [(path, message)] = root.problems
        assert path == str(tmp_path / name)
        assert message.startswith(f"this file cannot be read: {ODD_FILES[make]}")

    def test_a_huge_logseq_configuration_is_reported(self, tmp_path):
        write(tmp_path, ["logseq/"])
        huge(tmp_path / "logseq/config.edn")
        warnings = []
        assert read_settings(tmp_path, CODES, warn=warnings.append).dialect.filenames == "legacy"
        assert warnings == [("logseq/config.edn", "this file cannot be read: it is larger than 2,000,000 bytes")]

    @pytest.mark.parametrize("make", ODD_FILES)
    def test_a_file_instead_of_a_marker_folder_is_no_marker(self, tmp_path, make):
        make(tmp_path / ".obsidian")
        assert (find_marker(tmp_path) is None) == (make is not folder)


class TestBrokenProjectFile:
    """The `pyproject.toml` of another tool is ignored, even if it is broken."""

    @pytest.mark.parametrize(
        ("broken", "line", "message"),
        [
            ("x =", 2, "this is not TOML: invalid value"),
            ("x = " + "1" * 5_000, 2, "this TOML cannot be read: a number or name is longer than 1,000 characters"),
            ("x = 1\n" + "a." * 12_000 + "a = 1", 3, "this TOML cannot be read: a key has more than 20 parts"),
            ("x = " + "[" * 100_000, 2, "this TOML cannot be read: its brackets are nested too deeply"),
        ],
    )
    def test_is_reported_if_it_mentions_wikilsp(self, tmp_path, broken, line, message):
        write(tmp_path, {"pyproject.toml": f'needs = ["wikilsp"]\n{broken}'})
        root = find_root(tmp_path)
        assert ".git" in root.reason
        [(path, warning)] = root.problems
        assert path == str(tmp_path / "pyproject.toml")
        assert warning == f"this file is not searched for wikilsp settings, since in line {line} {message}"
        assert read_settings(tmp_path, CODES).dialect == Dialect(filenames="plain")

    def test_is_skipped_if_it_does_not(self, tmp_path):
        write(tmp_path, {"pyproject.toml": "x = " + "1" * 5_000})
        assert find_root(tmp_path).problems == ()


class TestHostileConfiguration:
    """A `logseq/config.edn` that takes quadratic time with a backtracking matcher."""

    @pytest.mark.parametrize(
        "text",
        [
            '{:a "' + '\\"' * 500_000,
            '"\\' * 500_000,
            '"' * 999_999,
            "{" * 900_000,
            "[" * 900_000,
            ";" * 900_000,
            ":file/name-format" + " " * 900_000,
            (":file/name-format" + " " * 1_000) * 900,
            ":file/name-format :" * 50_000,
            ':journals-directory "' * 40_000,
            '{:journal/page-title-format "' + '\\"' * 400_000,
            (':journal/file-name-format "\\"' + " " * 1_000) * 800,
        ],
    )
    def test_has_no_format(self, tmp_path, text):
        write(tmp_path, {"logseq/config.edn": text})
        script = (
            "import sys; from pathlib import Path; from wikilsp.disk.root import read_settings;"
            "print(read_settings(Path(sys.argv[1]), ()).dialect.filenames)"
        )
        result = subprocess.run([sys.executable, "-c", script, tmp_path], capture_output=True, check=True, timeout=60)
        assert result.stdout == b"legacy\n"

    def test_a_quote_character_literal_opens_no_string(self, tmp_path):
        write(tmp_path, {"logseq/config.edn": '{:quote \\" :file/name-format :triple-lowbar}'})
        assert read_settings(tmp_path, CODES).dialect.filenames == "triple-lowbar"
