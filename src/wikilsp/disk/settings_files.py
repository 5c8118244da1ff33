"""Settings and ignore files of a vault, whose changes may be reported several times."""

import os
from pathlib import Path

from wikilsp.disk.regular_file import read_if_exists

_MAX_REMEMBERED = 1_000
"""Files whose contents are remembered; more than that and they are all forgotten."""


class SettingsFiles:
    """The contents of settings and ignore files, as they were when a change of them was last reported."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._states: dict[str, int] = {}

    def is_new(self, path: str) -> bool:
        """Whether a file that is reported as changed differs from how it was at its last report, if there was one.

        True for a file that can't be read.
        """
        contents = read_if_exists(self._root / path, lambda _: None)
        before = self._states.pop(path, None)
        if contents is None and os.path.lexists(self._root / path):
            return True
        if len(self._states) >= _MAX_REMEMBERED:
            self._states.clear()
        state = self._states[path] = hash(contents)
        return state != before
