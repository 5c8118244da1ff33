"""The `jsonl` format: each finding as one line of JSON, as in the format `json`."""

from wikilsp.report.as_json import finding_json
from wikilsp.report.json_text import encode_json
from wikilsp.report.located import Report


def render(report: Report) -> bytes:
    """Return the findings as lines of JSON in UTF-8, nothing if there are none."""
    return b"".join(encode_json(finding_json(located)) for located in report.shown)
