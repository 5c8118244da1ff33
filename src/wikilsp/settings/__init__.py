"""Settings and the Dialect they make. Given TOML text, never a file; an error points at the line."""

from wikilsp.settings.globs import Globs
from wikilsp.settings.load import (
    NOTHING,
    SettingsError,
    Written,
    default_settings,
    load_settings,
    option_problems,
    read_toml,
)
from wikilsp.settings.schema import settings_schema
from wikilsp.settings.values import Dialect, Preset, Settings, Severity

__all__ = [
    "NOTHING",
    "Dialect",
    "Globs",
    "Preset",
    "Settings",
    "SettingsError",
    "Severity",
    "Written",
    "default_settings",
    "load_settings",
    "option_problems",
    "read_toml",
    "settings_schema",
]
