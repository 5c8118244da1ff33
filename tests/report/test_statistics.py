import json

import pytest
from found import diagnostic

from wikilsp.finding import Fix
from wikilsp.report.statistics import count_findings, counts_json, format_counts
from wikilsp.report.terminal import colored, uncolored
from wikilsp.settings import Severity
from wikilsp.text import Edit, Span

TEXT = "a b c"


def fix(safe=True, path="a.md", **more):  # noqa: FBT002 - a test reads better so
    return Fix("Mend it", safe=safe, edits={path: (Edit(Span(0, 1), "x"),)}, **more)


def finding(code, *fixes, severity=Severity.WARNING):
    return diagnostic("a.md", TEXT, "a", code=code, severity=severity, fixes=fixes)


def test_rules_are_sorted_by_their_number_of_findings():
    found = [finding("b-rule"), *[finding("z-rule", fix())] * 12, finding("a-rule", severity=Severity.HINT)]
    assert list(format_counts(count_findings(found), uncolored)) == [
        "12  warning  z-rule  12 fixable with --fix",
        " 1  hint     a-rule",
        " 1  warning  b-rule",
    ]


@pytest.mark.parametrize(
    ("fixes", "fixable", "unsafe"),
    [
        ([fix()], 1, 0),
        ([fix(safe=False)], 0, 1),
        ([fix(), fix()], 0, 0),
        ([fix(guess=True)], 0, 0),
        ([fix(path="b.md")], 0, 0),
        ([Fix("Create note", safe=False, create=("b.md",))], 0, 0),
        ([], 0, 0),
    ],
)
def test_a_finding_is_fixable_if_the_command_would_fix_it(fixes, fixable, unsafe):
    [count] = count_findings([finding("a-rule", *fixes)])
    assert (count.fixable, count.unsafe_fixable) == (fixable, unsafe)


def test_both_kinds_of_fixes_are_counted():
    counts = count_findings([finding("a-rule", fix()), finding("a-rule", fix(safe=False)), finding("a-rule")])
    assert list(format_counts(counts, uncolored)) == ["3  warning  a-rule  1 fixable with --fix, 1 with --unsafe-fixes"]
    assert json.loads(counts_json(counts)) == [
        {"code": "a-rule", "severity": "warning", "count": 3, "fixable": 1, "unsafe_fixable": 1}
    ]


def test_no_findings_are_no_lines():
    assert list(format_counts([], uncolored)) == []
    assert counts_json([]) == b"[]\n"


def test_color():
    [line] = format_counts(count_findings([finding("a-rule")]), colored)
    assert line == "\x1b[1m1\x1b[0m  \x1b[1;33mwarning\x1b[0m  a-rule"
