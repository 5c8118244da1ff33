"""How the VS Code extension makes a private environment for the server, and what it says if it can't."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from drivers import EXTENSION, HERE, PATH, program

OLD = "#!/bin/sh\necho 3 9\n"
WITHOUT_VENV = "#!/bin/sh\necho 3 12\necho 'No module named ensurepip' >&2\nexit 1\n"
BROKEN = "#!/bin/sh\nexit 1\n"
PYTHON = str(Path(sys.base_prefix) / "bin")
CLOSED = "http://127.0.0.1:9/simple"


def write_wheel(file):
    """Write the wheel of an empty package that needs another one, and return the file."""
    files = {
        "METADATA": "Metadata-Version: 2.1\nName: wikilsp\nVersion: 0\nRequires-Dist: unreachable\n",
        "WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "RECORD": "",
    }
    with zipfile.ZipFile(file, "w") as wheel:
        for name, text in files.items():
            wheel.writestr(f"wikilsp-0.dist-info/{name}", text)
    return file


@pytest.fixture(scope="module")
def module(npm, tmp_path_factory):  # noqa: ARG001 - skips the tests without npm
    """The module `python.ts` as JavaScript."""
    file = tmp_path_factory.mktemp("bundle") / "python.js"
    esbuild = EXTENSION / "node_modules" / ".bin" / "esbuild"
    options = ["--bundle", "--platform=node", "--format=cjs", f"--outfile={file}", "--log-level=warning"]
    subprocess.run([esbuild, EXTENSION / "src" / "python.ts", *options], check=True, env=os.environ | {"PATH": PATH})
    return file


@pytest.fixture
def set_up(module, tmp_path):
    """Return a function that sets up with some programs on PATH, and returns what was reported."""

    def run(programs=(), path=(), *, cancel="", **variables):
        folder = tmp_path / "bin"
        folder.mkdir()
        for name, text in dict(programs).items():
            (folder / name).write_text(text, encoding="utf-8")
            (folder / name).chmod(0o755)
        wheel = write_wheel(tmp_path / "wikilsp-0-py3-none-any.whl")
        command = [
            program("node", "--version"),
            HERE / "vscode_setup.js",
            module,
            tmp_path / "environment",
            wheel,
            cancel,
        ]
        environment = {"PATH": os.pathsep.join([str(folder), *path]), "HOME": str(tmp_path), **variables}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        return json.loads(done.stdout), tmp_path / "environment"

    return run


def test_without_python_it_says_which_one_is_needed(set_up):
    seen, _ = set_up()
    assert seen["problem"] == "Python 3.11 or newer is needed, and none was found on PATH. Install it and try again."


@pytest.mark.parametrize("name", ["python3", "python", "python3.11"])
def test_an_old_python_is_named(set_up, name):
    seen, _ = set_up({name: OLD})
    assert seen["problem"] == "Python 3.11 or newer is needed, but only 3.9 was found. Install it and try again."


def test_a_python_without_venv_is_named_with_the_remedy(set_up):
    seen, _ = set_up({"python3": BROKEN, "python": WITHOUT_VENV, "python3.12": OLD})
    assert "bin/python” can’t make virtual environments." in seen["problem"]
    assert "“python3-venv”" in seen["problem"]


def test_without_a_network_it_says_so_and_leaves_nothing(set_up):
    seen, environment = set_up({"python": OLD}, [PYTHON], PIP_INDEX_URL=CLOSED)
    assert seen["problem"] == "Python’s package index can’t be reached. Connect to the internet and try again."
    assert seen["steps"] == ["looking for Python", "creating an environment", "installing"]
    assert not environment.exists()


def test_cancelling_leaves_nothing(set_up):
    seen, environment = set_up({}, [PYTHON], cancel="creating an environment")
    assert seen["cancelled"]
    assert not environment.exists()
