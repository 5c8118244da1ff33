"""The exit status of each command, as docs/check.md lists them."""

import re
from pathlib import Path

import pytest

CHECK = (Path(__file__).parent.parent.parent / "docs" / "check.md").read_text("utf-8")
TABLE = CHECK.partition("## Exit status")[2].partition("\n## ")[0]


def test_the_guide_lists_every_status():
    assert re.findall(r"(?m)^\| (\d+) \|", TABLE) == ["0", "1", "2", "130", "141", "143"]


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["check", "clean.md"], 0),
        (["check", "--exit-zero"], 0),
        (["check", "--fix-only"], 0),
        (["check", "--show-settings"], 0),
        (["check", "--show-files"], 0),
        (["check"], 1),
        (["check", "--statistics"], 1),
        (["check", "--diff", "--select", "link-edge-space"], 1),
        (["check", "nowhere.md"], 2),
        (["check", "--output-file", "nowhere/x"], 2),
        (["rename", "clean", "cleaner"], 0),
        (["rename", "clean", "a"], 1),
        (["rename", "clean"], 2),
        (["recover"], 0),
        (["recover", "--continue", "--undo"], 2),
        (["inspect", "a.md"], 0),
        (["inspect", "nowhere.md"], 2),
        (["rule", "missing-note"], 0),
        (["rule", "missing-not"], 2),
        (["cache", "info"], 0),
        (["cache", "infos"], 2),
        (["server", "--tcp", "nonsense"], 2),
        (["server", "--tcp", "127.0.0.1:1", "--log-file", "nowhere/x"], 2),
        (["--version"], 0),
        (["--help"], 0),
        ([], 2),
        (["chekc"], 2),
    ],
    ids=str,
)
def test_commands_keep_to_the_table(run, write, arguments, status):
    write({".wikilsp.toml": "", "a.md": "[[Gone]] [[ clean ]]\n", "clean.md": ""})
    assert run(*arguments).exit_code == status


@pytest.mark.parametrize(
    "arguments", [["check"], ["rename", "a", "b"], ["inspect", "a.md"], ["check", "--fix"]], ids=" ".join
)
def test_invalid_settings_end_every_command_with_status_2(run, write, arguments):
    write({".wikilsp.toml": "nonsense = 1\n", "a.md": ""})
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert (
        result.stderr.startswith(".wikilsp.toml:1: ")
        or "/.wikilsp.toml:1: no setting is named “nonsense”" in result.stderr
    )
