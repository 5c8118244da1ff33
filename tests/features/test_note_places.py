import pytest

from wikilsp.features.places import block_place, note_place
from wikilsp.note import Note
from wikilsp.settings import Dialect
from wikilsp.syntax.parse import parse


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_line_is_selected_without_its_line_end(newline, mark):
    text = f"{mark}😀 one\u2028x{newline}two ^id{newline}"
    note = Note("a.md", parse(text, Dialect()))
    assert text[slice(*note_place(note).selection)] == "😀 one\u2028x"
    assert text[slice(*block_place(note, note.facts.blocks[0]).selection)] == "two ^id"


def test_an_unread_note_has_a_place():
    assert note_place(Note("a.md", unread=True)) == ("a.md", (0, 0), (0, 0))
