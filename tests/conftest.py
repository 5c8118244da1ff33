import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent.parent / "benchmarks"))  # its scripts have what tests of writing need, too


@pytest.fixture(autouse=True, scope="session")
def own_folders(tmp_path_factory):
    """No test may use, or leave behind, what is kept between runs on this machine."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("WIKILSP_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        monkeypatch.setenv("WIKILSP_STATE_DIR", str(tmp_path_factory.mktemp("state")))
        yield
