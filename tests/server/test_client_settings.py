"""What an editor may set, and in which forms."""

import pytest

from wikilsp.server.client_settings import ClientSettings, client_settings


def test_names_are_written_as_in_toml_or_as_in_json():
    as_toml = {"ignore-targets": ["x"], "properties": {"max-key-words": 2}, "inlay-hints": True}
    as_json = {"ignoreTargets": ["x"], "properties": {"maxKeyWords": 2}, "inlayHints": True}
    options = {"ignore-targets": ["x"], "properties": {"max-key-words": 2}}
    assert client_settings(as_toml) == client_settings(as_json) == ClientSettings(options, inlay_hints=True)


@pytest.mark.parametrize(
    "given",
    [{"hover": {"remoteImages": True}}, {"hover": {"remote-images": True}}, {"hover.remoteImages": True}],
)
def test_images_of_the_web_are_loaded_if_the_editor_says_so(given):
    assert client_settings(given) == ClientSettings(remote_images=True)


@pytest.mark.parametrize("given", [{}, {"hover": {}}, {"hover": {"remoteImages": "yes"}}, {"hover.remoteImages": None}])
def test_and_not_otherwise(given):
    assert client_settings(given) == ClientSettings()


def test_another_setting_of_hovers_is_left_to_be_told_of():
    assert client_settings({"hover": {"images": True}}).options == {"hover": {"images": True}}


def test_what_is_null_is_not_set():
    assert client_settings({"exclude": None, "links": {"resolve": None}, "inlayHints": None}) == ClientSettings(
        {"links": {}}
    )


def test_globs_are_left_as_they_are():
    given = {"perFileIgnores": {"myNotes/**": ["missing-note"]}}
    assert client_settings(given).options == {"per-file-ignores": {"myNotes/**": ["missing-note"]}}


def test_what_the_extension_keeps_for_itself_is_passed_over():
    assert client_settings({"path": "/bin/wikilsp", "trace": {"server": "off"}}) == ClientSettings()


@pytest.mark.parametrize("given", [None, [], "on", 5])
def test_what_is_no_table_sets_nothing(given):
    assert client_settings(given) == ClientSettings()


def test_options_stay_in_their_order():
    names = [f"option-{number}" for number in range(50)]
    assert list(client_settings(dict.fromkeys(names, 1)).options) == names
