"""The vaults of a Dendron workspace."""

import pytest
from folders import write
from odd_files import ODD_FILES

from wikilsp.disk.dendron import read_dendron_vaults
from wikilsp.disk.root import read_settings

TWO = """
version: 5
workspace:
    vaults:
        -
            fsPath: vault
            name: main
        - fsPath: ./docs/second/
    journal:
        name: journal
"""


@pytest.mark.parametrize(
    ("text", "vaults"),
    [
        ("", ()),
        ("version: 5\n", ()),
        ("workspace:\n  vaults:\n    - fsPath: vault\n      name: main\n", (("main", "vault"),)),
        ("workspace:\n  vaults:\n  - fsPath: vault\n  journal:\n    name: x\n", (("vault", "vault"),)),
        ("vaults:\n- name: 'my vault' # mine\n  fsPath: \"a b\"\n", (("my vault", "a b"),)),
        ("vaults: # all\r\n  # one\r\n\r\n  - fsPath: v\r\n    name: m#n # mine\r\n", (("m#n", "v"),)),
        ("vaults:\n - fsPath: .\n   name: root\n", (("root", ""),)),
        ("vaults:\n - fsPath: .\n", ()),
        ("vaults:\n - fsPath: ../elsewhere\n   name: x\n", ()),
        ("vaults:\n - fsPath: .\n   name: r\n   selfContained: true\n", (("r", "notes"),)),
        ("vaults:\n - fsPath: deps/x\n   selfContained: true\n", (("x", "deps/x/notes"),)),
        ("vaults:\n - fsPath: a\n   seeds:\n    - fsPath: b\n - fsPath: c\n", (("a", "a"), ("c", "c"))),
        ("vaults: []\nx:\n - fsPath: a\n", ()),
        ("vaults:\nx:\n - fsPath: a\n", ()),
    ],
)
def test_the_list_of_vaults(tmp_path, text, vaults):
    assert read_dendron_vaults(write(tmp_path, {"dendron.yml": text})) == vaults


def test_a_dash_may_be_alone_on_its_line(tmp_path):
    vaults = (("main", "vault"), ("second", "docs/second"))
    assert read_dendron_vaults(write(tmp_path, {"dendron.yml": TWO})) == vaults


@pytest.mark.parametrize(
    "text",
    [
        "vaults:\n" + " " * 1_000_000 + "- fsPath: a",
        "vaults:\n" + " - fsPath: '" * 90_000,
        "vaults:\n - fsPath: " + "a #" * 300_000,
        "vaults:\n" + "  -\n" * 200_000,
        "vaults:\n - " + "[" * 900_000,
        "vaults:\n" * 100_000,
        "vaults:\n - fsPath: " + "../" * 300_000,
        "\0" * 900_000,
        b"vaults:\n - fsPath: \xff\xfe\n",
        "{" * 900_000,
    ],
    ids=range(10),
)
def test_a_hostile_file_is_read_in_linear_time(tmp_path, text):
    vaults = read_dendron_vaults(write(tmp_path, {"dendron.yml": text}))
    assert len(vaults) <= 1


@pytest.mark.parametrize("make", ODD_FILES)
def test_an_odd_file_has_no_vaults(tmp_path, make):
    make(tmp_path / "dendron.yml")
    assert read_dendron_vaults(tmp_path) == ()


def test_the_vaults_are_settings_of_the_preset_only(tmp_path):
    write(tmp_path, {"dendron.yml": TWO})
    assert read_settings(tmp_path, ()).dialect.dendron_vaults == (("main", "vault"), ("second", "docs/second"))
    write(tmp_path, {".obsidian/": ""})
    assert read_settings(tmp_path, ()).dialect.dendron_vaults == ()
    assert len(read_settings(tmp_path, (), over={"preset": "dendron"}).dialect.dendron_vaults) == 2
