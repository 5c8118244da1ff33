"""Settings that mean harm are an error at their line, or are read; nothing takes more than a look at each character."""

import sys

import pytest
from loading import CODES, load

from wikilsp.settings import SettingsError, option_problems
from wikilsp.settings.lines import DEEPEST, LONGEST_WORD, MOST_PARTS

SIZE = '“files.max-size” must be a number of bytes or a size such as "5 MB", 100 MB at most'
WORDS = "“properties.max-key-words” must be a whole number from 1 to 1,000"
TOO_LONG = f"this TOML cannot be read: a number or name is longer than {LONGEST_WORD:,} characters"
TOO_DEEP = "this TOML cannot be read: its brackets are nested too deep"
TOO_MANY_PARTS = f"this TOML cannot be read: a key has more than {MOST_PARTS} parts"


def errors(text, **given):
    """The lines and messages of the error of a text; none if it is read."""
    try:
        load(text, **given)
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
        (f"exclude = {['*a'] * 10_000}", "“exclude” is longer than 20,000 characters in all"),
        (f"ignore-targets = {[''] * 30_000}", "“ignore-targets” is longer than 20,000 characters in all"),
        (f"properties.list-keys = {['k'] * 20_000}", "“properties.list-keys” is longer than 20,000 characters in all"),
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
def test_is_an_error_at_its_line(text, message):
    line = text.count("\n", 0, 40) + 3
    [(at, told)] = errors(f"# one\npreset = 'foam'\n{text}")
    assert at == line
    assert told == message or (message is None and len(told) < 400)


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
def test_what_only_looks_like_it_is_read(text):
    assert errors(text) == []


@pytest.mark.parametrize("closed", ["]" * DEEPEST, ""])
def test_brackets_may_be_nested_up_to_the_limit(closed):
    [(_, message)] = errors("exclude = " + "[" * DEEPEST + closed)
    assert message != TOO_DEEP


def test_a_key_may_have_as_many_parts_as_the_limit():
    key = ".".join("a" * MOST_PARTS)
    assert errors(f"[tool.other]\n{key} = 1\n[tool.wikilsp]\npreset = 'foam'", table=("tool", "wikilsp")) == []


class TestMany:
    def test_problems_are_told_up_to_twenty(self):
        found = errors("".join(f"unknown-{number} = 1\n" for number in range(1_000)))
        assert [line for line, _ in found] == list(range(1, 22))
        assert found[0][1].startswith("no setting is named “unknown-0”; there are preset")
        assert found[20][1] == "more is wrong; these are the first 20 things"

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

        errors(text(10))  # so that all is imported
        once, twice = (steps(errors, text(number)) for number in (500, 1_000))
        assert twice < 2.2 * once

    def test_options_of_an_editor_are_told_up_to_twenty(self):
        assert len(option_problems({f"unknown-{number}": 1 for number in range(1_000)}, CODES)) == 20


def steps(function, *arguments):
    """The number of calls that this takes, in Python and in C."""
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
    """JSON can say what TOML cannot."""

    @pytest.mark.parametrize(
        ("written", "message"),
        [
            ({"exclude": ["\ud800"]}, "“exclude” holds half of a character: a surrogate without the other one"),
            (
                {"ignore-targets": ["a", "\udfff"]},
                "“ignore-targets” holds half of a character: a surrogate without the other one",
            ),
            (
                {"per-file-ignores": {"\ud800": ["missing-note"]}},
                "“per-file-ignores” holds half of a character: a surrogate without the other one",
            ),
            (
                {"properties": {"list-keys": ["\ud800"]}},
                "“properties.list-keys” holds half of a character: a surrogate without the other one",
            ),
            (
                {"new-notes": {"folder": "\ud800"}},
                "“new-notes.folder” holds half of a character: a surrogate without the other one",
            ),
            ({"files": {"max-size": float("inf")}}, SIZE),
            ({"files": {"max-size": 10**4_000}}, SIZE),
            ({"properties": {"max-key-words": float("nan")}}, WORDS),
            ({"links": None}, "“links” must be a table"),
        ],
    )
    def test_are_told(self, written, message):
        assert option_problems(written, CODES) == [message]

    @pytest.mark.parametrize("kind", [dict, list])
    def test_may_be_deep(self, kind):
        deep = kind()
        for _ in range(10_000):
            deep = {"links": deep} if kind is dict else [deep]
        assert (
            len(option_problems({"links": deep, "exclude": deep, "rules": deep, "files": {"max-size": deep}}, CODES))
            >= 3
        )

    def test_of_other_characters_are_fine(self):
        assert option_problems({"exclude": ["é😀\u2028"], "per-file-ignores": {"漢字": ["missing-note"]}}, CODES) == []
