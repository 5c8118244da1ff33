"""`wikilsp rule`: lists the rules, or explains one."""

import click

from wikilsp.cli.codes import check_code, complete_codes
from wikilsp.cli.output import print_lines, print_page
from wikilsp.report.rule_page import rule_line, rule_page
from wikilsp.rule import Rule
from wikilsp.rules import RULES


def _parse_rule(_ctx: click.Context, _param: click.Parameter, code: str | None) -> Rule | None:
    return next(rule for rule in RULES if rule.code == check_code(code)) if code else None


@click.command(
    "rule",
    short_help="List the rules, or explain one.",
    epilog="Example: wikilsp rule missing-note",
)
@click.argument("rule", metavar="[CODE]", required=False, callback=_parse_rule, shell_complete=complete_codes)
def command(rule: Rule | None) -> None:
    """List all rules with their default severities, or explain the rule CODE."""
    if rule:
        print_page(rule_page(rule))
        return
    print_lines(*map(rule_line, sorted(RULES, key=lambda rule: (-rule.default, rule.code))))
