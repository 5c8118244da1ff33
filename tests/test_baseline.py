"""Baselines: their text, and which findings are new."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wikilsp.baseline import Baseline, BaselineError, Entry, decode_baseline, entries_of
from wikilsp.lint import lint
from wikilsp.note import Note
from wikilsp.settings import Dialect, Settings
from wikilsp.syntax.parse import parse
from wikilsp.vault.vault import Vault

HEADER = b'{"wikilsp-baseline":1}\n'
ENTRIES = st.builds(Entry, st.text(), st.text(), st.text())


@given(st.lists(ENTRIES))
def test_what_is_written_can_be_read(entries):
    assert decode_baseline(Baseline(entries).encode()).entries == tuple(sorted(set(entries)))


@given(st.lists(ENTRIES).flatmap(lambda entries: st.tuples(st.just(entries), st.permutations(entries))))
def test_the_text_does_not_depend_on_the_order(both):
    one, other = both
    assert Baseline(one).encode() == Baseline(other).encode()


@given(st.lists(ENTRIES, unique=True))
def test_each_entry_is_one_line_and_the_lines_are_sorted(entries):
    lines = Baseline(entries).encode().split(b"\n")
    assert len(lines) == len(entries) + 2
    assert [decode_baseline(HEADER + line).entries for line in lines[1:-1]] == [(entry,) for entry in sorted(entries)]


@given(st.binary())
def test_anything_else_is_an_error(data):
    for text in (data, HEADER + data):
        try:
            decode_baseline(text)
        except BaselineError:
            continue
        assert text.startswith(b"{")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "line 1 is not the header of a baseline"),
        (b"[]", "line 1 is not the header of a baseline; resolve conflicts"),
        (b'{"wikilsp-baseline":2}\n', "written by another version"),
        (HEADER + b"\n<<<<<<< HEAD\n", "line 3 cannot be read, since it is no entry of a baseline; resolve conflicts"),
        (HEADER + b'{"path":"a.md","code":"x"}\n', "line 2 cannot be read"),
        (HEADER + b'{"path":"a.md","code":"x","fingerprint":1}\n', "line 2 cannot be read"),
        (HEADER + b"\xff\n", "line 2 cannot be read"),
    ],
)
def test_an_error_names_the_line_and_the_remedy(text, message):
    with pytest.raises(BaselineError, match=message):
        decode_baseline(text)


def test_other_line_ends_and_equal_lines_are_accepted():
    line = b'{"path":"a.md","code":"x","fingerprint":"1"}\r\n'
    baseline = decode_baseline(HEADER.replace(b"\n", b"\r\n") + line + b"\r\n" + line)
    assert baseline.encode() == HEADER + line.replace(b"\r", b"")


def new_places(before, after):
    """Return where the findings are in a note `a.md` that a baseline of its text `before` lacks, as offsets."""

    def findings(text):
        vault = Vault(Settings(), [Note("a.md", parse(text, Dialect()))])
        return lint(vault, vault.notes["a.md"])

    baseline = Baseline(entries_of(findings(before), {"a.md": before}.get))
    return [found.finding.span.start for found in baseline.new("a.md", after, findings(after))]


@pytest.mark.parametrize(
    ("before", "after", "new"),
    [
        ("[[x]]", "[[x]]", []),
        ("[[x]]", "\n\nmoved [[x]] there", []),
        ("[[x y]] [[ä]]", "[[x  y]] [[a\u0308]]", []),
        ("[[x]]", "[[x]] [[x]]", [8]),
        ("[[x]] [[x]]", "[[x]] [[x]] [[x]]", [14]),
        ("[[x]] [[x]]", "[[x]]", []),
        ("[[x]]", "[[X]]", [2]),
        ("[[x]]", "[[y]] [[x]]", [2]),
        ("", "[[x]]", [2]),
    ],
)
def test_what_is_new(before, after, new):
    assert new_places(before, after) == new
