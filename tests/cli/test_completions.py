"""Completion in real shells. The script of each shell runs the installed `wikilsp`."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BASH = """
eval "$(wikilsp completions bash)"
COMP_WORDS=({words}) COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
_wikilsp_completion wikilsp
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
# `zpty` types into an interactive shell. Without a menu, one Tab inserts what all completions have in common.
ZSH = """
zmodload zsh/zpty
zpty shell 'PS1= zsh -fi'
zpty -w shell 'autoload -U compinit; compinit -u -D; eval "$(wikilsp completions zsh)"; print READY'
zpty -r shell output '*READY*READY*'
zpty -w -n shell $'{words}\\t\\C-A: \\n'
zpty -w shell 'print DONE; exit'
while zpty -r shell line; do print -rn -- $line; done
"""
FISH = "wikilsp completions fish | source; complete -C '{words}'"


@pytest.fixture
def complete(tmp_path):
    """Return what a shell prints when the start of a command line is completed."""

    def run_shell(shell, script, words):
        # In CI, `.ci/setup-editors.sh` installs every shell.
        if not (os.environ.get("CI") or shutil.which(shell)):
            pytest.skip(f"{shell} is not installed")
        options = {"bash": ["--norc"], "zsh": ["-f"], "fish": ["--no-config"]}[shell]
        environment = {
            "HOME": str(tmp_path),
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "LANG": "C.UTF-8",
            "TERM": "dumb",
        }
        command = [shell, *options, "-c", script.format(words=words)]
        return subprocess.run(
            command, capture_output=True, text=True, check=True, env=environment, cwd=tmp_path, timeout=60
        ).stdout

    return run_shell


def test_bash_completes_commands_options_and_rule_codes(complete):
    assert complete("bash", BASH, "wikilsp ren") == "rename\n"
    assert "--dry-run\n" in complete("bash", BASH, "wikilsp rename --d")
    assert complete("bash", BASH, "wikilsp check --select missing-note,embed").strip() == "missing-note,embed-cycle"
    assert complete("bash", BASH, "wikilsp rule embed") == "embed-cycle\n"


def test_fish_completes_commands_with_their_descriptions(complete):
    assert complete("fish", FISH, "wikilsp ren").startswith("rename\tRename a note")
    assert complete("fish", FISH, "wikilsp rule embed").startswith("embed-cycle")


def test_zsh_completes_commands(complete):
    assert "wikilsp rename" in complete("zsh", ZSH, "wikilsp ren")


def test_an_unknown_shell_is_a_usage_error(run):
    result = run("completions", "tcsh")
    assert result.exit_code == 2
    assert "bash" in result.stderr
