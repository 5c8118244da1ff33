"""Parses settings from TOML text. Errors name the line.

Most vaults have no settings file: `load`, which takes long to import, is imported only by a run that loads settings.
"""

from wikilsp.settings.globs import Globs
from wikilsp.settings.source import NO_OPTIONS, RawOptions, SettingsError
from wikilsp.settings.values import Dialect, Preset, Settings, Severity

__all__ = [
    "NO_OPTIONS",
    "Dialect",
    "Globs",
    "Preset",
    "RawOptions",
    "Settings",
    "SettingsError",
    "Severity",
]
