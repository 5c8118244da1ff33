"""Compares the running version with the versions that settings are written for."""

from collections.abc import Iterator
from typing import Any

from wikilsp import __version__
from wikilsp.settings.problems import Problem, hyphenate
from wikilsp.wording import shorten

_KEY = "required-version"
_LONGEST = 100


def version_problems(written: Any) -> Iterator[Problem]:
    """Yield a problem if options require another version of wikilsp. A value that is not text is left to others.

    Any other problem in settings for another version may be due to that, so this is looked for first.
    """
    for key, value in written.items() if isinstance(written, dict) else ():
        if hyphenate(key) == _KEY and isinstance(value, str) and value.strip():
            yield from (Problem((key,), message) for message in _messages(value.strip()))


def _messages(versions: str) -> Iterator[str]:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet  # noqa: PLC0415 - few settings require a version

    try:
        if len(versions) > _LONGEST:
            raise InvalidSpecifier
        # A version alone stands for exactly this version.
        allowed = SpecifierSet(f"=={versions}" if versions[0].isdecimal() else versions)
    except InvalidSpecifier:
        yield f'“{_KEY}” must be a version specifier, such as ">=0.1", not “{shorten(versions)}”'
        return
    if not allowed.contains(__version__, prereleases=True):
        yield (
            f"these settings require wikilsp {versions}, and this is {__version__}; install another version, or "
            f"change “{_KEY}”"
        )
