"""Formats figures as Markdown tables, compares them with their targets, and describes the machine."""

import math
import os
import platform
import statistics
import subprocess
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, NamedTuple

Statistic = Literal["median", "p99", "worst"]
NOT_OFFERED = "not offered"
NOT_MEASURED = "not measured"


class Target(NamedTuple):
    """The limit of a statistic, and a stretch goal."""

    limit: float
    stretch: float | None = None
    statistic: Statistic = "median"


class Figure(NamedTuple):
    """The measured values of one thing; without values, `why_not` explains why."""

    name: str
    unit: Literal["ms", "s", "MB", "x"]
    values: Sequence[float] = ()
    targets: tuple[Target, ...] = ()
    why_not: str = NOT_MEASURED

    def statistic(self, name: Statistic) -> float:
        """Return a statistic of the values, of which there must be at least one."""
        if name == "median":
            return statistics.median(self.values)
        if name == "worst":
            return max(self.values)
        return sorted(self.values)[math.ceil(len(self.values) * 0.99) - 1]


def verdict(figure: Figure) -> str:
    """Return whether a figure meets its targets, or by how much it misses the furthest one."""
    if not figure.values:
        return figure.why_not
    if not figure.targets:
        return ""
    worst = max(figure.statistic(target.statistic) / target.limit for target in figure.targets)
    if worst > 1:
        return f"**missed**, {worst:.2f} times the target"
    stretches = [(target.statistic, target.stretch) for target in figure.targets if target.stretch is not None]
    if stretches and all(figure.statistic(name) <= stretch for name, stretch in stretches):
        return "met, and the stretch too"
    return "met"


def figures_table(figures: Iterable[Figure]) -> str:
    """Return a Markdown table with a row for each figure."""
    head = ("", "median", "p99", "worst", "of", "target", "stretch", "verdict")
    return table(head, [_row(figure) for figure in figures])


def _row(figure: Figure) -> tuple[str, ...]:
    if len(figure.values) > 1:
        shown = [number(figure.statistic(name)) for name in ("median", "p99", "worst")]
    else:
        shown = [*map(number, figure.values), "", "", ""][:3]
    count = str(len(figure.values) or "")
    limits = ", ".join(_limit(target, target.limit) for target in figure.targets)
    stretches = ", ".join(_limit(target, target.stretch) for target in figure.targets if target.stretch is not None)
    return (f"{figure.name}, {figure.unit}", *shown, count, limits, stretches, verdict(figure))


def _limit(target: Target, value: float) -> str:
    return number(value) if target.statistic == "median" else f"{target.statistic} {number(value)}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def number(value: float) -> str:
    """Format a number with three significant digits, or without decimals from 100."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def circumstances(*commands: Sequence[str]) -> str:
    """Return the date, the machine and the versions of programs. Each command prints a version."""
    versions = [
        subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip() for command in commands
    ]
    now = datetime.now(UTC)
    facts = [
        f"{now.day} {now:%B %Y}",
        f"{_processor()}, {os.cpu_count()} cores, {_system()}",
        f"{platform.python_implementation()} {platform.python_version()}",
        *versions,
        f"load before: {_load()}",
    ]
    return "; ".join(facts)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").split("\n")
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return platform.platform(terse=True)


def _load() -> str:
    return f"{os.getloadavg()[0]:.2f}" if hasattr(os, "getloadavg") else "unknown"
