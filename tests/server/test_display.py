"""Displayed text from a vault contains no invisible characters and no changes of direction, in any answer.

Text to insert, to filter by or to send back is not changed.
"""

import re

import pytest
from columns import position_of
from counted_server import CountedServer
from lsprotocol import types as lsp

from wikilsp.server.requests import method_handlers
from wikilsp.server.strictness import strict_converter
from wikilsp.visible import has_invisible

UNSEEN = "\u202e\u061c\u200f\U000e0041"
IN_TAG = "\u061c\U000e0041"
"""Invisible characters that do not end a tag; general punctuation, which most of them belong to, does."""

NOTE = f"""---
aliases: [al{UNSEEN}ias]
ke{UNSEEN}y: va{UNSEEN}lue
status: wi{UNSEEN}ld
---
# Ti{UNSEEN}tle

status:: wo{UNSEEN}rth

Inline [other:: mo{UNSEEN}re] #ta{IN_TAG}g [a{UNSEEN}](pic{UNSEEN}ture.png) `co{UNSEEN}de` [[me]]

## He{UNSEEN}ading

A para{UNSEEN}graph ^block

Other para{UNSEEN}graph, me and me.
"""
ME = f"""---
ke{UNSEEN}y: va{UNSEEN}lue
tags: [ta{IN_TAG}g]
---
# Me{UNSEEN}

[[n{UNSEEN}ote]] [[n{UNSEEN}ote|te{UNSEEN}xt]] [[al{UNSEEN}ias]] [[mis{UNSEEN}sing]] ![[pic{UNSEEN}ture.png]]
[la{UNSEEN}bel](n{UNSEEN}ote.md) #ta{IN_TAG}g [[n{UNSEEN}ote#He{UNSEEN}ading]] [[n{UNSEEN}ote#^block]] n{UNSEEN}ote
[[n{UNSEEN}ote#no{UNSEEN}ne]] [[n{UNSEEN}ote#^no{UNSEEN}ne]] [[#^own{UNSEEN}]] <https://a.org/{UNSEEN}> [ref{UNSEEN}]

[ref{UNSEEN}]: n{UNSEEN}ote.md "ti{UNSEEN}tle"

status:: wo{UNSEEN}rth

A para{UNSEEN}graph ^own
"""
FILES = {"me.md": ME, f"n{UNSEEN}ote.md": NOTE, f"pic{UNSEEN}ture.png": ""}
TYPED = [
    "[[",
    "[[n",
    "![[",
    "[[##He",
    "[[^^b",
    f"[[n{UNSEEN}ote#",
    f"[[n{UNSEEN}ote#^",
    f"[[n{UNSEEN}ote|",
    "[x](",
    f"[x](n{UNSEEN}ote.md#",
    "#ta",
    "status:: ",
]
RAW_MEMBERS = {"arguments", "changes", "data", "documentChanges", "edit", "filterText", "target", "textEdit", "uri"}
"""Members of answers that are inserted, filtered by, or sent back."""
RENAME_MEMBERS = {"placeholder"}
QUOTING_MEMBERS = {"value", "documentation"}
"""Members that quote a note; directional marks stay, as in reports."""


def members(answer, name=""):
    """Yield each text of an answer with the name of its innermost member."""
    if isinstance(answer, str):
        yield name, answer
    elif isinstance(answer, list):
        for each in answer:
            yield from members(each, name)
    elif isinstance(answer, dict):
        for key, each in answer.items():
            yield from members(each, key) if key not in RAW_MEMBERS else ((key, text) for _, text in members(each))


