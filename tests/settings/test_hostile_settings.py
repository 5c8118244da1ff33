"""Hostile settings are either loaded or an error on their line, in linear time."""

import sys

import pytest
from loading import CODES, load

from wikilsp.settings import SettingsError
from wikilsp.settings.lines import DEEPEST, LONGEST_WORD, MOST_PARTS
from wikilsp.settings.load import option_problems

SIZE = '“files.max-size” must be a number of bytes or a size such as "5 MB", at most 100 MB'
WORDS = "“properties.max-key-words” must be an integer from 1 to 1,000"
TOO_LONG = f"this TOML cannot be read: a number or name is longer than {LONGEST_WORD:,} characters"
TOO_DEEP = "this TOML cannot be read: its brackets are nested too deeply"
TOO_MANY_PARTS = f"this TOML cannot be read: a key has more than {MOST_PARTS} parts"


def errors(text, **options):
    """Return the lines and messages of the error of a text, an empty list if it is loaded."""
    try:
        load(text, **options)
    except SettingsError as error:
        return [(error.line, error.message), *error.also]
    return []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("files.max-size = " + "1" * 5_000, TOO_LONG),
        ("files.max-size = -" + "1" * 5_000, TOO_LONG),
        ("files.max-size = 0x" + "f" * 5_000, TOO_LONG),
        ("files.max-size = 1" + "_1" * 5_000, TOO_LONG),
        ("files.max-size = 1e" + "1" * 5_000, TOO_LONG),
        ("exclude = [[" + "1" * 5_000 + "]]", TOO_LONG),
        ("a" * 5_000 + " = 1", TOO_LONG),
        ("files.max-size = 1" + "0" * 400, SIZE),
        ("files.max-size = 100_000_001", SIZE),
        ("files.max-size = 0x" + "f" * 900, SIZE),
        ("files.max-size = inf", SIZE),
        ("files.max-size = nan", SIZE),
        ("files.max-size = 1e400", SIZE),
        ('files.max-size = "1 GB"', f"{SIZE}, not “1 GB”"),
        (f'files.max-size = "1{"0" * 400} GB"', f"{SIZE}, not “1{'0' * 99}…”"),
        (f'files.max-size = "1{" " * 100_000}x"', f"{SIZE}, not “1{' ' * 99}…”"),
        (f"properties.max-key-words = {2**70}", WORDS),
        ("properties.max-key-words = 1001", WORDS),
        ("properties.max-key-words = nan", WORDS),
        ("a." * 12_000 + "a = 1", TOO_MANY_PARTS),
        ("[" + "a." * 12_000 + "a]", TOO_MANY_PARTS),
        ("[[" + "a . " * 12_000 + "a]]", TOO_MANY_PARTS),
        ("links = {" + "'a'.\"a\"." * 12_000 + "a = 1}", TOO_MANY_PARTS),
        ("exclude = " + "[" * 100_000, TOO_DEEP),
        ("exclude = " + "[" * 100_000 + "]" * 100_000, TOO_DEEP),
        ("links = " + "{a = " * 40_000, TOO_DEEP),
        ("links = " + "[{a = " * 40_000, TOO_DEEP),
        (f'new-notes.folder = "{"a/" * 2_000}"', None),
        ('new-notes.folder = "a\\u0000"', None),
        ('new-notes.template = "a\\nb"', None),
        (f'exclude = ["{"*a" * 600}"]', f"“{'*a' * 50}…” is longer than 1,000 characters"),
        (f'ignore-targets = ["{"*a" * 600}"]', f"“{'*a' * 50}…” is longer than 1,000 characters"),
        (f"exclude = {['*a'] * 10_000}", "“exclude” is longer than 20,000 characters in total"),
        (f"ignore-targets = {[''] * 30_000}", "“ignore-targets” is longer than 20,000 characters in total"),
        (
            f"properties.list-keys = {['k'] * 20_000}",
            "“properties.list-keys” is longer than 20,000 characters in total",
        ),
        (f'"{"a" * 100_000}" = 1', None),
        (
            f'[per-file-ignores]\n"a" = ["{"x" * 100_000}"]',
            f"no rule is named “{'x' * 100}…”; `wikilsp rule` lists them all",
        ),
        ('x = "' + "\\q" * 100_000, None),
        ('x = """' + '\\"""' * 50_000, None),
        ("x = '''" + "''x" * 50_000, None),
        ('"' * 100_001, None),
        ("a = 2020-99-99", None),
        ("a = \x00", None),
    ],
)
def test_is_an_error_on_its_line(text, message):
    line = text.count("\n", 0, 40) + 3
    [(at, actual)] = errors(f"# one\npreset = 'foam'\n{text}")
    assert at == line
    assert actual == message or (message is None and len(actual) < 400)


