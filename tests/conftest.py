import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# No test fails because a machine is slow, or busy with something else.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

sys.path.append(str(Path(__file__).parent.parent / "benchmarks"))  # its scripts have what tests of writing need, too


@pytest.fixture(autouse=True, scope="session")
def own_folders(tmp_path_factory):
    """No test may use, or leave behind, what is kept between runs on this machine."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("WIKILSP_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        monkeypatch.setenv("WIKILSP_STATE_DIR", str(tmp_path_factory.mktemp("state")))
        yield
