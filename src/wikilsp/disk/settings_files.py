"""Settings and ignore files of vaults, whose changes may be reported several times."""

import os
from pathlib import Path

from wikilsp.disk.regular_file import read_if_exists

_MAX_REMEMBERED = 1_000
"""Files whose contents are remembered; more than that and they are all forgotten."""


class SettingsFiles:
    """The contents of settings and ignore files, as they were when a change of them was last reported."""

    def __init__(self) -> None:
        self._states: dict[Path, int] = {}

    def is_new(self, path: Path) -> bool:
        """Whether a file that is reported as changed differs from how it was at its last report, if there was one."""
        contents = read_if_exists(path, lambda _: None)
        state = hash(contents) if contents is not None else int(os.path.lexists(path))
        before = self._states.pop(path, None)
        if len(self._states) >= _MAX_REMEMBERED:
            self._states.clear()
        self._states[path] = state
        return state != before