@pytest.mark.parametrize(
    "text",
    [
        f"exclude = {['*a' * 14 + 'b']}",
        f"ignore-targets = {['*n' * 400 + 'b']}",
        f"exclude = {'[' * 1}{', '.join(repr(f'name-{number}') for number in range(1_500))}]",
        "files.max-size = '100 MB'",
        "# " + "[" * 100_000 + "\n# " + "a." * 100_000 + "1" * 5_000,
        f"ignore-targets = ['{'.' * 900}', '{'[' * 900}', '{'1' * 900}']",
        f'ignore-targets = [\n\'\'\'\n{"a.b" * 300}\n[x]\n\'\'\', """{"[" * 900}""""]',
    ],
)
def test_settings_that_only_look_hostile_are_loaded(text):
    assert errors(text) == []


@pytest.mark.parametrize("closed", ["]" * DEEPEST, ""])
def test_brackets_may_be_nested_up_to_the_limit(closed):
    [(_, message)] = errors("exclude = " + "[" * DEEPEST + closed)
    assert message != TOO_DEEP


def test_a_key_may_have_as_many_parts_as_the_limit():
    key = ".".join("a" * MOST_PARTS)
    assert errors(f"[tool.other]\n{key} = 1\n[tool.wikilsp]\npreset = 'foam'", table=("tool", "wikilsp")) == []


class TestMany:
    def test_up_to_twenty_problems_are_reported(self):
        found = errors("".join(f"unknown-{number} = 1\n" for number in range(1_000)))
        assert [line for line, _ in found] == list(range(1, 22))
        assert found[0][1].startswith("no setting is named “unknown-0”; expected one of preset")
        assert found[20][1] == "only the first 20 problems are listed"

    @pytest.mark.parametrize(
        "line",
        [
            "unknown-{} = 1",
            "[unknown-{}]",
            "links.unknown-{} = 1",
            'per-file-ignores."{}" = ["nothing"]',
            "rules.unknown-{} = 'off'",
            "exclude-{} = {{ a.b.c = [1, 2, 3] }}",
        ],
    )
    def test_twice_as_many_take_twice_the_steps(self, line):
        def text(number):
            return "\n".join(line.format(each) for each in range(number))

        errors(text(10))  # import everything first
        once, twice = (steps(errors, text(number)) for number in (500, 1_000))
        assert twice < 2.2 * once

    def test_up_to_twenty_problems_of_editor_options_are_reported(self):
        assert len(option_problems({f"unknown-{number}": 1 for number in range(1_000)}, CODES)) == 20


def steps(function, *arguments):
    """Return the number of calls that a function makes, in Python and in C."""
    count = 0

    def note(_frame, event, _argument):
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        function(*arguments)
    finally:
        sys.setprofile(before)
    return count


class TestOptionsOfAnEditor:
    """JSON can express what TOML cannot."""

    @pytest.mark.parametrize(
        ("written", "message"),
        [
            ({"exclude": ["\ud800"]}, "“exclude” contains half of a character, an unpaired surrogate"),
            (
                {"ignore-targets": ["a", "\udfff"]},
                "“ignore-targets” contains half of a character, an unpaired surrogate",
            ),
            (
                {"per-file-ignores": {"\ud800": ["missing-note"]}},
                "“per-file-ignores” contains half of a character, an unpaired surrogate",
            ),
            (
                {"properties": {"list-keys": ["\ud800"]}},
                "“properties.list-keys” contains half of a character, an unpaired surrogate",
            ),
            (
                {"new-notes": {"folder": "\ud800"}},
                "“new-notes.folder” contains half of a character, an unpaired surrogate",
            ),
            ({"files": {"max-size": float("inf")}}, SIZE),
            ({"files": {"max-size": 10**4_000}}, SIZE),
            ({"properties": {"max-key-words": float("nan")}}, WORDS),
            ({"links": None}, "“links” must be a table"),
        ],
    )
    def test_are_validated(self, written, message):
        assert option_problems(written, CODES) == [message]

    @pytest.mark.parametrize("kind", [dict, list])
    def test_may_be_nested_deeply(self, kind):
        deep = kind()
        for _ in range(10_000):
            deep = {"links": deep} if kind is dict else [deep]
        assert (
            len(option_problems({"links": deep, "exclude": deep, "rules": deep, "files": {"max-size": deep}}, CODES))
            >= 3
        )

    def test_may_have_any_other_character(self):
        assert option_problems({"exclude": ["é😀\u2028"], "per-file-ignores": {"漢字": ["missing-note"]}}, CODES) == []
