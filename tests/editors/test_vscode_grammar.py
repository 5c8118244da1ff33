"""The colors that notes have before the server has started."""

import json
import os
import subprocess

import pytest
from drivers import EDITORS, EXTENSION, HERE, PATH, program

LINES = {
    "see [[Two Sides#Facts|the facts]] now": {"Two Sides": "type", "Facts": "property", "the facts": "title"},
    "![[p.png|40]]": {"p.png": "type", "40": "title"},
    "[[n#^id]]": {"n": "type", "id": "property"},
    "[[[x]]]": {"x": "type"},
    "| [[a\\|b]] | #t |": {"a": "type", "b": "title", "#t": "tag"},
    "status:: open": {"status": "property"},
    "- due date:: x": {"due date": "property"},
    "> key:: x": {"key": "property"},
    "a #plant/tree and #中文": {"#plant/tree": "tag", "#中文": "tag"},
    "> [!warning]- Title": {"warning": "callout"},
    "a paragraph ^id-1": {"^id-1": "block-id"},
    "# Heading with [[x]]": {"x": "type"},
    "**bold [[x]]**": {"x": "type"},
    "`[[code]]` and #1984 and a#b": {},
    "[md](b.md#x) <https://x.y/#z>": {},
    "std::vector x::y role::assistant": {},
    "four words in key:: x": {},
    "[[unclosed and [x] y": {},
    "    [[indented]] code": {},
}
FENCE = ["```sh", "[[ -f x ]] #tag", "key:: value", "```"]


@pytest.fixture(scope="module")
def lines(npm, tmp_path_factory):  # noqa: ARG001 - skips the tests without npm
    """The scopes of the pieces of all lines. A blank line keeps each from being part of the block before it."""
    program("code-server", "--version")
    [markdown] = EDITORS.glob(
        "code-server-*/node_modules/code-server/**/markdown-basics/syntaxes/markdown.tmLanguage.json"
    )
    file = tmp_path_factory.mktemp("grammar") / "note.md"
    file.write_text("\n".join([*(f"{line}\n" for line in LINES), *FENCE]), encoding="utf-8")
    command = [program("node", "--version"), HERE / "vscode_grammar.js", EXTENSION, markdown, file]
    environment = os.environ | {"PATH": PATH, "NODE_PATH": str(EXTENSION / "node_modules")}
    return json.loads(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)


@pytest.mark.parametrize("line", LINES)
def test_the_parts_of_a_line_have_their_colors(lines, line):
    pieces = lines[2 * list(LINES).index(line)]
    named = {
        piece: kind
        for piece, scopes in pieces
        for kind in ("type", "property", "title", "tag", "callout", "block-id")
        if any(f".{kind}." in f".{scope}" and "punctuation" not in scope for scope in scopes)
    }
    assert named == LINES[line]


def test_a_fence_has_none_of_them(lines):
    assert lines[-len(FENCE) :] == [[], [], [], []]
