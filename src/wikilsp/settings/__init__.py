"""Settings and the Dialect they make. Given TOML text, never a file; an error points at the line."""

from wikilsp.settings.globs import Globs
from wikilsp.settings.load import SettingsError, default_settings, load_settings
from wikilsp.settings.schema import settings_schema
from wikilsp.settings.values import Dialect, Preset, Settings, Severity

__all__ = [
    "Dialect",
    "Globs",
    "Preset",
    "Settings",
    "SettingsError",
    "Severity",
    "default_settings",
    "load_settings",
    "settings_schema",
]
