import json

from found import diagnostic, found

from wikilsp.finding import Fix, Related
from wikilsp.report.as_json import format_json
from wikilsp.text import Edit, Span

A = "see [[b]]\n"
B = "one\ntwo\n"


def test_the_complete_shape():
    fix = Fix(
        "Write “bee”",
        safe=False,
        edits={"b.md": (Edit(Span(4, 7), "2"),), "a.md": (Edit(Span(6, 7), "bee"),)},
        create=("new/bee.md",),
    )
    related = (Related("b.md", Span(0, 3), "it is here"),)
    findings = found({"a.md": A, "b.md": B}, diagnostic("a.md", A, "b", "no note", fixes=(fix,), related=related))
    assert json.loads(format_json(findings)) == [
        {
            "code": "some-rule",
            "severity": "warning",
            "message": "no note",
            "filename": "notes/a.md",
            "location": {"row": 1, "column": 7},
            "end_location": {"row": 1, "column": 8},
            "fixes": [
                {
                    "title": "Write “bee”",
                    "safe": False,
                    "guess": False,
                    "edits": [
                        {
                            "filename": "notes/a.md",
                            "location": {"row": 1, "column": 7},
                            "end_location": {"row": 1, "column": 8},
                            "content": "bee",
                        },
                        {
                            "filename": "notes/b.md",
                            "location": {"row": 2, "column": 1},
                            "end_location": {"row": 2, "column": 4},
                            "content": "2",
                        },
                    ],
                    "create": ["notes/new/bee.md"],
                }
            ],
        }
    ]


def test_no_findings_are_an_empty_array():
    assert format_json([]) == b"[]\n"
