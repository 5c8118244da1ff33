"""Finds the real editors, sets them up as the guide says, and lets a driver say what it saw."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
EXTENSION = ROOT / "editors" / "vscode"
EDITORS = Path(os.environ.get("WIKILSP_EDITORS") or Path.home() / ".cache" / "wikilsp-editors")
PATH = os.pathsep.join([str(Path(sys.executable).parent), str(EDITORS / "bin"), os.environ["PATH"]])


def snippet(language):
    """Give the code in `language` that the guide tells users to copy."""
    guide = (ROOT / "docs" / "editors.md").read_text("utf-8")
    [code] = re.findall(rf"^```{language}\n(.*?)^```", guide, re.MULTILINE | re.DOTALL)
    return code


def program(name, *probe):
    """Give the path of a program that passes a probe. Only in CI, where none may lack, is it a failure if one does."""
    found = shutil.which(name, path=PATH)
    if found and succeeds([found, *probe]):
        return found
    lacks = f"“{name}” is not here, or too old; “.ci/setup-editors.sh” installs it"
    if os.environ.get("CI"):
        pytest.fail(lacks)
    pytest.skip(lacks)


def succeeds(command):
    environment = os.environ | {"PATH": PATH}
    return subprocess.run(command, env=environment, capture_output=True, check=False).returncode == 0


def drive(command, environment, seen, seconds=120):
    """Run an editor whose driver writes what it saw to the file `seen`, and give that."""
    editor = subprocess.Popen(
        command,
        env=environment | {"SEEN": str(seen)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        text=True,
    )
    try:
        output, _ = editor.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(editor.pid, signal.SIGKILL)
        output, _ = editor.communicate()
    assert seen.exists(), f"the editor saw nothing, and said:\n{output}"
    return json.loads(seen.read_text("utf-8"))
