"""Settings of the editor, and the forms in which it may send them."""

import pytest
from msgspec import to_builtins

from wikilsp.server.client_settings import ClientSettings, parse_client_settings
from wikilsp.settings.options import EditorOptions


def test_names_may_be_kebab_case_or_camel_case():
    as_toml = {"ignore-targets": ["x"], "properties": {"max-key-words": 2}, "inlay-hints": True}
    as_json = {"ignoreTargets": ["x"], "properties": {"maxKeyWords": 2}, "inlayHints": True}
    options = {"ignore-targets": ["x"], "properties": {"max-key-words": 2}}
    assert parse_client_settings(as_toml) == parse_client_settings(as_json) == ClientSettings(options, inlay_hints=True)


@pytest.mark.parametrize(
    "settings",
    [{"hover": {"remoteImages": True}}, {"hover": {"remote-images": True}}, {"hover.remoteImages": True}],
)
def test_remote_images_can_be_enabled(settings):
    assert parse_client_settings(settings) == ClientSettings(remote_images=True)


@pytest.mark.parametrize(
    "settings", [{}, {"hover": {}}, {"hover": {"remoteImages": "yes"}}, {"hover.remoteImages": None}]
)
def test_remote_images_are_disabled_otherwise(settings):
    assert parse_client_settings(settings) == ClientSettings()


@pytest.mark.parametrize("settings", [{"codeLens": False}, {"code-lens": False}])
def test_lenses_can_be_disabled(settings):
    assert parse_client_settings(settings) == ClientSettings(code_lens=False)


@pytest.mark.parametrize("settings", [{}, {"codeLens": True}, {"codeLens": None}, {"codeLens": "no"}])
def test_lenses_are_enabled_otherwise(settings):
    assert parse_client_settings(settings) == ClientSettings()


def test_the_schema_has_each_setting_of_editors_only_with_its_default():
    defaults = to_builtins(EditorOptions())
    assert defaults == {
        "code-lens": True,
        "enable": "always",
        "hover": {"remote-images": False},
        "inlay-hints": False,
    }
    assert parse_client_settings(defaults) == ClientSettings()
    others = {"code-lens": False, "enable": "auto", "hover": {"remote-images": True}, "inlay-hints": True}
    assert parse_client_settings(others) == ClientSettings(
        inlay_hints=True, code_lens=False, remote_images=True, needs_evidence=True
    )


def test_an_unknown_hover_setting_is_kept_to_be_reported():
    assert parse_client_settings({"hover": {"images": True}}).options == {"hover": {"images": True}}


def test_null_leaves_an_option_unset():
    assert parse_client_settings({"exclude": None, "links": {"resolve": None}, "inlayHints": None}) == ClientSettings(
        {"links": {}}
    )


def test_globs_are_not_converted():
    settings = {"perFileIgnores": {"myNotes/**": ["missing-note"]}}
    assert parse_client_settings(settings).options == {"per-file-ignores": {"myNotes/**": ["missing-note"]}}


def test_settings_of_the_extension_itself_are_ignored():
    assert parse_client_settings({"path": "/bin/wikilsp", "trace": {"server": "off"}}) == ClientSettings()


@pytest.mark.parametrize("settings", [None, [], "on", 5])
def test_settings_that_are_not_an_object_set_nothing(settings):
    assert parse_client_settings(settings) == ClientSettings()


def test_options_keep_their_order():
    names = [f"option-{number}" for number in range(50)]
    assert list(parse_client_settings(dict.fromkeys(names, 1)).options) == names
