"""Documentation of a rule: its page in Markdown, and its line in the list of rules."""

from wikilsp.rule import Rule


def rule_page(rule: Rule) -> str:
    """Return the documentation page of a rule. `docs/rules/CODE.md` has the same text."""
    return f"""\
# {rule.code}

{rule.summary}

Default severity: {rule.default.label}. To change it, write `{rule.code} = "off"`, or another severity, under `[rules]`
in the settings. To silence a single finding, add `<!-- wikilsp-ignore {rule.code} -->` to its line.

{rule.doc.strip().removeprefix(rule.summary).strip()}
"""


def rule_line(rule: Rule) -> str:
    """Return the default severity, code and summary of a rule as one line."""
    return f"{rule.default.label:<8} {rule.code:<32} {rule.summary}"
