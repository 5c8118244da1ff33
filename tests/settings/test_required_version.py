"""Settings may require a version of wikilsp. With another one, nothing else in them is looked at."""

import pytest
from loading import CODES, load

from wikilsp import __version__
from wikilsp.settings import Settings, SettingsError
from wikilsp.settings import required_version as module
from wikilsp.settings.load import default_settings, option_problems


def errors(text, **options):
    """Return the lines and messages of the error of a text."""
    with pytest.raises(SettingsError) as caught:
        load(text, **options)
    return [(caught.value.line, caught.value.message), *caught.value.also]


def refusal(versions):
    return (
        f"these settings require wikilsp {versions}, and this is {__version__}; install another version, or change "
        "“required-version”"
    )


@pytest.mark.parametrize(
    "versions",
    [
        "",
        " ",
        ">=0.0.1",
        f"=={__version__}",
        __version__,
        f"~={__version__}",
        "<100",
        " >= 0.0.1 , < 100 ",
        "!=3",
        "0.*",
    ],
)
def test_a_version_that_fits_changes_nothing(versions):
    assert load(f'required-version = "{versions}"') == Settings()


@pytest.mark.parametrize("versions", [">=100", "100", "<0.0.1", f"!={__version__}", ">0.0.1,<0.0.2", "~=100.0", "99.*"])
def test_any_other_version_is_an_error(versions):
    assert errors(f'# mine\nrequired-version = "{versions}"') == [(2, refusal(versions))]


@pytest.mark.parametrize("versions", ["newest", ">=", ">= 0.x", "0.1;", "^0.1", "v", "1" * 200, ">=0.1 " * 1_000, "é"])
def test_what_is_no_specifier_is_an_error(versions):
    [(line, message)] = errors(f'required-version = "{versions}"')
    assert line == 1
    assert message.startswith('“required-version” must be a version specifier, such as ">=0.1", not “')
    assert len(message) < 200


@pytest.mark.parametrize("value", ["1", "true", '[">=0.1"]', "{a = 1}"])
def test_what_is_no_text_is_an_error(value):
    message = '“required-version” must be a version specifier, such as ">=0.1"'
    assert errors(f"required-version = {value}") == [(1, message)]


def test_it_is_the_only_error_since_newer_settings_have_unknown_names():
    newer = 'preset = "of the future"\nsome-setting = 1\nrequired_version = ">=100"\n[rules]\nnew-rule = "off"\n'
    assert errors(newer) == [(3, refusal(">=100"))]


def test_it_can_be_in_a_project_file():
    text = '[tool.other]\nrequired-version = ">=100"\n[tool.wikilsp]\nrequired-version = "{}"\n'
    assert load(text.format(">=0.0.1"), table=("tool", "wikilsp")) == Settings()
    assert errors(text.format(">=99"), table=("tool", "wikilsp")) == [(4, refusal(">=99"))]


@pytest.mark.parametrize("version", ["0.2.0rc1", "0.2.0.dev3", "0.2.0+local", "0.2.0.post1"])
def test_a_pre_release_counts_by_its_number(monkeypatch, version):
    monkeypatch.setattr(module, "__version__", version)
    assert load('required-version = ">=0.1,<0.3"') == Settings()
    assert len(errors('required-version = ">=0.3"')) == 1


def test_options_of_an_editor_may_require_a_version():
    assert option_problems({"required-version": ">=0.0.1"}, CODES) == []
    assert option_problems({"required_version": ">=100", "exclude": ["a"]}, CODES) == [refusal(">=100")]
    assert default_settings(over={"required-version": ">=0.0.1"}) == Settings()
