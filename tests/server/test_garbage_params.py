"""Params with garbage in any place are refused as invalid, with one line in the log, or answered."""

import copy

import pytest
from editor import write_vault

PARAMS, REFUSED, OUTDATED = -32602, -32803, -32801
GARBAGE = [
    [],
    {},
    None,
    -1,
    2**31 - 1,
    2**70,
    1.5,
    True,
    "",
    "x",
    "\ud800",
    "file:///%00",
    [[]],
    ["x", {}],
    {"uri": []},
]
TEXT = "# Title\n[[ n ]] [[gone]] #tag\nkey:: value\n"
CAPABILITIES = {
    "textDocument": {
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}},
            "dataSupport": True,
            "resolveSupport": {"properties": ["edit"]},
        },
        "diagnostic": {},
    },
    "workspace": {"diagnostics": {"refreshSupport": True}},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("vault")
    write_vault(folder, "//- .wikilsp.toml\n//- n.md\n//- a.md")
    (folder / "a.md").write_text(TEXT)
    return folder


@pytest.fixture
def server(folder, wire):
    server = wire()
    server.initialize(rootUri=folder.as_uri(), capabilities=CAPABILITIES)
    item = {"uri": (folder / "a.md").as_uri(), "languageId": "markdown", "version": 1, "text": TEXT}
    server.notify("textDocument/didOpen", {"textDocument": item})
    return server


def valid_requests(server, uri):
    """Return a valid request of each method, as pairs of method and params."""
    document, position = {"textDocument": {"uri": uri}}, {"line": 1, "character": 4}
    in_range = document | {"range": {"start": position, "end": {"line": 1, "character": 5}}}
    here = document | {"position": position}
    diagnostic = {"range": in_range["range"], "message": "m", "code": "link-edge-space"}
    listed = [
        ("textDocument/hover", here),
        ("textDocument/definition", here),
        ("textDocument/references", here | {"context": {"includeDeclaration": True}}),
        ("textDocument/documentHighlight", here),
        ("textDocument/completion", here | {"context": {"triggerKind": 2, "triggerCharacter": "["}}),
        ("textDocument/documentSymbol", document),
        ("textDocument/foldingRange", document),
        ("textDocument/selectionRange", document | {"positions": [position]}),
        ("textDocument/semanticTokens/full", document),
        ("textDocument/semanticTokens/full/delta", document | {"previousResultId": "x"}),
        ("textDocument/semanticTokens/range", in_range),
        ("textDocument/inlayHint", in_range),
        ("textDocument/prepareRename", here),
        ("textDocument/rename", here | {"newName": "new"}),
        ("textDocument/diagnostic", document | {"previousResultId": "x"}),
        ("workspace/diagnostic", {"previousResultIds": [{"uri": uri, "value": "x"}]}),
        ("workspace/symbol", {"query": "n"}),
        ("workspace/willRenameFiles", {"files": [{"oldUri": uri, "newUri": f"{uri}.md"}]}),
        ("workspace/executeCommand", {"command": "wikilsp.open", "arguments": [uri]}),
    ]
    actions = in_range | {"context": {"diagnostics": [diagnostic], "only": ["quickfix"], "triggerKind": 1}}
    resolved = [
        ("textDocument/codeAction", actions, "codeAction/resolve"),
        ("textDocument/codeLens", document, "codeLens/resolve"),
        ("textDocument/documentLink", document, "documentLink/resolve"),
    ]
    for method, params, resolve in resolved:
        first, *_ = server.request(method, params)["result"] or [None]
        listed += [(method, params), *([(resolve, first)] if first else [])]
    completions = server.request("textDocument/completion", here)["result"]["items"]
    [item] = server.request("textDocument/prepareCallHierarchy", here)["result"]
    calls = [(f"callHierarchy/{kind}Calls", {"item": item}) for kind in ("incoming", "outgoing")]
    return [*listed, *calls, ("completionItem/resolve", completions[0])]


def places(value, path=()):
    """Yield the path of each value within a value, and its own."""
    yield path
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from places(value[key], (*path, key))


def replaced(value, path, new):
    """Return a copy of a value with `new` at a path."""
    if not path:
        return new
    value = copy.deepcopy(value)
    inner = value
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = new
    return value


def test_garbage_in_any_place_of_any_request_is_refused_or_answered(server, folder):
    uri = (folder / "a.md").as_uri()
    codes = set()
    for method, params in valid_requests(server, uri):
        for path in places(params):
            for garbage in GARBAGE:
                answer = server.request(method, replaced(params, path, garbage))
                code = answer.get("error", {}).get("code")
                assert code in (None, PARAMS, REFUSED, OUTDATED), (method, path, garbage, answer)
                codes.add(code)
    assert {None, PARAMS} < codes
    _, log = server.end()
    assert "Traceback" not in log
    assert " ERROR " not in log


def test_each_request_with_garbage_is_logged_on_one_line(server, folder):
    valid = dict(valid_requests(server, (folder / "a.md").as_uri()))
    for method, path, garbage in (
        ("textDocument/hover", ("position", "character"), []),
        ("textDocument/codeAction", ("context", "only", 0), 5),
        ("textDocument/codeAction", ("context", "diagnostics", 0, "code"), {}),
        ("textDocument/rename", ("newName",), None),
        ("callHierarchy/incomingCalls", ("item", "range"), "x"),
        ("workspace/executeCommand", ("arguments", 0), 1),
        ("workspace/executeCommand", ("command",), "wikilsp.no"),
    ):
        assert server.request(method, replaced(valid[method], path, garbage))["error"]["code"] == PARAMS
        assert "result" in server.request("workspace/symbol", {"query": "n"})
    _, log = server.end()
    lines = log.splitlines()
    assert len(lines) == 7
    assert all(" WARNING " in line for line in lines)


def test_notifications_with_garbage_in_any_place_are_logged_and_ignored(server, folder):
    uri = (folder / "a.md").as_uri()
    document = {"textDocument": {"uri": uri}}
    file = {"files": [{"oldUri": uri, "newUri": uri, "uri": uri}]}
    settings = {"rules": {"missing-note": "off"}, "inlayHints": True, "hover": {"remoteImages": True}, "exclude": ["x"]}
    notifications = {
        "textDocument/didOpen": {"textDocument": {"uri": uri, "languageId": "markdown", "version": 1, "text": TEXT}},
        "textDocument/didChange": {
            "textDocument": {"uri": uri, "version": 5},
            "contentChanges": [{"text": TEXT}],
        },
        "textDocument/didSave": document | {"text": TEXT},
        "textDocument/didClose": document,
        "workspace/didChangeWatchedFiles": {"changes": [{"uri": uri, "type": 2}]},
        "workspace/didCreateFiles": file,
        "workspace/didDeleteFiles": file,
        "workspace/didRenameFiles": file,
        "workspace/didChangeConfiguration": {"settings": {"wikilsp": settings}},
        "workspace/didChangeWorkspaceFolders": {"event": {"added": [], "removed": [{"uri": f"{uri}x", "name": "x"}]}},
        "$/cancelRequest": {"id": 1},
        "window/workDoneProgress/cancel": {"token": "x"},
    }
    for method, params in notifications.items():
        for path in places(params):
            for garbage in GARBAGE:
                server.notify(method, replaced(params, path, garbage))
    assert "result" in server.request("workspace/symbol", {"query": "n"})
    _, log = server.end()
    assert "Traceback" not in log
    assert " ERROR " not in log
