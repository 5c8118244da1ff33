"""Fixtures for all editors: a vault, an environment separate from the user's, the packaged extension."""

import fcntl
import os
import subprocess

import pytest
from drivers import EXTENSION, PATH, program
from expectations import write_vault


@pytest.fixture(scope="module")
def vault(tmp_path_factory):
    """A vault of two notes; links come after an emoji and Chinese characters, where wrong columns are noticed."""
    return write_vault(tmp_path_factory.mktemp("notes") / "vault")


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """Environment variables of an editor: `wikilsp` on the path, and an empty home."""
    home = tmp_path_factory.mktemp("home")
    folders = {f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("CACHE", "CONFIG", "DATA", "STATE")}
    # The editor must not see an editor or terminal that the tests run in.
    outer = {name: value for name, value in os.environ.items() if not name.startswith(("NVIM", "VSCODE", "TMUX"))}
    return outer | folders | {"PATH": PATH, "HOME": str(home), "LC_ALL": "C.UTF-8"}


@pytest.fixture(scope="session")
def npm():
    """Return a function that runs an npm script of the VS Code extension."""
    program(EXTENSION / "node_modules" / ".bin" / "tsc", "--version")
    executable = program("npm", "--version")

    def run(script, *arguments):
        command = [executable, "--prefix", EXTENSION, "run", script, "--", *arguments]
        return subprocess.run(command, env=os.environ | {"PATH": PATH}, capture_output=True, text=True, check=False)

    return run


@pytest.fixture(scope="session")
def vsix(npm, tmp_path_factory):
    """The VS Code extension, packaged for installation. All workers share it, since they would build in one folder."""
    own = tmp_path_factory.getbasetemp()
    file = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "wikilsp.vsix"
    with file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            for script, arguments in (("wheel", []), ("package", ["--out", file])):
                result = npm(script, *arguments)
                assert result.returncode == 0, result.stdout + result.stderr
    return file
