"""Options that take rule codes, and the settings that result from them."""

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


def parse_codes(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> frozenset[str]:
    """Parse an option that takes comma-separated codes and may be repeated."""
    return frozenset(check_code(code.strip()) for value in values for code in value.split(",") if code.strip())


def select_rules(settings: Settings, select: frozenset[str], ignore: frozenset[str]) -> Settings:
    """Return settings in which only the rules in `select` run (all if it is empty), except the ones in `ignore`.

    A rule of `select` that the settings turn off runs with its default severity.
    """
    if not (select or ignore):
        return settings
    from wikilsp.rules import RULES  # noqa: PLC0415 - cached findings need no rules

    severities = dict(settings.severities)
    for rule in RULES:
        if rule.code in ignore or (select and rule.code not in select):
            severities[rule.code] = Severity.OFF
        elif rule.code in select and severities.get(rule.code, rule.default) == Severity.OFF:
            severities[rule.code] = rule.severity
    return replace(settings, severities=severities)
