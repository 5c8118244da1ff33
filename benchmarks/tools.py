"""The linters that are compared, their commands, and the measurement of one run."""

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from processes import PeakMemory

_FINDINGS = 1
"""Exit status of both programs if there are findings. A higher one means an error."""


class Tool(NamedTuple):
    """A linter, and its commands without (`cold`) and with its cache (`warm`)."""

    name: str
    version: tuple[str, ...]
    cold: tuple[str, ...]
    warm: tuple[str, ...]
    has_cache: bool = True


class Run(NamedTuple):
    """The time and memory of a run."""

    milliseconds: float
    megabytes: float | None = None
    """Peak memory of all its processes; None if it was not measured."""


def wikilsp(program: str | None, cache: Path) -> Tool:
    """Return wikilsp: this program, or the one of this Python."""
    installed = _beside_python("wikilsp")
    command = (program,) if program else (installed,) if installed else (sys.executable, "-m", "wikilsp")
    check = (*command, "check")
    help_text = subprocess.run([*check, "--help"], capture_output=True, text=True, check=True).stdout
    version = (*command, "--version")
    if "--cache-dir" not in help_text or "--no-cache" not in help_text:
        return Tool("wikilsp", version, check, check, has_cache=False)
    return Tool("wikilsp", version, (*check, "--no-cache"), (*check, "--cache-dir", str(cache / "wikilsp")))


def rumdl(program: str | None, cache: Path) -> Tool | None:
    """Return rumdl with its three rules about links; None if it is not installed."""
    installed = shutil.which(program or "rumdl") or (None if program else _beside_python("rumdl"))
    if installed is None:
        return None
    check = (installed, "check", "--flavor", "obsidian", "-e", "MD051,MD052,MD057")
    cached = (*check, "--cache-dir", str(cache / "rumdl"))
    return Tool("rumdl", (installed, "--version"), (*check, "--no-cache"), cached)


def _beside_python(program: str) -> str | None:
    return shutil.which(program, path=Path(sys.executable).parent)


def run(command: tuple[str, ...], vault: Path, *, with_memory: bool = False) -> Run:
    """Run a linter on a vault. Raise `RuntimeError` if it fails, as opposed to having findings."""
    with tempfile.TemporaryFile() as report:
        started = time.perf_counter()
        process = subprocess.Popen([*command, "."], cwd=vault, stdout=report, stderr=subprocess.STDOUT)
        megabytes = None
        if with_memory:
            with PeakMemory(process.pid) as peak:
                process.wait()
            megabytes = peak.megabytes
        status = process.wait()
        taken = time.perf_counter() - started
        if status not in (0, _FINDINGS):
            report.seek(0)
            raise RuntimeError(
                f"“{' '.join(command)}” failed in {vault}:\n{report.read(2000).decode(errors='replace')}"
            )
    return Run(taken * 1000, megabytes)
