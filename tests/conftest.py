import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# No test may fail because the machine is slow or busy.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

SLOW = ("editors/test_vscode.py", "test_benchmarks.py", "editors/", "server/test_not_reading.py", "server/")
"""Files and folders of slow tests, the slowest first: started last, they would leave one worker idle."""


def pytest_collection_modifyitems(items):
    """Run the slow files first."""
    tests = Path(__file__).parent

    def rank(item):
        path = item.path.relative_to(tests).as_posix()
        return next((at for at, start in enumerate(SLOW) if path.startswith(start)), len(SLOW))

    items.sort(key=rank)


sys.path.append(str(Path(__file__).parent.parent / "benchmarks"))  # tests of interrupted changes use its modules


@pytest.fixture(autouse=True, scope="session")
def isolated_folders(tmp_path_factory):
    """Redirect the cache and state directories, so that tests don't touch the user's."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("WIKILSP_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        monkeypatch.setenv("WIKILSP_STATE_DIR", str(tmp_path_factory.mktemp("state")))
        yield
