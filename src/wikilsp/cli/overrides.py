"""Settings on the command line: `--config`, `--exclude` and `--per-file-ignores`."""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import click
from msgspec.structs import replace

from wikilsp.cli.vaults import SettingsSource
from wikilsp.codes import CODES
from wikilsp.settings import RawOptions, Settings, SettingsError
from wikilsp.settings.load import merge_options, option_problems, read_toml
from wikilsp.settings.problems import hyphenate

_EXAMPLE = "such as 'rules.missing-note = \"info\"'"

PerFileIgnores = Mapping[str, tuple[str, ...]]
"""Codes of rules, by the glob of the notes in which they do not run."""


def parse_config(values: Iterable[str]) -> SettingsSource:
    """Parse the values of `--config`: the path of one file, and TOML. Raise `click.BadParameter`."""
    source = SettingsSource()
    for value in values:
        if os.path.lexists(value) or "=" not in value:
            if source.file:
                raise click.BadParameter(f"“{source.file}” and “{value}” are both files; give one file, and TOML")
            source = replace(source, file=_check_file(value))
        else:
            source = replace(source, over=merge_options(source.over, _parse_toml(value)))
    return source


def _check_file(value: str) -> Path:
    file = Path(value)
    if not os.path.lexists(value):
        raise click.BadParameter(f"the file “{value}” does not exist; give a file, or TOML {_EXAMPLE}")
    if file.is_dir():
        raise click.BadParameter(f"“{value}” is a folder; give the settings file in it")
    return file


def _parse_toml(value: str) -> RawOptions:
    try:
        options = read_toml(value, "").tree
    except SettingsError as error:
        message = f"“{value}” is neither a file nor TOML {_EXAMPLE}: {error.message}"
        raise click.BadParameter(message) from error
    return _checked(options)


def _checked(options: RawOptions) -> RawOptions:
    """Return valid options unchanged. Raise `click.BadParameter`."""
    if problems := option_problems(options, CODES):
        raise click.BadParameter("; ".join(problems))
    return options


def parse_globs(values: tuple[str, ...]) -> tuple[str, ...]:
    """Return the values of `--exclude` unchanged. Raise `click.BadParameter` if one is no valid glob."""
    _checked({"exclude": list(values)})
    return values


def parse_per_file_ignores(values: Iterable[str]) -> PerFileIgnores:
    """Parse the values of `--per-file-ignores`: `GLOB:CODE,CODE`, or several of these after commas.

    Raise `click.BadParameter`.
    """
    ignores: dict[str, list[str]] = {}
    for value in values:
        for glob, code in _pairs(value):
            ignores.setdefault(glob, []).append(code)
    _checked({"per-file-ignores": ignores})
    return {glob: tuple(map(hyphenate, codes)) for glob, codes in ignores.items()}


def _pairs(value: str) -> Iterator[tuple[str, str]]:
    """Yield each glob with each of its codes. A glob may contain commas if it is the first one."""
    start, glob = "", ""
    for part in value.split(","):
        before, colon, code = part.rpartition(":")
        if colon:
            glob, start = start + before.strip(), ""
        elif not glob:
            start += f"{part},"
        if glob and code.strip():
            yield glob, code.strip()
    if not glob:
        raise click.BadParameter(f"“{value}” names no rule; write GLOB:CODE, such as 'drafts/**:missing-note'")


def with_exclusions(settings: Settings, exclude: tuple[str, ...], ignores: PerFileIgnores) -> Settings:
    """Return settings with further globs of excluded files, and further rules that do not run in some notes."""
    merged = dict(settings.per_file_ignores)
    for glob, codes in ignores.items():
        merged[glob] = tuple(dict.fromkeys((*merged.get(glob, ()), *codes)))
    return replace(settings, exclude=(*settings.exclude, *exclude), per_file_ignores=merged)
