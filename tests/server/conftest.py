"""Editors and the vaults that they have open."""

import logging

import pytest_asyncio
from editor import Editor, write_vault


@pytest_asyncio.fixture
async def open_editor(tmp_path, caplog):
    """Give a function that starts an editor on a vault: `await open_editor(text, profile, **how)`.

    In the end the server must have logged no error.
    """
    editors = []

    async def start(text, profile="vscode", folder=None, **how):
        folder = folder or tmp_path / "vault"
        folder.mkdir(parents=True, exist_ok=True)
        write_vault(folder, text)
        editors.append(Editor(folder, profile))
        return await editors[-1].start(**how)

    yield start
    for editor in editors:
        await editor.stop()
    errors = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert errors == []
