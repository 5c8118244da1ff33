"""Fixtures for tests that change a vault."""

import os

import pytest
from interrupting import fill


@pytest.fixture
def filled(tmp_path, monkeypatch):
    """A vault with notes, and the folder `state` next to it for its journal; `fsync` does nothing."""
    monkeypatch.setattr(os, "fsync", lambda _handle: None)
    monkeypatch.setenv("WIKILSP_STATE_DIR", str(tmp_path / "state"))
    root = tmp_path / "vault"
    root.mkdir()
    fill(root, is_small=False)
    return root
