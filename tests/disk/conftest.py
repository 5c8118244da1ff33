"""A vault to be changed, and a folder for its journal."""

import os

import pytest
from interrupting import fill


@pytest.fixture
def filled(tmp_path, monkeypatch):
    """A vault with notes, and a folder `state` for its journal beside it; nobody pulls the plug during the test."""
    monkeypatch.setattr(os, "fsync", lambda _handle: None)
    monkeypatch.setenv("WIKILSP_STATE_DIR", str(tmp_path / "state"))
    root = tmp_path / "vault"
    root.mkdir()
    fill(root, is_small=False)
    return root
