"""How much of a note is taken in, so that none takes long. `large-note` says what is left out."""

MOST_ITEMS = 10_000
"""A value with more commas than this is no list."""
MOST_MARKS = 25_000
"""Front matter with more line ends, commas, colons, hyphens and brackets than this is not read."""
MOST_MOJIBAKE = 10_000
"""So many runs of characters are looked at that may have been decoded wrongly."""
MOST_FINDINGS = 5_000
"""So many findings of one rule are reported in one note."""
