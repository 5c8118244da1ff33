"""A fence against relapses into the worst English. It does not define good English."""

import ast
import io
import re
import tokenize
from inspect import cleandoc
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("src", "tests", "benchmarks", "tools")
    for path in (ROOT / folder).rglob("*.py")
    if path != Path(__file__)  # its examples are relapses
)
RELAPSE = re.compile(
    r"\b(?:the begin|begin of|behind|who asks|somebody|a person|(?:is|are|was|were) told|(?:that|those) of|what is"
    r"|knows (?:no|nothing)|slip of the pen|goes with it|done without|not heard|passed over|in one go)\b",
    re.IGNORECASE,
)
BAD_OPENING = re.compile(r"(?:Gives?|Tells?|Says?|What) ")
TEST_NAME = re.compile(r"_(?:asked|begins?|behind|nobody|said|somebody|told|whoever)(?:_|\Z)")
PREDICATE = re.compile(r"Whether |(?:Return|.*\. Return) (?:True|False) (?:if|for) ", re.DOTALL)
"""A predicate, or a command that also returns whether it did something."""
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
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            found += [(node.lineno, words) for words in TEST_NAME.findall(node.name)]
        if isinstance(node, ast.FunctionDef) and node.returns and ast.unparse(node.returns) == "bool":
            doc = ast.get_docstring(node)
            found += [(node.lineno, doc)] if doc and not PREDICATE.match(doc) else []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            found += [(token.start[0], words) for words in RELAPSE.findall(token.string)]
    return found


DOCS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "editors").glob("*/*.md")]
CODE = re.compile(r"```[\s\S]*?```|`[^`\n]*`")


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_docs_do_not_relapse(path):
    words = {each.lower() for each in RELAPSE.findall(CODE.sub("", path.read_text("utf-8")))}
    assert words <= {"what is"}  # which is plain English in “reports what is broken”


def test_the_prose_does_not_relapse():
    found = {module: relapses((ROOT / module).read_text("utf-8")) for module in MODULES}
    assert {module: words for module, words in found.items() if words} == {}


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
        "def test_what_nobody_says(): ...",
        "async def test_who_is_told_of_it(): ...",
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
        'def f() -> bool:\n    """Read a line. Return False if it is blank."""',
        "def f() -> bool: ...",
        '"""Link without a target.\n\n## Bad\n    What is behind [[]]?\n"""',
        "note_behind = 1  # the beginning of the note",
    ],
)
def test_plain_english_passes(source):
    assert relapses(source) == []
