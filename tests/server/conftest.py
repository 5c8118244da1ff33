"""Editors and the vaults that they have open."""

import logging
import threading
from functools import cache

import pytest
import pytest_asyncio
from editor import PATIENCE, Editor, write_vault
from garden import GARDEN
from wire import Wire

from wikilsp.disk.note_reader import read_all
from wikilsp.server import contents, wiki_server
from wikilsp.server.strictness import strict_converter


@pytest.fixture(autouse=True, scope="session")
def one_converter():
    """Share one converter among the servers that run beside a test: its functions take long to generate."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(wiki_server, "strict_converter", cache(strict_converter))
        yield


@pytest_asyncio.fixture
async def open_editor(tmp_path, caplog):
    """Give a function that starts an editor on a vault: `await open_editor(text, profile, **how)`.

    In the end the server must have logged no error.
    """
    editors = []

    async def start(text, profile="vscode", folder=None, *, refuses=False, **how):
        folder = folder or tmp_path / "vault"
        folder.mkdir(parents=True, exist_ok=True)
        write_vault(folder, text)
        editors.append(Editor(folder, profile))
        editors[-1].refuses = refuses
        return await editors[-1].start(**how)

    yield start
    for editor in editors:
        await editor.stop()
    errors = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert errors == []


class Reading:
    """The reading of the contents of vaults, which is held up until it may go on."""

    def __init__(self):
        self.begun = []
        """The notes whose reading was asked for, as often as it was."""
        self.may_go_on = threading.Event()
        self.has_gone_on = threading.Event()

    def read_all(self, root, settings, paths, **options):
        self.begun += paths
        self.may_go_on.wait(PATIENCE)
        found = read_all(root, settings, paths, **options)
        self.has_gone_on.set()
        return found


@pytest.fixture
def reading(monkeypatch):
    """Let the contents of no vault be read from the disk before they may."""
    held = Reading()
    monkeypatch.setattr(contents, "read_all", held.read_all)
    yield held
    held.may_go_on.set()


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["vscode", "neovim", "emacs"])
async def editor(request, tmp_path_factory):
    """An editor with a garden that is read, under each of three profiles; tests leave it as they find it.

    To one the server is a process of its own, which takes long to start; to the others it is faster to come by.
    """
    folder = tmp_path_factory.mktemp("garden")
    write_vault(folder, GARDEN)
    editor = await Editor(folder, request.param).start(options={"inlayHints": True}, process=request.param == "vscode")
    editor.open("index.md")
    editor.open("sub/Bee.md")
    await editor.loaded()
    yield editor
    await editor.stop()


@pytest.fixture
def wire():
    """Give a function that starts a server; each is ended in the end."""
    started = []

    def start(*arguments):
        started.append(Wire(*arguments))
        return started[-1]

    yield start
    for each in started:
        each.process.kill()
        each.process.communicate()
