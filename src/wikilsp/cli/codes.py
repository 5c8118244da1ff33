"""Options that take rule codes, and the settings that result from them."""

from collections.abc import Iterable
from typing import NamedTuple

import click
from msgspec.structs import replace

from wikilsp.codes import CODES
from wikilsp.settings import Settings, Severity
from wikilsp.wording import did_you_mean, nearest


def check_code(code: str) -> str:
    """Return a rule code unchanged. Raise `click.BadParameter`, with the nearest code, if no rule has it."""
    if code not in CODES:
        hint = did_you_mean(nearest(code, CODES)) or "; “wikilsp rule” lists them"
        raise click.BadParameter(f"no rule is named “{code}”{hint}")
    return code


def complete_codes(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """Return the completions of the last code in a comma-separated list."""
    before, comma, start = incomplete.rpartition(",")
    return [f"{before}{comma}{code}" for code in CODES if code.startswith(start)]


def parse_codes(values: Iterable[str]) -> frozenset[str]:
    """Parse the values of an option that takes comma-separated codes and may be repeated."""
    return frozenset(check_code(code.strip()) for value in values for code in value.split(",") if code.strip())


class Selection(NamedTuple):
    """The rules that the command line asks for, by code."""

    select: frozenset[str] = frozenset()
    """If it is not empty, only these and the rules of `extend` run."""
    extend: frozenset[str] = frozenset()
    """Rules that run in addition."""
    ignore: frozenset[str] = frozenset()
    """Rules that do not run, whatever else is said."""


def select_rules(settings: Settings, selection: Selection) -> Settings:
    """Return settings in which the rules of a selection run.

    A rule that is named to run, but that the settings turn off, runs with its own severity.
    """
    from wikilsp.rules import RULES  # noqa: PLC0415 - cached findings need no rules

    severities = dict(settings.severities)
    named = selection.select | selection.extend
    for rule in RULES:
        if rule.code in selection.ignore or (selection.select and rule.code not in named):
            severities[rule.code] = Severity.OFF
        elif rule.code in named and severities.get(rule.code, rule.default) == Severity.OFF:
            severities[rule.code] = rule.severity
    return replace(settings, severities=severities)
