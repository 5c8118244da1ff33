"""Reads settings in the tests as the product does, with a few rules to name."""

from wikilsp.settings import load_settings

CODES = ("missing-note", "missing-heading", "alias-link", "duplicate-property", "ambiguous-link")


def load(text, **given):
    return load_settings(text, **{"codes": CODES, "source": ".wikilsp.toml", **given})
