"""Rule codes as they are typed: several with commas between them, checked against the rules there are."""

import click

from wikilsp.codes import CODES
from wikilsp.wording import did_you_mean, nearest


def check_code(code: str) -> str:
    """Give the code back; a usage error that names the nearest one if no rule has it."""
    if code not in CODES:
        hint = did_you_mean(nearest(code, CODES)) or "; “wikilsp rule” lists them"
        raise click.BadParameter(f"no rule is named “{code}”{hint}")
    return code


def parse_codes(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> frozenset[str]:
    """Read the codes of an option that may be repeated."""
    return frozenset(check_code(code.strip()) for value in values for code in value.split(",") if code.strip())
