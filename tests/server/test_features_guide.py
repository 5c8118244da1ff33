"""The guide to features mentions every method."""

import re
from pathlib import Path

import pytest
from lsprotocol import types as lsp

from wikilsp.server.requests import method_handlers

GUIDE = (Path(__file__).parents[2] / "docs" / "features.md").read_text("utf-8")
NAMED = set(re.findall(r"`([\w/$]+)`", GUIDE))
METHODS = [method for method, _, _ in method_handlers()] + [lsp.TEXT_DOCUMENT_DIAGNOSTIC, lsp.WORKSPACE_DIAGNOSTIC]


@pytest.mark.parametrize("method", METHODS)
def test_the_guide_mentions_each_method(method):
    # A table row of several methods of one family gives the name of the family once.
    name = method.rpartition("/")[2]
    assert {method, name} & NAMED
