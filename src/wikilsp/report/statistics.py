"""The number of findings of each rule, and how many of them `--fix` would mend."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from msgspec import Struct

from wikilsp.finding import Diagnostic, applicable_fix
from wikilsp.report.json_text import encode_json
from wikilsp.report.terminal import BOLD, COLORS, Paint
from wikilsp.settings import Severity


class RuleCount(Struct):
    """The numbers of findings of one rule."""

    code: str
    severity: str
    count: int = 0
    fixable: int = 0
    """How many have a safe fix."""
    unsafe_fixable: int = 0
    """How many have an unsafe fix only."""


def count_findings(found: Iterable[Diagnostic]) -> list[RuleCount]:
    """Count findings by rule, the most frequent rule first. The severity is the highest of the rule's findings."""
    by_code: dict[str, list[Diagnostic]] = defaultdict(list)
    for diagnostic in found:
        by_code[diagnostic.code].append(diagnostic)
    return sorted(map(_count, by_code.values()), key=lambda count: (-count.count, count.code))


def format_counts(counts: Iterable[RuleCount], paint: Paint) -> Iterator[str]:
    """Yield a line for each rule, aligned."""
    rows = [(f"{each.count:,}", each.severity, each.code, _describe_fixes(each)) for each in counts]
    widths = [max((len(cell) for cell in column), default=0) for column in zip(*rows, strict=True)]
    for number, severity, code, fixes in rows:
        shown = paint(f"{severity:<{widths[1]}}", COLORS[Severity[severity.upper()]])
        yield f"{paint(f'{number:>{widths[0]}}', BOLD)}  {shown}  {code:<{widths[2]}}  {fixes}".rstrip()


def counts_json(counts: Iterable[RuleCount]) -> bytes:
    """Return the counts as one JSON document in UTF-8."""
    return encode_json(list(counts), indent=2)


def _count(found: list[Diagnostic]) -> RuleCount:
    fixes = [fix for diagnostic in found if (fix := applicable_fix(diagnostic, unsafe=True))]
    safe = sum(fix.safe for fix in fixes)
    severity = max(diagnostic.severity for diagnostic in found)
    return RuleCount(found[0].code, severity.label, len(found), safe, len(fixes) - safe)


def _describe_fixes(count: RuleCount) -> str:
    parts = [f"{count.fixable:,} fixable with --fix"] if count.fixable else []
    parts += [f"{count.unsafe_fixable:,} with --unsafe-fixes"] if count.unsafe_fixable else []
    return ", ".join(parts)