class Session:
    """Sends every request about the open note; `answers` pairs each method with its answer."""

    def __init__(self, served):
        self.served = served
        self.document = {"textDocument": {"uri": served.uri}}
        self.positions = [position_at(served, at) for at in range(0, len(served.text), 2)]
        self.whole = {"start": self.positions[0], "end": position_at(served, len(served.text))}
        self.answers = []

    def request(self, method, **params):
        answer = self.served.request(method, **params)
        self.answers.append((method, answer))
        return answer or []

    def request_for_note(self, method, **params):
        return self.request(f"textDocument/{method}", **self.document, **params)

    def send_note_requests(self):
        for method in ("documentSymbol", "foldingRange", "semanticTokens/full", "diagnostic"):
            self.request_for_note(method)
        self.request_for_note("semanticTokens/full/delta", previousResultId="none")
        for method in ("inlayHint", "semanticTokens/range"):
            self.request_for_note(method, range=self.whole)
        self.request_for_note("selectionRange", positions=self.positions[:3])
        for query in ("", "n", "Ti", "He", "ta", "al"):
            self.request("workspace/symbol", query=query)
        move = {"oldUri": self.served.uri, "newUri": self.served.uri.replace("me.md", "moved.md")}
        self.request("workspace/willRenameFiles", files=[move])

    def send_position_requests(self):
        for here in self.positions:
            for method in ("hover", "definition", "documentHighlight", "prepareRename", "rename"):
                self.request_for_note(method, position=here, newName="renamed")
            self.request_for_note("references", position=here, context={"includeDeclaration": True})
            for item in self.request_for_note("prepareCallHierarchy", position=here)[:1]:
                self.request("callHierarchy/incomingCalls", item=item)
                self.request("callHierarchy/outgoingCalls", item=item)

    def send_resolve_requests(self):
        for method in ("documentLink", "codeLens"):
            for one in self.request_for_note(method):
                self.request(f"{method}/resolve", **one)
        for action in self.request_for_note("codeAction", range=self.whole, context={"diagnostics": []}):
            self.request("codeAction/resolve", **action)

    def send_completion_requests(self):
        before = self.served.text
        for text in (*(f"{before}\n{line}" for line in TYPED), "---\nke", "---\ntags: ["):
            self.served.type(text)
            for item in self.request_for_note("completion", position=position_at(self.served, len(text)))["items"]:
                self.request("completionItem/resolve", **item)
        self.served.type(before)


def all_answers(served):
    session = Session(served)
    session.send_note_requests()
    session.send_position_requests()
    session.send_resolve_requests()
    session.send_completion_requests()
    return session.answers


def position_at(served, offset):
    start = served.text.rfind("\n", 0, offset) + 1
    found = position_of(served.text[start:offset], offset - start, served.encoding)
    return {"line": served.text.count("\n", 0, offset), "character": found.character}


def capabilities(formats):
    literal = {"codeActionKind": {"valueSet": ["quickfix", "refactor"]}}
    return {
        "completion": {"completionItem": {"documentationFormat": formats}},
        "codeAction": {
            "codeActionLiteralSupport": literal,
            "dataSupport": True,
            "resolveSupport": {"properties": ["edit"]},
        },
    }


def hides_something(member, text):
    """Whether a displayed text has invisible characters, other than line ends and tabs of a quoted note."""
    return has_invisible(re.sub("[\n\t\u200e\u200f]", "", text) if member in QUOTING_MEMBERS else text)


@pytest.mark.parametrize("formats", [["markdown"], ["plaintext"]])
async def test_no_answer_displays_invisible_characters(tmp_path, formats):
    async with CountedServer(tmp_path, FILES, **capabilities(formats)) as served:
        found = all_answers(served)
    requested = {method for method, _ in found}
    requests = {method for method, *_ in method_handlers() if lsp.METHOD_TO_TYPES[method][1]}
    assert requests - requested == {"initialize", "shutdown"}
    texts = {(method, member, text) for method, answer in found for member, text in members(answer)}
    displayed = {each for each in texts if each[1] not in RAW_MEMBERS | RENAME_MEMBERS}
    assert {each for each in displayed if hides_something(*each[1:])} == set()
    # The escaped names are there, and other members are unchanged.
    escaped = {(method.rpartition("/")[2], member) for method, member, text in displayed if r"\u061c" in text}
    assert escaped >= {
        ("completion", "label"),
        ("completion", "detail"),
        ("resolve", "documentation" if formats == ["plaintext"] else "value"),
        ("hover", "value"),
        ("documentSymbol", "name"),
        ("documentSymbol", "detail"),
        ("symbol", "name"),
        ("symbol", "containerName"),
        ("prepareCallHierarchy", "name"),
        ("prepareCallHierarchy", "detail"),
        ("incomingCalls", "name"),
        ("outgoingCalls", "name"),
        ("inlayHint", "label"),
        ("inlayHint", "tooltip"),
        ("codeAction", "title"),
        ("diagnostic", "message"),
    }
    unchanged = {(method.rpartition("/")[2], member) for method, member, text in texts if "\u061c" in text}
    assert unchanged >= {("completion", "filterText"), ("completion", "textEdit"), ("prepareRename", "placeholder")}


