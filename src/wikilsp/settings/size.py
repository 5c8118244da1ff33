"""Parses sizes in settings: a number of bytes, or a text such as “5 MB”."""


def parse_size(size: int | str) -> int:
    """Return a valid `max-size` in bytes, 1 or more."""
    if isinstance(size, int):
        return size
    number = size.strip().lower().removesuffix("b")
    factor = {"k": 10**3, "m": 10**6, "g": 10**9}.get(number[-1], 1)
    return max(1, round(float(number.rstrip("kmg ")) * factor))
