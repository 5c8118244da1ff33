import json

import pytest

from wikilsp.report.json_text import encode_json


@pytest.mark.parametrize("indent", [-1, 2])
@pytest.mark.parametrize("text", ["中 “x” 🚀", "\x9b \x7f \u202e \u200d \ufeff \U000e0041 \x1b\n", "half \ud800 of it"])
def test_json_decodes_to_the_same_text_and_has_no_unseen_characters(text, indent):
    document = encode_json({"key": [text, 1]}, indent)
    assert json.loads(document) == {"key": [text, 1]}
    assert document.decode().replace("\n", "").isprintable()
    assert document.endswith(b"\n")


def test_letters_stay_readable():
    assert encode_json(["中 🚀"]) == '["中 🚀"]\n'.encode()
