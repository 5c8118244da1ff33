"""The programs that are compared: how they are called, and how one run of them is measured."""

import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from processes import PeakMemory

_FINDINGS = 1
"""Exit status of both programs if they have found something; above it, they have failed."""


class Tool(NamedTuple):
    """A linter that is run in the folder of a vault, with and without its cache."""

    name: str
    version: tuple[str, ...]
    cold: tuple[str, ...]
    warm: tuple[str, ...]
    has_cache: bool = True


class Run(NamedTuple):
    """What a run took."""

    milliseconds: float
    megabytes: float | None = None
    """Peak memory of all its processes; None if it was not looked at."""


def wikilsp(program: str | None, cache: Path) -> Tool:
    """Give wikilsp, as it is installed beside the Python that runs this unless another is named."""
    beside = _beside_python("wikilsp")
    command = (program,) if program else (beside,) if beside else (sys.executable, "-m", "wikilsp")
    check = (*command, "check")
    told = subprocess.run([*check, "--help"], capture_output=True, text=True, check=True).stdout
    version = (*command, "--version")
    if "--cache-dir" not in told or "--no-cache" not in told:
        return Tool("wikilsp", version, check, check, has_cache=False)
    return Tool("wikilsp", version, (*check, "--no-cache"), (*check, "--cache-dir", str(cache / "wikilsp")))


def rumdl(program: str | None, cache: Path) -> Tool | None:
    """Give rumdl with its three rules that concern links; None if it is not installed."""
    found = shutil.which(program or "rumdl") or (None if program else _beside_python("rumdl"))
    if found is None:
        return None
    check = (found, "check", "--flavor", "obsidian", "-e", "MD051,MD052,MD057")
    cached = (*check, "--cache-dir", str(cache / "rumdl"))
    return Tool("rumdl", (found, "--version"), (*check, "--no-cache"), cached)


def _beside_python(program: str) -> str | None:
    return shutil.which(program, path=Path(sys.executable).parent)


def run(command: tuple[str, ...], vault: Path, *, with_memory: bool = False) -> Run:
    """Run a linter over a vault. Raises RuntimeError if it fails, which is not the same as that it finds something."""
    with (vault.parent / "report").open("wb+") as report:
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
                f"“{' '.join(command)}” has failed in {vault}:\n{report.read(2000).decode(errors='replace')}"
            )
    return Run(taken * 1000, megabytes)
