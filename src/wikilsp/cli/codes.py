"""Rule codes as they are typed: several with commas between them, checked against the rules there are."""

import click

from wikilsp.rules import RULES
from wikilsp.wording import did_you_mean, nearest


def known_code(code: str) -> str:
    """Give the code back; a usage error that names the nearest one if no rule has it."""
    codes = [rule.code for rule in RULES]
    if code not in codes:
        hint = did_you_mean(nearest(code, codes)) or "; “wikilsp rule” lists them"
        raise click.BadParameter(f"no rule is named “{code}”{hint}")
    return code


def codes(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> frozenset[str]:
    """Read the codes of an option that may be repeated."""
    return frozenset(known_code(code.strip()) for value in values for code in value.split(",") if code.strip())
