"""The settings of daily notes, from our own settings, else from the app's files."""

import pytest
from folders import write
from odd_files import ODD_FILES

from wikilsp.codes import CODES
from wikilsp.disk.apps import is_deciding
from wikilsp.disk.root import read_settings
from wikilsp.settings import SettingsError

OBSIDIAN = ".obsidian/daily-notes.json"
CONFIG = "logseq/config.edn"
UNUSED = "is not used: "


@pytest.fixture(name="read")
def _read(tmp_path):
    """Return a function that reads the settings of a vault with some files.

    It returns the folder, the formats and the template of daily notes, and the explanations about formats.
    """

    def read_all(files, over=None):
        explanations = []
        settings = read_settings(write(tmp_path, files), CODES, over=over or {}, explain=explanations.append)
        dialect = settings.dialect
        found = [dialect.daily_note_folder, dialect.daily_note_format, settings.daily_note_template]
        if dialect.preset == "logseq":
            found[2:] = [dialect.daily_file_format]
        return tuple(found), [line for line in explanations if UNUSED in line]

    return read_all


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("{}", (None, None, None)),
        ('{"folder": "Daily", "format": "DD.MM.YYYY", "template": "t/day"}', ("Daily", "DD.MM.YYYY", "t/day.md")),
        ('{"folder": "/Daily/x/", "template": "t/day.md"}', ("Daily/x", None, "t/day.md")),
        ('{"folder": "", "format": "", "template": "", "autorun": true}', (None, None, None)),
        ('{"folder": "/", "format": " "}', (None, None, None)),
        ('{"folder": "../x", "template": "a/../../x"}', (None, None, None)),
        ('{"folder": "a/../b/./c", "template": "v1.2"}', ("b/c", None, "v1.2.md")),
        ('{"folder": 3, "format": ["YYYY"], "template": null}', (None, None, None)),
        ('\ufeff{"folder": "Daily"}', ("Daily", None, None)),
        ('{"folder": "a\\u0000b", "template": "t\\nx"}', (None, None, None)),
        ("[]", (None, None, None)),
        ("{", (None, None, None)),
        ('{"folder":' * 100_000, (None, None, None)),
        (b'{"folder": "\xff"}', (None, None, None)),
    ],
    ids=range(14),
)
def test_of_obsidian(read, content, found):
    assert read({OBSIDIAN: content}) == (found, [])


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("{}", (None, None, None)),
        ('{:journals-directory "diary"}', ("diary", None, None)),
        ('{:journal/page-title-format "yyyy-MM-dd EEEE"}', (None, "yyyy-MM-dd EEEE", None)),
        ('{:journal/file-name-format, "yyyyMMdd" :preferred-format :markdown}', (None, None, "yyyyMMdd")),
        ("{:journal/page-title-format\n   \"d 'de' MMM yyyy\"\n}", (None, "d 'de' MMM yyyy", None)),
        ('{;; :journal/page-title-format "yyyy-MM-dd"\n}', (None, None, None)),
        ('{:doc ":journal/page-title-format \\"yyyy-MM-dd\\""}', (None, None, None)),
        ('{:journal/page-title-format "d.M.yyyy" :journal/page-title-format "x"}', (None, "d.M.yyyy", None)),
        ('{:journal/page-title-format :x :journals-directory "../x"}', (None, None, None)),
        ('{:journal/page-title-format ""}', (None, None, None)),
        ('{:journal/page-title-format "a\\"b', (None, None, None)),
    ],
    ids=range(11),
)
def test_of_logseq(read, content, found):
    assert read({CONFIG: content}) == (found, [])


OURS = 'daily-notes = {folder = "ours", format = "YYYYMMDD", template = "ours.md"}\n'


