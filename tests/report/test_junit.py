from xml.etree import ElementTree as ET

import pytest
from found import checked, diagnostic, report

from wikilsp.finding import Fix
from wikilsp.report.junit import render
from wikilsp.report.located import Report
from wikilsp.settings import Severity

TEXT = "# One\n🚀 [[b]]\n"


def suites(*arguments, **more):
    """Return the test suites of a report."""
    root = ET.fromstring(render(report(*arguments, **more)))  # noqa: S314 - it is ours
    assert root.tag == "testsuites"
    return root.findall("testsuite")


def test_the_complete_shape():
    fix = Fix("Write “c”", safe=False)
    found = diagnostic("a.md", TEXT, "b", '“b” <not> found & "so"', fixes=(fix,))
    assert render(report({"a.md": TEXT, "b.md": ""}, found)).decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<testsuites name="wikilsp" tests="2" failures="1" errors="0" skipped="0" time="0">\n'
        '  <testsuite name="notes/a.md" tests="1" failures="1" errors="0" skipped="0" time="0">\n'
        '    <testcase classname="notes/a.md" name="2:5 some-rule" file="notes/a.md" line="2" time="0">\n'
        '      <failure type="warning" message="“b” &lt;not&gt; found &amp; &quot;so&quot;">'
        "notes/a.md:2:5: warning[some-rule] “b” &lt;not&gt; found &amp; &quot;so&quot;\n"
        "fix: Write “c”</failure>\n"
        "    </testcase>\n"
        "  </testsuite>\n"
        '  <testsuite name="notes/b.md" tests="1" failures="0" errors="0" skipped="0" time="0">\n'
        '    <testcase classname="notes/b.md" name="no findings" file="notes/b.md" time="0"/>\n'
        "  </testsuite>\n"
        "</testsuites>\n"
    )


def test_the_names_of_the_tests_of_a_note_are_unique():
    [suite] = suites({"a.md": TEXT}, *(diagnostic("a.md", TEXT, marked) for marked in ("b", "b]", "b]]")))
    names = [case.get("name") for case in suite]
    assert names == ["2:5 some-rule", "2:5 some-rule (2)", "2:5 some-rule (3)"]


def test_the_severity_is_the_type():
    [suite] = suites({"a.md": TEXT}, diagnostic("a.md", TEXT, "b", severity=Severity.HINT))
    assert suite.find("testcase/failure").get("type") == "hint"


@pytest.mark.parametrize(
    "text", ["\x00\x01\x08\x0b\x0c\x1f\x7f\x85", "\ufffe\uffff", "a\nb\r\tc", "]]>", "\udc80", "&amp; <!-- ", "##[x]"]
)
def test_any_character_makes_a_report(text):
    path = f"{text}.md"
    [suite] = suites({path: TEXT}, diagnostic(path, TEXT, "b", f"“{text}”", fixes=(Fix(text, safe=True),)))
    assert suite.find("testcase/failure").get("message").startswith("“")
    assert suite.find("testcase").get("classname") == suite.get("name")


def test_no_ci_service_takes_a_message_for_a_command():
    found = diagnostic("##[a].md", TEXT, "b", "##vso[task.x]y")
    shown = render(report({"##[a].md": TEXT}, found))
    assert b"##" not in shown
    [suite] = suites({"##[a].md": TEXT}, found)
    assert suite.get("name") == "notes/##[a].md"
    assert suite.find("testcase/failure").get("message") == "##vso[task.x]y"


def test_without_notes_there_are_no_suites():
    root = ET.fromstring(render(Report([checked({}, [])], [])))  # noqa: S314 - it is ours
    assert (root.get("tests"), list(root)) == ("0", [])
