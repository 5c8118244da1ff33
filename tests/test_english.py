"""A fence against relapses into the worst English. It does not define good English."""

import ast
import io
import re
import tokenize
from inspect import cleandoc
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "wikilsp"
FENCED = [
    "codes.py",
    "finding.py",
    "lint.py",
    "report/rule_page.py",
    "rule.py",
    "rules",
    "server",
    "targets.py",
    "wording.py",
]
"""Files and folders of the package whose prose has been rewritten."""

MODULES = sorted(
    path.relative_to(SOURCE).as_posix()
    for name in FENCED
    for path in ([SOURCE / name] if name.endswith(".py") else (SOURCE / name).rglob("*.py"))
)
RELAPSE = re.compile(
    r"\b(?:the begin|begin of|behind|who asks|somebody|a person|(?:is|are|was|were) told|(?:that|those) of|what is"
    r"|knows (?:no|nothing)|slip of the pen|goes with it)\b",
    re.IGNORECASE,
)
BAD_OPENING = re.compile(r"(?:Gives?|Tells?|Says?|What) ")
PREDICATE_OPENING = re.compile(r"Whether |Return True if ")
EXAMPLE_LINE = re.compile(r"^    .*$", re.MULTILINE)


def relapses(source):
    """Return the line and the offending words of each relapse in a module's source."""
    tree = ast.parse(source)
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found += [(node.lineno, words) for words in RELAPSE.findall(EXAMPLE_LINE.sub("", cleandoc(node.value)))]
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            summary = cleandoc(node.value.value).partition("\n")[0]
            found += [(node.lineno, summary)] if BAD_OPENING.match(summary) or summary.endswith("?") else []
        if isinstance(node, ast.FunctionDef) and node.returns and ast.unparse(node.returns) == "bool":
            doc = ast.get_docstring(node)
            found += [(node.lineno, doc)] if doc and not PREDICATE_OPENING.match(doc) else []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            found += [(token.start[0], words) for words in RELAPSE.findall(token.string)]
    return found


@pytest.mark.parametrize("module", MODULES)
def test_does_not_relapse(module):
    assert relapses((SOURCE / module).read_text("utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        '"""Give the notes."""',
        '"""What a rule is."""',
        '"""The notes. Knows nothing of rules."""',
        'def f():\n    """Is this a note?"""',
        'class Note:\n    path: str\n    """Tell the path."""',
        'def f() -> bool:\n    """Check a note."""',
        'message = "the begin of the note"',
        'message = f"the label behind {name}"',
        "x = 1  # what somebody has typed",
        "# of the two, that of the note",
    ],
)
def test_the_fence_holds(source):
    assert len(relapses(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        '"""Return the notes."""',
        'def f() -> bool:\n    """Whether a note exists."""',
        'def f() -> bool:\n    """Return True if a note exists."""',
        "def f() -> bool: ...",
        '"""Link without a target.\n\n## Bad\n    What is behind [[]]?\n"""',
        "note_behind = 1  # the beginning of the note",
    ],
)
def test_plain_english_passes(source):
    assert relapses(source) == []
