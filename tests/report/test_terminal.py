import pytest

from wikilsp.report.terminal import colored, plain, printable, width


@pytest.mark.parametrize(
    ("char", "columns"),
    [("a", 1), ("é", 1), ("\u0301", 0), ("中", 2), ("ｱ", 1), ("🚀", 2), ("\u200d", 0), ("\u00a0", 1)],
)
def test_width(char, columns):
    assert width(char) == columns


def test_letters_of_every_script_are_printable():
    assert printable("Größe 中文 🚀\u200d עברית") == "Größe 中文 🚀\u200d עברית"


@pytest.mark.parametrize("char", ["\x1b", "\x07", "\x9b", "\n", "\r", "\u2028"])
def test_what_could_steer_the_terminal_is_replaced(char):
    assert printable(f"a{char}b") == "a\ufffdb"


def test_a_color_ends_with_its_text():
    assert colored("a", "1;31") == "\x1b[1;31ma\x1b[0m"
    assert colored("", "1;31") == ""
    assert plain("a", "1;31") == "a"