def test_our_own_settings_come_first(read):
    app = {OBSIDIAN: '{"folder": "Daily", "format": "DD.MM.YYYY", "template": "t/day"}'}
    assert read({**app, ".wikilsp.toml": OURS}) == (("ours", "YYYYMMDD", "ours.md"), [])
    assert read({**app, ".wikilsp.toml": 'daily-notes.folder = ""'}) == (("", "DD.MM.YYYY", "t/day.md"), [])
    over = {"daily-notes": {"format": "YYYY/MM-DD"}}
    assert read({**app, ".wikilsp.toml": OURS}, over) == (("ours", "YYYY/MM-DD", "ours.md"), [])


def test_our_own_settings_come_first_in_logseq(read):
    app = {CONFIG: '{:journals-directory "j" :journal/page-title-format "d.M.yyyy" :journal/file-name-format "yyMMdd"}'}
    ours = {".wikilsp.toml": 'daily-notes = {folder = "ours", format = "yyyy-MM-dd"}'}
    assert read({**app, **ours}) == (("ours", "yyyy-MM-dd", "yyMMdd"), [])
    # Its formats have other letters.
    assert read({**app, ".wikilsp.toml": "", OBSIDIAN: '{"folder": "x"}'}) == (("j", "d.M.yyyy", "yyMMdd"), [])


@pytest.mark.parametrize(
    ("files", "explanation"),
    [
        (
            {OBSIDIAN: '{"format": "gggg-[W]ww"}'},
            f"“gggg-[W]ww” of daily notes in {OBSIDIAN} is not used: “gggg” is",
        ),
        ({OBSIDIAN: '{"format": "MM-DD"}'}, f"“MM-DD” of daily notes in {OBSIDIAN} is not used: it has no year"),
        ({CONFIG: '{:journal/page-title-format "YYYY-MM-dd"}'}, f"in {CONFIG} is not used: “YYYY” is none of yyyy"),
        (
            {CONFIG: '{:journal/file-name-format "yyyy_MM"}'},
            f"“yyyy_MM” of daily notes in {CONFIG} is not used: it has",
        ),
        ({".wikilsp.toml": 'daily-notes.format = "yyyy-MM-dd"'}, "in the settings is not used: “yyyy” is none of YYYY"),
        (
            {OBSIDIAN: f'{{"format": "{"-" * 5_000}"}}'},
            f"{'-' * 100}…” of daily notes in {OBSIDIAN} is not used: it",
        ),
    ],
    ids=range(6),
)
def test_a_format_that_cannot_be_used_is_left_out_and_explained(read, files, explanation):
    found, [line] = read(files)
    assert found == (None, None, None)
    assert explanation in line
    assert line.startswith("the format “")


def test_an_unusable_format_of_ours_leaves_the_one_of_the_app(read):
    files = {OBSIDIAN: '{"format": "DD.MM.YYYY"}', ".wikilsp.toml": 'daily-notes.format = "x"'}
    found, explanations = read(files)
    assert found == (None, "DD.MM.YYYY", None)
    assert len(explanations) == 1


@pytest.mark.parametrize("make", ODD_FILES)
def test_an_odd_file_counts_as_missing(read, tmp_path, make):
    write(tmp_path, [".obsidian/"])
    make(tmp_path / OBSIDIAN)
    assert read({}) == ((None, None, None), [])


@pytest.mark.parametrize(("path", "decides"), [(OBSIDIAN, True), (CONFIG, True), ("x/daily-notes.json", False)])
def test_the_files_are_watched(path, decides):
    assert is_deciding(path) == decides


def test_a_wrong_type_is_an_error(read):

    for text, expected in (
        ("daily-notes.format = 3", '“daily-notes.format” must be a format of dates, such as "YYYY-MM-DD"'),
        ('daily-notes.folder = "../x"', "“daily-notes.folder” must be a path relative to the root of the vault"),
        ('daily-notes.formt = "x"', "no setting is named “daily-notes.formt”; did you mean “daily-notes.format”?"),
        (f'daily-notes.format = "{"-" * 201}"', "“daily-notes.format” must be a format of dates"),
    ):
        with pytest.raises(SettingsError, match=expected.replace("(", "\\(").replace("?", "\\?")):
            read({".wikilsp.toml": text})
