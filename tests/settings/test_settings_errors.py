"""Every error in a settings file names its line, the problem and the remedy."""

import pytest
from loading import load

from wikilsp.settings import SettingsError


def error(text, **options):
    """Return the error of this text as a string."""
    with pytest.raises(SettingsError) as caught:
        load(text, **options)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('presett = "foam"', "no setting is named “presett”; did you mean “preset”?"),
        ("links.resolv = 1", "no setting is named “links.resolv”; did you mean “links.resolve”?"),
        ("tag.numeric = true", "no setting is named “tag”; did you mean “tags”?"),
        ("nested = true", "no setting is named “nested”; did you mean “links.nested”?"),
        ("tags.foo = 1", "no setting is named “tags.foo”; expected one of numeric, multiword"),
        ('rules.mising-note = "off"', "no rule is named “mising-note”; did you mean “missing-note”?"),
        ('rules.zzz = "off"', "no rule is named “zzz”; `wikilsp rule` lists them all"),
        (
            '[per-file-ignores]\na = ["mising_note"]',
            "no rule is named “mising_note”; did you mean “missing-note”?",
        ),
    ],
)
def test_an_unknown_name_comes_with_the_nearest_one(text, message):
    line = text.count("\n") + 1
    assert error(text) == f".wikilsp.toml:{line}: {message}"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("code-lens = false", "code-lens"),
        ("inlay_hints = true", "inlay_hints"),
        ("hover.remote-images = true", "hover"),
        ("[hover]\nimages = true", "hover"),
    ],
)
def test_a_setting_of_the_editor_is_no_setting_of_a_vault(text, name):
    assert f"“{name}” is a setting of the editor, so set it there" in error(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            'preset = "foom"',
            (
                "“preset” must be one of “dataview”, “dendron”, “foam”, “logseq”, “marksman”, “obsidian”, "
                "“silverbullet”, not “foom”; did you mean “foam”?"
            ),
        ),
        ("comments = true", "“comments” must be one of “index”, “skip”"),
        ('tags.numeric = "yes"', "“tags.numeric” must be true or false, not “yes”"),
        ("properties.max-key-words = 0", "“properties.max-key-words” must be an integer from 1 to 1,000"),
        ("properties.max-key-words = true", "“properties.max-key-words” must be an integer from 1 to 1,000"),
        ('exclude = "a/"', '“exclude” must be a list of strings, such as ["one", "two"], not “a/”'),
        ("exclude = [1]", '“exclude” must be a list of strings, such as ["one", "two"]'),
        ("links = 3", "“links” must be a table"),
        ("rules = []", "“rules” must be a table"),
        (
            'rules.alias-link = "warn"',
            "“rules.alias-link” must be one of “error”, “hint”, “info”, “off”, “warning”, not “warn”",
        ),
        (
            'per-file-ignores.a = "alias-link"',
            '“per-file-ignores.a” must be a list of strings, such as ["one", "two"]',
        ),
    ],
)
def test_a_wrong_value_comes_with_what_is_allowed(text, message):
    assert error(text) == f".wikilsp.toml:1: {message}"


@pytest.mark.parametrize("size", ['"big"', '"5 apples"', '"0 MB"', '"1.2.3 MB"', '"-1"', "0", "-5", "1.5", "true"])
def test_an_invalid_size(size):
    expected = '“files.max-size” must be a number of bytes or a size such as "5 MB"'
    assert error(f"files.max-size = {size}").startswith(f".wikilsp.toml:1: {expected}")


@pytest.mark.parametrize("glob", ["", "#notes", "/", "!", "[z-a]", "notes\\\\"])
def test_a_glob_that_cannot_match(glob):
    message = f"“{glob}” cannot match any file".replace("\\\\", "\\")
    assert error(f'exclude = ["ok/", "{glob}"]') == f".wikilsp.toml:1: {message}"
    assert error(f'[per-file-ignores]\n"{glob}" = ["alias-link"]') == f".wikilsp.toml:2: {message}"


def test_a_name_that_is_set_in_both_spellings():
    text = "[files]\nmax-size = 1\nmax_size = 2"
    assert error(text) == ".wikilsp.toml:3: “files.max_size” is set twice: “-” and “_” are equivalent"


