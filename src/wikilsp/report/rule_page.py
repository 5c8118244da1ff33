"""What is told of a rule: a page of Markdown, and a line in the list of all. Runs no rule."""

from wikilsp.rule import Rule


def rule_page(rule: Rule) -> str:
    """Give the rule's documentation page; `docs/rules/CODE.md` holds the same text."""
    return f"""\
# {rule.code}

{rule.summary}

Default severity: {rule.severity.label}. To change it, write `{rule.code} = "off"`, or another severity, under `[rules]`
in the settings. To silence it in one place, write `<!-- wikilsp-ignore {rule.code} -->` there.

{rule.doc.strip().removeprefix(rule.summary).strip()}
"""


def rule_line(rule: Rule) -> str:
    """Give the rule's default severity, its code and its first sentence."""
    return f"{rule.severity.label:<8} {rule.code:<32} {rule.summary}"
