"""Sizes as settings write them: a number of bytes, or a text such as “5 MB”."""


def bytes_of(size: int | str) -> int:
    """Return the number of bytes that a valid `max-size` means, 1 or more."""
    if isinstance(size, int):
        return size
    number = size.strip().lower().removesuffix("b")
    factor = {"k": 10**3, "m": 10**6, "g": 10**9}.get(number[-1], 1)
    return max(1, round(float(number.rstrip("kmg ")) * factor))
