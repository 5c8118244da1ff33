import pytest


@pytest.fixture(autouse=True, scope="session")
def own_folders(tmp_path_factory):
    """No test may use, or leave behind, what is kept between runs on this machine."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("WIKILSP_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        monkeypatch.setenv("WIKILSP_STATE_DIR", str(tmp_path_factory.mktemp("state")))
        yield
