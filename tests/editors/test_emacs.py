"""Emacs with Eglot, configured with the snippet of the guide."""

import pytest
from drivers import HERE, drive, program, snippet
from expectations import (
    DRAFT,
    CompletionTests,
    ReadingTests,
    TwoNotesTests,
    WritingTests,
    read_vault,
    write_vault,
)

PACKAGES = "(progn (package-initialize) (require 'eglot) (require 'markdown-mode))"


def drive_emacs(driver, vault, environment, folder):
    emacs = program("emacs", "--batch", "--eval", PACKAGES)
    (folder / "init.el").write_text(snippet("elisp"), encoding="utf-8")
    command = [emacs, "--batch", "--eval", PACKAGES, "-l", folder / "init.el", vault / "index.md"]
    return drive([*command, "-l", HERE / "emacs_journey.el", "-l", HERE / driver], environment, folder / "seen.json")


@pytest.fixture(scope="module")
def seen(vault, environment, tmp_path_factory):
    return drive_emacs("emacs.el", vault, environment, tmp_path_factory.mktemp("emacs"))


class TestEmacs(ReadingTests, CompletionTests, TwoNotesTests):
    pass


@pytest.fixture(scope="module")
def seen_writing(environment, tmp_path_factory):
    folder = tmp_path_factory.mktemp("emacs")
    vault = write_vault(folder / "vault", DRAFT)
    seen = drive_emacs("emacs_writing.el", vault, environment, folder)
    return seen | {"written": read_vault(vault)}


class TestWriting(WritingTests):
    name = "Two Sides"

    @pytest.fixture
    def seen(self, seen_writing):
        return seen_writing

    def test_a_refused_rename_names_the_command_to_run(self, seen):
        assert seen["refused"] == (
            "this editor cannot rename files; save all notes, then run in the vault’s folder: "
            "wikilsp rename 'Two Sides.md' '両 sides.md'"
        )