def test_all_problems_are_reported_at_once_in_line_order():
    text = 'comments = "x"\n\n[tags]\nnumeric = 1\n[rules]\nmissing-not = "off"'
    assert error(text).split("\n") == [
        ".wikilsp.toml:1: “comments” must be one of “index”, “skip”, not “x”",
        ".wikilsp.toml:4: “tags.numeric” must be true or false",
        ".wikilsp.toml:6: no rule is named “missing-not”; did you mean “missing-note”?",
    ]


def test_the_error_has_source_line_and_message():
    with pytest.raises(SettingsError) as caught:
        load("bogus = 1\nlinks = 2", source="a/b.toml")
    error = caught.value
    assert (error.source, error.line) == ("a/b.toml", 1)
    assert error.message.startswith("no setting is named “bogus”")
    assert error.also == ((2, "“links” must be a table"),)


class TestNotToml:
    @pytest.mark.parametrize(
        ("text", "line", "message"),
        [
            ("\n\npreset =", 3, "this is not TOML: invalid value"),
            ("\n\n[links\nnested = true", 3, "this is not TOML: expected ']' at the end of a table declaration"),
            ("preset = 1\npreset = 2\n\n", 2, "this is not TOML: cannot overwrite a value"),
            ("a = " + "[" * 100_000, 1, "this TOML cannot be read: its brackets are nested too deeply"),
        ],
    )
    def test_is_an_error_at_its_line(self, text, line, message):
        assert error(text) == f".wikilsp.toml:{line}: {message}"


class TestLines:
    """The line of the key that an error is about."""

    @pytest.mark.parametrize(
        "text",
        [
            "[tags]\n# numeric = 1\nnumeric = 1",
            '[ "tags" ]\n\n  "numeric" = 1',
            "\n\ntags.numeric = 1",
            "\n\n'tags' . \"numeric\" = 1",
            "\n\ntags = { multiword = true, numeric = 1 }",
            "[tags]\r\n\r\nnumeric = 1\r\n",
            '[links]\nresolve = "title" # a "comment\n[tags] # another\nnumeric = 1'.replace('title" #', 'title"#'),
        ],
    )
    def test_of_a_key(self, text):
        line = 1 + max(index for index, line in enumerate(text.split("\n")) if "numeric" in line)
        assert error(text) == f".wikilsp.toml:{line}: “tags.numeric” must be true or false"

    def test_in_a_file_of_several_tools(self):
        text = '''
[tool.other]
text = """
[tool.wikilsp]
bogus = 1
"""
other = \'\'\'
[tool.wikilsp.links]
\'\'\'
list = [
    "[tool.wikilsp]",  # "
    "bogus = 1",
]
[tool.wikilsp]
bogus = 2
'''
        assert error(text, table=("tool", "wikilsp")).startswith(".wikilsp.toml:15: no setting is named “bogus”")

    def test_of_a_glob_with_dots(self):
        text = '[per-file-ignores]\n"a.md" = ["alias-link"]\n"b.\\u0063.md" = ["nothing"]'
        assert error(text).startswith(".wikilsp.toml:3: no rule is named “nothing”")

    def test_of_a_value_in_place_of_the_table(self):
        text = "[tool]\nwikilsp = 1"
        assert error(text, table=("tool", "wikilsp")) == ".wikilsp.toml:2: the settings must be a table"


def test_a_wrong_entry_of_a_table_is_reported_on_its_own_line():
    message = error('[per-file-ignores]\n"a" = ["alias-link"]\n"b" = "alias-link"\n')
    assert message.startswith(".wikilsp.toml:3: “per-file-ignores.b” must be a list")


@pytest.mark.parametrize("path", ["/home/me", "../x", "x/../../y", "..", "\\\\share"])
def test_a_path_that_leaves_the_vault(path):
    expected = 'must be a path relative to the root of the vault, such as "notes/new"'
    actual = path.replace("\\\\", "\\")
    assert error(f'new-notes.folder = "{path}"') == f".wikilsp.toml:1: “new-notes.folder” {expected}, not “{actual}”"
