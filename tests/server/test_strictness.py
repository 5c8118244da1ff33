"""JSON becomes values of the protocol only if it has the right types."""

import sys

import pytest
from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcInvalidParams

from wikilsp.server.strictness import fill_defaults, is_id, strict_converter


@pytest.fixture
def structure():
    return strict_converter().structure


@pytest.mark.parametrize("value", ["1", True, None, [], {}, 1.5, float("inf"), float("nan"), -1, 2**31])
def test_an_invalid_line_is_rejected(structure, value):
    with pytest.raises((TypeError, ValueError, OverflowError)):
        structure({"line": value, "character": 0}, lsp.Position)


@pytest.mark.parametrize("value", [5, 5.0])
def test_a_line_may_be_a_whole_float(structure, value):
    assert structure({"line": value, "character": 0}, lsp.Position) == lsp.Position(5, 0)


@pytest.mark.parametrize("value", [5, True, None, [], {}])
def test_an_invalid_uri_is_rejected(structure, value):
    with pytest.raises(TypeError):
        structure({"uri": value}, lsp.TextDocumentIdentifier)


@pytest.mark.parametrize(("value", "expected"), [(True, True), (False, False), (1, True), (0, False)])
def test_booleans_may_be_numbers(structure, value, expected):
    assert structure({"dynamicRegistration": value}, lsp.HoverClientCapabilities).dynamic_registration is expected


@pytest.mark.parametrize("value", ["true", 2, [], {}])
def test_an_invalid_boolean_is_rejected(structure, value):
    with pytest.raises(TypeError):
        structure({"dynamicRegistration": value}, lsp.HoverClientCapabilities)


def test_enumerations_are_structured(structure):
    encodings = structure({"positionEncodings": ["utf-8", "utf-16"]}, lsp.GeneralClientCapabilities).position_encodings
    assert encodings == (lsp.PositionEncodingKind.Utf8, lsp.PositionEncodingKind.Utf16)
    event = structure({"uri": "x", "type": 3}, lsp.FileEvent)
    assert event.type is lsp.FileChangeType.Deleted


def test_the_work_for_an_invalid_message_does_not_grow_with_its_length(structure):
    def steps(length):
        count = 0

        def note(*_):
            nonlocal count
            count += 1

        sys.setprofile(note)
        try:
            with pytest.raises((TypeError, ValueError, KeyError)):
                structure({"files": "x" * length}, lsp.RenameFilesParams)
        finally:
            sys.setprofile(None)
        return count

    steps(10)
    assert steps(1_000) == steps(2_000)


@pytest.mark.parametrize("value", [None, True, 1.0, [], {}, 2**63])
def test_an_invalid_id_is_rejected(value):
    assert not is_id(value)


@pytest.mark.parametrize("value", [0, -5, 2**63 - 1, "", "x"])
def test_a_valid_id_is_accepted(value):
    assert is_id(value)


def test_params_that_cannot_be_completed_are_invalid():
    document = lsp.TextDocumentItem("file://[", "markdown", 1, "")
    with pytest.raises(JsonRpcInvalidParams):
        fill_defaults(lsp.DidOpenTextDocumentNotification(lsp.DidOpenTextDocumentParams(document)))
    with pytest.raises(JsonRpcInvalidParams):
        fill_defaults(lsp.InitializeRequest(1, lsp.InitializeParams(lsp.ClientCapabilities(), root_uri="file://[")))
    request = lsp.ExecuteCommandRequest(1, lsp.ExecuteCommandParams("x"))
    fill_defaults(request)
    assert request.params.arguments == ()
