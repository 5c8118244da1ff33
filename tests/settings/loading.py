"""Loads settings for the tests, with a few rule codes."""

from wikilsp.settings.load import load_settings

CODES = ("missing-note", "missing-daily-note", "missing-heading", "alias-link", "duplicate-property", "ambiguous-link")


def load(text, **options):
    return load_settings(text, **{"codes": CODES, "source": ".wikilsp.toml", **options})
