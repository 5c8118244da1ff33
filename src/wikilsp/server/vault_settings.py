"""Reads the settings of vaults, applies the editor's options to them, and reports each problem once."""

import logging
from functools import partial
from pathlib import Path
from typing import Protocol

from wikilsp.baseline import NO_BASELINE, Baseline, BaselineError
from wikilsp.codes import CODES
from wikilsp.disk.root import Root, find_root, read_settings, settings_without_file
from wikilsp.settings import NO_OPTIONS, RawOptions, Settings, SettingsError
from wikilsp.settings.load import option_problems
from wikilsp.vault.problem import Problem
from wikilsp.visible import escape_invisible

log = logging.getLogger(__name__)


class ShowMessage(Protocol):
    """Shows a message to the user."""

    def __call__(self, message: str, *, is_warning: bool = False) -> None:
        """Show a message to the user."""


class VaultSettings:
    """Reads the settings of vaults. Invalid settings are reported to the user and have no effect."""

    def __init__(self, show_message: ShowMessage) -> None:
        self._show_message = show_message
        self._options = NO_OPTIONS
        """The last valid options of the editor."""
        self._option_problems = list[str]()
        """The last reported problems of the editor's options."""
        self._errors: dict[Path, str] = {}
        """The last reported error in the settings of a vault, by root."""
        self._baseline_errors: dict[Path, str] = {}
        """The last reported error in the baseline of a vault, by root."""
        self._explanations: dict[Path, list[str]] = {}
        """The last logged explanations of the preset of a vault, by root."""
        self._logged: set[Problem] = set()
        """The logged problems with files that could not be read."""

    def set_options(self, options: RawOptions) -> bool:
        """Replace the editor's options, or report them if they are invalid. Return True if they have changed."""
        problems = option_problems(dict(options), CODES)
        if problems and problems != self._option_problems:
            self._show_message(f"The editor's settings for wikilsp are ignored: {'; '.join(problems)}", is_warning=True)
        self._option_problems = problems
        if problems or options == self._options:
            return False
        self._options = options
        return True

    def read(self, root: Path, previous: Settings | None = None) -> Settings:
        """Read the settings of a vault. If they are invalid, return `previous`, or else the defaults."""
        explanations: list[str] = []
        settings = self._read(root, previous, explanations)
        if self._explanations.get(root) != explanations:
            self._explanations[root] = explanations
            for explanation in explanations:
                log.info("%s: %s", escape_invisible(str(root)), escape_invisible(explanation))
        return settings

    def _read(self, root: Path, previous: Settings | None, explanations: list[str]) -> Settings:
        warn, explain = partial(self._log, root), explanations.append
        try:
            settings = read_settings(root, CODES, over=self._options, warn=warn, explain=explain)
        except SettingsError as error:
            if self._errors.get(root) != str(error):
                self._errors[root] = str(error)
                fallback = "the previous settings still apply" if previous else "the defaults are used"
                self._show_message(f"Invalid settings, so {fallback}: {error}", is_warning=True)
            explanations.clear()
            return previous or settings_without_file(root, self._options, warn, explain)
        self._errors.pop(root, None)
        return settings

    def read_baseline(self, root: Path, settings: Settings) -> Baseline:
        """Read the known findings of a vault with these settings. If that fails, nothing is known."""
        if not settings.baseline:
            return NO_BASELINE
        from wikilsp.disk.baseline_file import read_baseline  # noqa: PLC0415 - most vaults have no baseline

        try:
            baseline = read_baseline(root / settings.baseline)
        except BaselineError as error:
            if self._baseline_errors.get(root) != str(error):
                self._baseline_errors[root] = str(error)
                place = escape_invisible(str(root / settings.baseline))
                message = f"The baseline “{place}” cannot be used, so all findings are reported: {error}"
                self._show_message(message, is_warning=True)
            return NO_BASELINE
        self._baseline_errors.pop(root, None)
        return baseline

    def forget(self, root: Path) -> None:
        """Forget what was reported and logged for a vault."""
        self._errors.pop(root, None)
        self._baseline_errors.pop(root, None)
        self._explanations.pop(root, None)

    def find_root(self, path: Path) -> Root:
        """Find the root of the vault of a file or folder, and log files that could not be read on the way."""
        root = find_root(path)
        for problem in root.problems:
            self._log(root.path, problem)
        return root

    def _log(self, root: Path, problem: Problem) -> None:
        """Log that a file cannot be read, once."""
        if problem not in self._logged:
            self._logged.add(problem)
            log.warning("%s: %s", root / problem.path, problem.message)
