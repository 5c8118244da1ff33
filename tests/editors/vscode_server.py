"""Starts VS Code as a server, with the packaged extension."""

import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import pytest
from drivers import EXTENSION, HERE, drive, program

SETTINGS = {
    "security.workspace.trust.enabled": False,
    "telemetry.telemetryLevel": "off",
    "workbench.startupEditor": "none",
    "extensions.autoCheckUpdates": False,
    "chat.disableAIFeatures": True,
}


class Code(NamedTuple):
    """VS Code as a server: the environment for a browser that opens it, its data, and the report of its host."""

    environment: dict[str, str]
    data: Path
    seen_by_host: Path

    def logs(self):
        """Return the lines of each log that the extension has written, by level and message."""
        files = self.data.glob("logs/*/exthost*/wikilsp.wikilsp/wikilsp.log")
        line = re.compile(r"^[-0-9]+ [:.0-9]+ \[(\w+)\] (.*)", re.MULTILINE)
        return [line.findall(file.read_text("utf-8")) for file in files]

    def drive_window(self, script, *arguments, seconds=300):
        """Run a script that opens windows, and return what it saw."""
        command = [program("node", "--version"), HERE / script, *arguments]
        return drive(command, self.environment, self.data.parent / f"{script}.json", seconds)


@contextmanager
def serve_code(vsix: Path, environment: dict[str, str], folder: Path, path: str) -> Iterator[Code]:
    """Start a server whose data is in `folder`, and whose extensions get `path` as PATH."""
    executable, chromium = program("code-server", "--version"), program("chromium", "--version")
    seen, data = folder / "host.json", folder / "data"
    (data / "User").mkdir(parents=True)
    (data / "User" / "settings.json").write_text(json.dumps(SETTINGS), encoding="utf-8")
    # VS Code uses the PATH of a login shell.
    Path(environment["HOME"], ".profile").write_text(f"PATH='{path}'\n", encoding="utf-8")
    command = [executable, "--user-data-dir", data, "--extensions-dir", folder / "extensions"]
    subprocess.run([*command, "--install-extension", vsix], env=environment, capture_output=True, check=True)
    address = f"127.0.0.1:{free_port()}"
    # Extension hosts and language servers outlive the browser, but not this process group.
    server = subprocess.Popen(
        [*command, "--auth", "none", "--bind-addr", address, "--disable-telemetry", "--disable-update-check"],
        env=environment | {"SEEN": str(seen)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_for(f"http://{address}/healthz")
        modules = {"NODE_PATH": str(EXTENSION / "node_modules")}
        yield Code(environment | {"VSCODE_URL": f"http://{address}", "CHROMIUM": chromium} | modules, data, seen)
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def wait_for(url, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with suppress(OSError), urllib.request.urlopen(url):  # noqa: S310 - a local address
            return
        time.sleep(0.1)
    pytest.fail(f"VS Code did not answer at {url}")
