"""Limits on parsing, so that no note takes long. The rule `large-note` reports what exceeds them."""

MOST_ITEMS = 10_000
"""Limit on the commas of a list. A value with more is not split."""
MOST_MARKS = 25_000
"""Limit on the line endings, commas, colons, hyphens and brackets of front matter. If it has more, it is not parsed."""
MOST_MOJIBAKE = 10_000
"""Limit on the runs of characters per note that are checked for mojibake."""
MOST_FINDINGS = 5_000
"""Limit on the findings per rule and note."""
