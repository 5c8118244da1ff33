"""What the tests of all editors need: a vault, an environment apart from the user's own, the packaged extension."""

import os
import subprocess

import pytest
from drivers import EXTENSION, PATH, program
from expectations import write_vault


@pytest.fixture(scope="module")
def vault(tmp_path_factory):
    """A folder of two notes. Links in it stand behind an emoji and Chinese characters, where columns go wrong."""
    return write_vault(tmp_path_factory.mktemp("notes") / "vault")


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """The variables of an editor that finds `wikilsp` on its path, and a home that is empty."""
    home = tmp_path_factory.mktemp("home")
    folders = {f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("CACHE", "CONFIG", "DATA", "STATE")}
    # A session that the tests themselves run in must not be seen by the editor.
    outer = {name: value for name, value in os.environ.items() if not name.startswith(("NVIM", "VSCODE", "TMUX"))}
    return outer | folders | {"PATH": PATH, "HOME": str(home), "LC_ALL": "C.UTF-8"}


@pytest.fixture(scope="session")
def npm():
    """Run a script of the extension for VS Code."""
    program(EXTENSION / "node_modules" / ".bin" / "tsc", "--version")
    executable = program("npm", "--version")

    def run(script, *arguments):
        command = [executable, "--prefix", EXTENSION, "run", script, "--", *arguments]
        return subprocess.run(command, env=os.environ | {"PATH": PATH}, capture_output=True, text=True, check=False)

    return run


@pytest.fixture(scope="session")
def vsix(npm, tmp_path_factory):
    """The extension for VS Code, packaged for installation."""
    file = tmp_path_factory.mktemp("extension") / "wikilsp.vsix"
    done = npm("package", "--out", file)
    assert done.returncode == 0, done.stdout + done.stderr
    return file
