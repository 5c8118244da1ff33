"""Formats for dates: they read the names that they write, and no others."""

from datetime import date

import pytest
from counting import counted_patterns, steps
from hypothesis import given
from hypothesis import strategies as st

from wikilsp.dates import DateFormat, DateFormatError

TOKENS = {
    "obsidian": ["YYYY", "YY", "MMMM", "MMM", "MM", "M", "DD", "D", "Do", "dddd", "ddd"],
    "logseq": ["yyyy", "yy", "MMMM", "MMM", "MM", "M", "dd", "d", "do", "EEEE", "EEE", "E"],
}
QUOTED = {"obsidian": ["[de]", "[]", "[st nd]"], "logseq": ["'de'", "'it''s'", "'st nd'"]}
PUNCTUATION = ["-", "/", ".", ", ", " ", "年", "é", "(", "+", "5"]
SUNDAY = date(2024, 3, 3)


@st.composite
def formats(draw):
    """Draw the style of an app, and a format that has a year, a month and a day."""
    style = draw(st.sampled_from(sorted(TOKENS)))
    tokens = TOKENS[style]
    year, month, day = (draw(st.sampled_from(tokens[start:end])) for start, end in ((0, 2), (2, 6), (6, 9)))
    more = draw(st.lists(st.sampled_from([*tokens, *QUOTED[style]]), max_size=3))
    parts = draw(st.permutations([year, month, day, *more]))
    separators = draw(st.lists(st.sampled_from(PUNCTUATION), min_size=len(parts), max_size=len(parts)))
    return style, "".join(map("".join, zip(parts, separators, strict=True)))


# Two digits of a year stand for a year from 1969 to 2068.
@given(formats(), st.dates(date(1969, 1, 1), date(2068, 12, 31)))
def test_a_written_date_is_read_again(format_, day):
    style, text = format_
    form = DateFormat(text, style)
    name = form.write(day)
    assert form.read(name) == day
    assert form.read(name.upper()) == form.read("  ".join(name.split(" "))) == day


@given(formats(), st.text("0123456789stndrhJanuyFebMo -/", max_size=20))
def test_what_is_read_is_written_alike(format_, name):
    style, text = format_
    day = DateFormat(text, style).read(name)
    assert day is None or DateFormat(text, style).write(day).casefold().split() == name.casefold().split()


@pytest.mark.parametrize(
    ("style", "text", "name"),
    [
        ("obsidian", "YYYY-MM-DD", "2024-03-03"),
        ("obsidian", "YYYYMMDD", "20240303"),
        ("obsidian", "DD.MM.YY", "03.03.24"),
        ("obsidian", "YYYY/MM-MMMM/YYYY-MM-DD-dddd", "2024/03-March/2024-03-03-Sunday"),
        ("obsidian", "dddd, MMMM Do YYYY", "Sunday, March 3rd 2024"),
        ("obsidian", "[Journal of] D MMM YYYY", "Journal of 3 Mar 2024"),
        ("obsidian", "YYYY年M月D日", "2024年3月3日"),
        ("obsidian", "DDMYYYY", "0332024"),
        ("logseq", "MMM do, yyyy", "Mar 3rd, 2024"),
        ("logseq", "E, MM/dd/yyyy", "Sun, 03/03/2024"),
        ("logseq", "EEEE, dd-MM-yyyy", "Sunday, 03-03-2024"),
        ("logseq", "yyyy_MM_dd", "2024_03_03"),
        ("logseq", "yyyy年MM月dd日", "2024年03月03日"),
        ("logseq", "d 'de' MMMM 'de' yyyy", "3 de March de 2024"),
    ],
)
def test_formats_of_the_apps(style, text, name):
    assert DateFormat(text, style).write(SUNDAY) == name
    assert DateFormat(text, style).read(name) == SUNDAY


@pytest.mark.parametrize(
    ("day", "ordinal"),
    [
        *((1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (13, "13th")),
        *((20, "20th"), (21, "21st"), (22, "22nd"), (23, "23rd"), (30, "30th"), (31, "31st")),
    ],
)
def test_ordinals(day, ordinal):
    form = DateFormat("MMM do, yyyy", "logseq")
    assert form.write(date(2022, 1, day)) == f"Jan {ordinal}, 2022"
    assert form.read(f"jan {ordinal}, 2022") == date(2022, 1, day)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("YYYY-MM-DD", "2023-02-29"),  # no leap year
        ("YYYY-MM-DD", "2023-13-01"),
        ("YYYY-MM-DD", "0000-01-01"),
        ("YYYY-MM-DD", "2023-1-01"),
        ("YYYY-MM-DD", "2023-01-01 "),
        ("YYYY-MM-DD", "2023-01-0１"),  # a full-width digit
        ("YYYY-M-D", "2023-01-1"),
        ("MMM Do, YYYY", "Jan 1th, 2022"),
        ("MMM Do, YYYY", "Jan 11st, 2022"),
        ("MMM Do, YYYY", "January 11th, 2022"),
        ("dddd YYYY-MM-DD", "Monday 2024-03-03"),  # a Sunday
        ("YYYY/YYYY-MM-DD", "2023/2024-03-03"),
        ("MM MMM YYYY DD", "04 Mar 2024 03"),
    ],
)
def test_names_of_no_day(text, name):
    assert DateFormat(text, "obsidian").read(name) is None


@pytest.mark.parametrize(
    ("style", "text", "reason"),
    [
        ("obsidian", "gggg-[W]ww", "“gggg” is none of YYYY, YY, MMMM,"),
        ("obsidian", "YYYY-MM-DDTHH", "“T” is none of"),
        ("obsidian", "YYYYY-MM-DD", "“YYYYY” is none of"),
        ("obsidian", "YYYY-DDDD", "“DDDD” is none of"),
        ("obsidian", "yyyy-MM-dd", "“yyyy” is none of"),
        ("obsidian", "YYYY-MM", "it has no day"),
        ("obsidian", "MM-DD", "it has no year"),
        ("obsidian", "dddd Do YYYY", "it has no month"),
        ("obsidian", "[YYYY-MM-DD]", "it has no year"),
        ("obsidian", "", "it has no year"),
        ("obsidian", "YYYY-MM-DD" + "-" * 200, "it is longer than 200 characters"),
        ("logseq", "YYYY-MM-dd", "“YYYY” is none of yyyy, yy,"),
        ("logseq", "yyyy-MM-dd HH:mm", "“HH” is none of"),
        ("logseq", "'yyyy' MM dd", "it has no year"),
    ],
)
def test_formats_that_cannot_be_used(style, text, reason):
    with pytest.raises(DateFormatError) as caught:
        DateFormat(text, style)
    assert str(caught.value).startswith(reason)


@pytest.mark.parametrize("piece", ["M[]", "D[]", "Do", "M D", " ", "[ ]", "YYYY ", "[", "]", "MMM-"])
@pytest.mark.parametrize("name", ["1", "1st", " ", "11", "2024"])
def test_reading_takes_linear_time(piece, name):
    text = f"YYYY-MM-DD[x]{piece * (180 // len(piece))}"
    with counted_patterns():
        form = DateFormat(text, "obsidian")
        few, many = (steps(form.read, f"2024-03-03x{name * times}") for times in (200, 400))
    assert many <= 2.2 * few
