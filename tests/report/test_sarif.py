import json
from pathlib import Path

import pytest
from found import checked, diagnostic, report
from jsonschema import Draft4Validator

from wikilsp.finding import Fix, Related
from wikilsp.report import sarif
from wikilsp.report.located import Report
from wikilsp.rules import RULES
from wikilsp.settings import Severity
from wikilsp.text import Edit, Span

SCHEMA = json.loads((Path(__file__).parent.parent / "schemas" / "sarif-schema-2.1.0.json").read_text("utf-8"))
VALIDATOR = Draft4Validator(SCHEMA)
A = "see [[b]]\n🚀 [[c\nd]]\n"
B = "one\ntwo\n"


def finding(path, text, marked, message="it is broken", code="missing-note", **more):
    return diagnostic(path, text, marked, message, code=code, **more)


def run(*arguments, **more):
    """Return the only run of a valid log."""
    log = json.loads(sarif.render(report(*arguments, **more)))
    assert [error.message for error in VALIDATOR.iter_errors(log)] == []
    [only] = log["runs"]
    return only


def test_the_complete_shape_of_a_result():
    fix = Fix(
        "Write “bee”",
        safe=False,
        edits={"b.md": (Edit(Span(4, 7), "2"),), "a.md": (Edit(Span(6, 7), "bee"), Edit(Span(0, 0), "x"))},
    )
    related = (Related("b.md", Span(0, 3), "it is here"),)
    [result] = run({"a.md": A, "b.md": B}, finding("a.md", A, "b", fixes=(fix,), related=related))["results"]
    index = [rule.code for rule in RULES].index("missing-note")

    def location(file, *region):
        names = ("startLine", "startColumn", "endLine", "endColumn")
        return {"artifactLocation": {"uri": file}, "region": dict(zip(names, region, strict=True))}

    def replacement(text, *region):
        return {"deletedRegion": location("", *region)["region"], "insertedContent": {"text": text}}

    assert len(result["partialFingerprints"].pop("wikilsp/v1")) == 32
    assert result == {
        "ruleId": "missing-note",
        "ruleIndex": index,
        "level": "warning",
        "message": {"text": "it is broken"},
        "locations": [{"physicalLocation": location("notes/a.md", 1, 7, 1, 8)}],
        "partialFingerprints": {},
        "relatedLocations": [
            {"physicalLocation": location("notes/b.md", 1, 1, 1, 4), "message": {"text": "it is here"}}
        ],
        "fixes": [
            {
                "description": {"text": "Write “bee”"},
                "artifactChanges": [
                    {
                        "artifactLocation": {"uri": "notes/a.md"},
                        "replacements": [replacement("x", 1, 1, 1, 1), replacement("bee", 1, 7, 1, 8)],
                    },
                    {"artifactLocation": {"uri": "notes/b.md"}, "replacements": [replacement("2", 2, 1, 2, 4)]},
                ],
                "properties": {"safe": False, "guess": False},
            }
        ],
    }


def test_columns_count_code_points_and_lines_end_as_in_notes():
    made = run({"a.md": A}, finding("a.md", A, "c\nd"))
    assert made["columnKind"] == "unicodeCodePoints"
    assert made["newlineSequences"] == ["\r\n", "\r", "\n"]
    region = made["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 2, "startColumn": 5, "endLine": 3, "endColumn": 2}


def test_all_rules_are_described():
    rules = run({"a.md": A})["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.code for rule in RULES]
    for rule in rules:
        assert rule["help"]["text"].startswith(f"# {rule['id']}\n")
        assert rule["help"]["markdown"] == rule["help"]["text"]
        assert 0 < len(rule["shortDescription"]["text"]) < 1024
        assert 0 < len(rule["fullDescription"]["text"]) < 1024
        assert "helpUri" not in rule
    levels = {rule["id"]: rule["defaultConfiguration"] for rule in rules}
    assert levels["missing-note"] == {"level": "warning", "enabled": True}
    assert levels["alias-link"] == {"level": "note", "enabled": True}
    assert levels["link-case"] == {"level": "warning", "enabled": False}


def test_rules_have_an_address_if_the_documentation_has_one(monkeypatch):
    monkeypatch.setattr(sarif, "DOCS_URL", "https://example.org/docs")
    tool = run({"a.md": A})["tool"]["driver"]
    assert tool["informationUri"] == "https://example.org/docs"
    assert tool["rules"][0]["helpUri"] == f"https://example.org/docs/rules/{RULES[0].code}"


@pytest.mark.parametrize(("severity", "level"), [(Severity.ERROR, "error"), (Severity.INFO, "note")])
def test_severities(severity, level):
    [result] = run({"a.md": A}, finding("a.md", A, "b", severity=severity))["results"]
    assert result["level"] == level


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("a b.md", "notes/a%20b.md"),
        ("100%?#.md", "notes/100%25%3F%23.md"),
        ("x:y.md", "notes/x%3Ay.md"),
        ("中.md", "notes/%E4%B8%AD.md"),
        ("a\udcff.md", "notes/a%FF.md"),
    ],
)
def test_names_are_uris(path, uri):
    [result] = run({path: A}, finding(path, A, "b"))["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": uri}


def test_a_note_outside_the_repository_has_an_absolute_uri():
    [result] = run({"a.md": A}, finding("a.md", A, "b"), here="/elsewhere")["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "file:///home/me/notes/a.md"}


def test_fixes_that_create_a_file_and_equal_fixes_are_left_out():
    edit = Fix("Write “x”", safe=True, edits={"a.md": (Edit(Span(6, 7), "x"),)})
    fixes = (edit, edit, Fix("Create note", safe=False, create=("b.md",)))
    [result] = run({"a.md": A}, finding("a.md", A, "b", fixes=fixes))["results"]
    assert [fix["description"]["text"] for fix in result["fixes"]] == ["Write “x”"]
    [result] = run({"a.md": A}, finding("a.md", A, "b", fixes=fixes[2:]))["results"]
    assert "fixes" not in result


def test_no_name_in_a_message_becomes_a_link():
    [result] = run({"a.md": A}, finding("a.md", A, "b", "note “[x](evil:y)” not found"))["results"]
    assert result["message"]["text"] == "note “[x] (evil:y)” not found"


def test_half_characters_make_a_log():
    [result] = run({"a.md": A}, finding("a.md", A, "b", "“\ud800\x1b\x00”"))["results"]
    assert result["message"]["text"] == "“\ud800\x1b\x00”"


def test_without_notes_there_are_no_results():
    log = json.loads(sarif.render(Report([checked({}, [])], [])))
    VALIDATOR.validate(log)
    assert log["runs"][0]["results"] == []
