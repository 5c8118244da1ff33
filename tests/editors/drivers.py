"""Finds real editors, configures them with the snippets of the guide, and runs drivers that report what they saw."""

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
    """Return the first configuration in `language` that the guide tells users to copy."""
    guide = (ROOT / "docs" / "editors.md").read_text("utf-8")
    code, *_ = re.findall(rf"^```{language}\n(.*?)^```", guide, re.MULTILINE | re.DOTALL)
    return code


def program(name, *probe):
    """Return the path of a program that passes a probe. Without it, skip the test, or fail it in CI."""
    found = shutil.which(name, path=PATH)
    if found and succeeds([found, *probe]):
        return found
    problem = f"“{name}” is missing or too old; install it with “.ci/setup-editors.sh”"
    if os.environ.get("CI"):
        pytest.fail(problem)
    pytest.skip(problem)


def succeeds(command):
    environment = os.environ | {"PATH": PATH}
    return subprocess.run(command, env=environment, capture_output=True, check=False).returncode == 0


def drive(command, environment, seen, seconds=300):
    """Run an editor whose driver writes what it saw to the file `seen`, and return its content."""
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
    assert seen.exists(), f"the driver wrote nothing; output of the editor:\n{output}"
    return json.loads(seen.read_text("utf-8"))
