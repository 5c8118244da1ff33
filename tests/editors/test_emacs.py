"""Emacs with Eglot, set up as the guide says."""

import pytest
from driving import HERE, drive, program, snippet
from told import Reading, Writing

PACKAGES = "(progn (package-initialize) (require 'eglot) (require 'markdown-mode))"


@pytest.fixture(scope="module")
def seen(vault, environment, tmp_path_factory):
    emacs = program("emacs", "--batch", "--eval", PACKAGES)
    folder = tmp_path_factory.mktemp("emacs")
    (folder / "init.el").write_text(snippet("elisp"), encoding="utf-8")
    command = [emacs, "--batch", "--eval", PACKAGES, "-l", folder / "init.el", vault / "index.md"]
    return drive([*command, "-l", HERE / "emacs.el"], environment, folder / "seen.json")


class TestEmacs(Reading, Writing):
    pass
