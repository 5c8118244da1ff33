"""Parses settings from TOML text. Errors name the line."""

from wikilsp.settings.globs import Globs
from wikilsp.settings.load import (
    NO_OPTIONS,
    RawOptions,
    SettingsError,
    default_settings,
    load_settings,
    option_problems,
    read_toml,
)
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
    "default_settings",
    "load_settings",
    "option_problems",
    "read_toml",
]
