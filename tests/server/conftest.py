"""Fixtures: scripted editors, and server processes to send raw messages to."""

import asyncio
import logging
import threading
from functools import cache

import pytest
import pytest_asyncio
from editor import PATIENCE, Editor, write_vault
from sample_vaults import GARDEN
from wire import Wire

from wikilsp.disk.note_reader import read_all
from wikilsp.server import base_server, contents
from wikilsp.server.open_vault import OpenVault
from wikilsp.server.strictness import strict_converter


@pytest.fixture(autouse=True, scope="session")
def one_converter():
    """Share one converter among the servers that run beside a test: its functions take long to generate."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(base_server, "strict_converter", cache(strict_converter))
        yield


@pytest_asyncio.fixture
async def open_editor(tmp_path, caplog):
    """Return a function that starts an editor on a vault: `await open_editor(text, profile, **options)`.

    At teardown, the server must not have logged any error.
    """
    editors = []

    async def start(text, profile="vscode", folder=None, *, rejects_registrations=False, **options):
        folder = folder or tmp_path / "vault"
        folder.mkdir(parents=True, exist_ok=True)
        write_vault(folder, text)
        editors.append(Editor(folder, profile))
        editors[-1].rejects_registrations = rejects_registrations
        return await editors[-1].start(**options)

    yield start
    for editor in editors:
        await editor.stop()
    errors = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert errors == []


class BlockedReader:
    """Blocks the reading of notes until it may continue."""

    def __init__(self):
        self.requested = []
        """Paths of the notes to read, one for each time."""
        self.may_continue = threading.Event()
        self.has_read = threading.Event()

    def read_all(self, root, settings, paths, **options):
        self.requested += paths
        self.may_continue.wait(PATIENCE)
        found = read_all(root, settings, paths, **options)
        self.has_read.set()
        return found


@pytest.fixture
def blocked_reader(monkeypatch):
    """Block the reading of notes until `may_continue` is set."""
    reader = BlockedReader()
    monkeypatch.setattr(contents, "read_all", reader.read_all)
    yield reader
    reader.may_continue.set()


@pytest.fixture
def held_loading(monkeypatch):
    """An event without which no vault is loaded: only its names are known."""
    may_load, load = asyncio.Event(), OpenVault.load

    async def wait_and_load(vault, report):
        await may_load.wait()
        await load(vault, report)

    monkeypatch.setattr(OpenVault, "load", wait_and_load)
    return may_load


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["vscode", "neovim", "emacs"])
async def editor(request, tmp_path_factory):
    """An editor with a loaded `GARDEN`, for each of three profiles; tests leave it unchanged.

    The first profile gets a server process, which is slow to start; the others get a server in this process.
    """
    folder = tmp_path_factory.mktemp("garden")
    write_vault(folder, GARDEN)
    editor = await Editor(folder, request.param).start(options={"inlayHints": True}, process=request.param == "vscode")
    editor.open("index.md")
    editor.open("sub/Bee.md")
    await editor.wait_loaded()
    yield editor
    await editor.stop()


@pytest.fixture
def wire():
    """Return a function that starts a server process; all are killed at teardown."""
    started = []

    def start(*arguments, **options):
        started.append(Wire(*arguments, **options))
        return started[-1]

    yield start
    for each in started:
        each.process.kill()
        each.process.communicate()
