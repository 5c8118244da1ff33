"""Compares the running version with the versions that settings are written for."""

from collections.abc import Iterator
from typing import Any

from wikilsp import __version__
from wikilsp.settings.problems import Problem, hyphenate
from wikilsp.wording import shorten

_KEY = "required-version"
_LONGEST = 100


def version_problems(written: Any) -> Iterator[Problem]:
    """Yield a problem if options require another version of wikilsp.

    Any other problem in settings for another version may be due to that, so this is looked for first.
    """
    for key, value in written.items() if isinstance(written, dict) else ():
        if hyphenate(key) != _KEY:
            continue
        versions = value.strip() if isinstance(value, str) else None
        is_met = None if versions is None else _is_met(versions)
        if is_met is None:
            actual = f", not “{shorten(versions)}”" if versions else ""
            yield Problem((key,), f'“{_KEY}” must be a version specifier, such as ">=0.1"{actual}')
        elif not is_met:
            remedy = f"install another version, or change “{_KEY}”"
            yield Problem((key,), f"these settings require wikilsp {versions}, and this is {__version__}; {remedy}")


def _is_met(versions: str) -> bool | None:
    """Whether the running version is one of these; None if they are no version specifier. "" is any version."""
    if not versions:
        return True
    from packaging.specifiers import InvalidSpecifier, SpecifierSet  # noqa: PLC0415 - few settings require a version

    if len(versions) > _LONGEST:
        return None
    try:
        # A version alone stands for exactly this version.
        allowed = SpecifierSet(f"=={versions}" if versions[0].isdecimal() else versions)
    except InvalidSpecifier:
        return None
    return allowed.contains(__version__, prereleases=True)