PERSIAN, EMOJI = "می\u200cخواهم עברית", "👩\u200d💻 ❤\ufe0f"
JOINED = f"{PERSIAN} {EMOJI}"
JOINED_NOTE = f"---\naliases: [{PERSIAN}]\nk: {JOINED}\n---\n# {JOINED}\n\n{JOINED} \u200e(a)\u200f\n"


async def test_joiners_and_marks_of_scripts_and_emoji_are_kept(tmp_path):
    files = {"me.md": f"# {JOINED}\n\n[[{PERSIAN}]]\n[[n]]\n", f"{JOINED}.md": JOINED_NOTE, "n.md": f"# {JOINED}\n"}
    async with CountedServer(tmp_path, files) as served:
        hover = served.request_for_note("hover", position={"line": 2, "character": 3})["contents"]["value"]
        (symbol,) = served.request_for_note("documentSymbol")
        names = {each["name"] for each in served.request("workspace/symbol", query="می")}
        (called,) = served.request_for_note("prepareCallHierarchy", position={"line": 2, "character": 3})
        hints = served.request_for_note(
            "inlayHint", range={"start": {"line": 2, "character": 0}, "end": position_at(served, 99)}
        )
        served.type(f"{served.text}[[می")
        items = served.request_for_note("completion", position=position_at(served, len(served.text)))["items"]
    assert hover.startswith(f"**`{JOINED}.md`**")
    assert f"**k** {JOINED}\n" in hover
    assert hover.endswith(f"#### {JOINED}\n\n{JOINED} \u200e(a)\u200f")
    assert symbol["name"] == called["name"] == JOINED
    assert names >= {JOINED, PERSIAN}
    assert {hint["label"] for hint in hints} == {JOINED}
    assert {item["label"] for item in items} >= {JOINED, PERSIAN}


NOWHERE = lsp.Range(lsp.Position(0, 0), lsp.Position(0, 0))
KIND = lsp.SymbolKind.File


@pytest.mark.parametrize(
    "displayed",
    [
        lambda name: lsp.CompletionItem(name, detail=name),
        lambda name: lsp.DocumentSymbol(name, KIND, NOWHERE, NOWHERE, name, children=[nested(name)]),
        lambda name: lsp.SymbolInformation(lsp.Location("", NOWHERE), name, KIND, container_name=name),
        lambda name: lsp.CallHierarchyItem(name, KIND, "", NOWHERE, NOWHERE, detail=name),
        lambda name: lsp.InlayHint(NOWHERE.start, name, tooltip=name),
    ],
)
def test_a_displayed_name_is_on_one_line_and_fully_visible(displayed):
    name = "a\x00\x1b\x9b\u061c\u200b\u200e\u2028\u202e\u2067\U000e0041\ud800\r\nb\tc"
    answer = strict_converter().unstructure(displayed(name))
    expected = r"a\x00\x1b\x9b\u061c\u200b\u200e\u2028\u202e\u2067\U000e0041\ud800 b c"
    assert {text for member, text in members(answer) if member not in RAW_MEMBERS} == {expected}


def nested(name):
    return lsp.DocumentSymbol(name, KIND, NOWHERE, NOWHERE, name)
