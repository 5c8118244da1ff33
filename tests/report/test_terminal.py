import pytest

from wikilsp.report.terminal import colored, uncolored, widths


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("a", [1]),
        ("é", [1]),
        ("e\u0301", [1, 0]),
        ("中ｱ", [2, 1]),
        ("🚀", [2]),
        ("\u200e", [0]),
        ("\u00a0", [1]),
        ("👩\u200d💻!", [2, 0, 0, 1]),
    ],
)
def test_widths(text, columns):
    assert widths(text) == columns


def test_a_color_is_reset_after_its_text():
    assert colored("a", "1;31") == "\x1b[1;31ma\x1b[0m"
    assert colored("", "1;31") == ""
    assert uncolored("a", "1;31") == "a"
