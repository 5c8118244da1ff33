"""TOML text -> Settings. Given the text and the codes of the rules, never a file; every error points at its line."""

import re
from collections.abc import Collection, Iterable, Mapping
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from msgspec import UNSET, convert
from msgspec.structs import replace

from wikilsp.settings.lines import key_line
from wikilsp.settings.options import DIALECT_OPTIONS, Options
from wikilsp.settings.presets import PRESETS
from wikilsp.settings.problems import Problem, hyphened, meaningless, misshapen
from wikilsp.settings.values import Dialect, Settings, Severity

Written = Mapping[str, Any]
"""Options as TOML or JSON gives them."""
NOTHING: Written = MappingProxyType({})

_TABLES = frozenset(("links", "properties", "tags", "files", "new-notes", "rules", "per-file-ignores"))
_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


class SettingsError(Exception):
    """Settings that cannot be used: what is wrong at the 1-based `line` of the file `source`, and `also` at others."""

    def __init__(self, source: str, line: int, message: str, also: tuple[tuple[int, str], ...] = ()) -> None:
        super().__init__(source, line, message, also)
        self.source = source
        self.line = line
        self.message = message
        self.also = also

    @property
    def lines(self) -> list[str]:
        """A line `path:line: message` for each thing that is wrong, which may quote anything from the file."""
        places = ((self.line, self.message), *self.also)
        return [f"{self.source}:{line}: {message}" for line, message in places]

    def __str__(self) -> str:
        """Give these lines as one text."""
        return "\n".join(self.lines)


def default_settings(*, logseq: bool = False, over: Written = NOTHING) -> Settings:
    """Give the settings of a vault that has no settings file; `logseq` if it has a `logseq/config.edn`.

    `over` are options without a problem that outrank all others.
    """
    return _settings(convert(_with_hyphens(over), Options), logseq=logseq)


def load_settings(
    text: str,
    *,
    codes: Collection[str],
    table: tuple[str, ...] = (),
    source: str,
    logseq: bool = False,
    over: Written = NOTHING,
) -> Settings:
    """Read settings from the TOML text of the file `source`.

    `codes` are those of all rules, `table` is where the settings stand in the file, such as `("tool", "wikilsp")`, and
    `logseq` says whether the vault has a `logseq/config.edn`. `over` are options without a problem that outrank those
    of the file. Raises `SettingsError`.
    """
    written = _table(_parse(text, source), table)
    _raise(misshapen(written, codes), text, table, source)
    tree = _with_hyphens(written)
    _raise(meaningless(convert(tree, Options), codes), text, table, source)
    return _settings(convert(_merged(tree, _with_hyphens(over)), Options), logseq=logseq)


def option_problems(written: Any, codes: Collection[str]) -> list[str]:
    """Say what is wrong with options that stand in no file, as messages; nothing if they can be used."""
    found = list(misshapen(written, codes))
    return [problem.message for problem in found or meaningless(convert(_with_hyphens(written), Options), codes)]


def _parse(text: str, source: str) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415 - many vaults have no settings file

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _TOML_PLACE.search(str(error))
        line = int(place[1]) if place and place[1] else text.rstrip().count("\n") + 1
        message = _TOML_PLACE.sub("", str(error))
        raise SettingsError(source, line, f"this is not TOML: {message[:1].lower()}{message[1:]}") from error
    except RecursionError as error:
        raise SettingsError(source, 1, "this TOML cannot be read: its brackets are nested too deep") from error


def _table(tree: Any, names: Iterable[str]) -> Any:
    """Give what stands at the table of that name, an empty table if nothing does."""
    for name in names:
        tree = tree.get(name, {}) if isinstance(tree, dict) else {}
    return tree


def _raise(problems: Iterable[Problem], text: str, table: tuple[str, ...], source: str) -> None:
    """Raise one error for all problems, if there are any."""
    places = sorted((key_line(text, table + problem.path), problem.message) for problem in problems)
    if places:
        raise SettingsError(source, *places[0], tuple(places[1:]))


def _merged(below: Written, above: Written) -> dict[str, Any]:
    """Let some options outrank others, one by one."""
    tables = {name: {**below[name], **above[name]} for name in below.keys() & above.keys() if name in _TABLES}
    return {**below, **above, **tables}


def _with_hyphens(written: Written) -> dict[str, Any]:
    """Give all names in their documented form. The keys of `per-file-ignores` are globs, not names."""
    tree: dict[str, Any] = {}
    for key, value in written.items():
        name = hyphened(key)
        is_table = isinstance(value, Mapping) and name != "per-file-ignores"
        tree[name] = {hyphened(inner): item for inner, item in value.items()} if is_table else value
    return tree


def _settings(given: Options, *, logseq: bool) -> Settings:
    preset = given.preset or ("logseq" if logseq else "obsidian")
    dialect = Dialect(preset=preset)
    for options in (PRESETS[preset], given):
        values = {name: attrgetter(option)(options) for option, name in DIALECT_OPTIONS}
        dialect = replace(dialect, **{name: value for name, value in values.items() if value is not UNSET})
    levels = {**PRESETS[preset].rules, **given.rules}
    settings = Settings(
        dialect=dialect,
        severities={code: Severity[level.upper()] for code, level in levels.items()},
        exclude=given.exclude,
        per_file_ignores={glob: tuple(map(hyphened, codes)) for glob, codes in given.per_file_ignores.items()},
        ignore_targets=given.ignore_targets,
        cache=given.cache,
        new_note_folder=given.new_notes.folder.strip("/"),
        new_note_template=given.new_notes.template,
    )
    return replace(settings, max_size=_bytes(given.files.max_size)) if given.files.max_size else settings


def _bytes(size: int | str) -> int:
    """Give the number of bytes that a valid `max-size` such as “5 MB” means."""
    if isinstance(size, int):
        return size
    number = size.strip().lower().removesuffix("b")
    factor = {"k": 10**3, "m": 10**6, "g": 10**9}.get(number[-1], 1)
    return max(1, round(float(number.rstrip("kmg ")) * factor))
