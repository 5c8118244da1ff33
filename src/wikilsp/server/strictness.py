"""Values of JSON as the protocol has them. A number is no text here, nor a text a number."""

from typing import Any

from cattrs import Converter
from pygls.protocol import default_converter

_LARGEST_ID = 2**63


def strict_converter() -> Converter:
    """Make what turns JSON into messages, for one server."""
    converter: Converter = default_converter()  # type: ignore[no-untyped-call]
    # Not for the types derived from them, as a hook for a type would be: enumerations are among these.
    converter.register_structure_hook_func(lambda kind: kind is int, _int)
    converter.register_structure_hook_func(lambda kind: kind is str, _str)
    return converter


def is_id(value: Any) -> bool:
    """May a request have this id?"""
    if isinstance(value, int) and not isinstance(value, bool):
        return -_LARGEST_ID <= value < _LARGEST_ID
    return isinstance(value, str)


def _int(value: Any, _: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
        raise TypeError(f"{value!r:.100} is no whole number")
    return int(value)  # some clients know no other numbers than 1.0


def _str(value: Any, _: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r:.100} is no text")
    return value
