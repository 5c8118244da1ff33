import gc
import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Tests start hundreds of processes, each of which would compile the program again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# No test may fail because the machine is slow or busy.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


def pytest_xdist_auto_num_workers():
    """Return the number of workers of `-n auto`: two per core, since tests of servers and editors mostly wait.

    From eight cores on it is one per core, since each worker takes 200 MB.
    """
    cores = os.cpu_count() or 1
    return min(2 * cores, max(cores, 8))


def pytest_collection_finish():
    """Collect garbage rarely, and none among the thousands of tests: that would take a third of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)


sys.path.append(str(Path(__file__).parent.parent / "benchmarks"))  # tests of interrupted changes use its modules


@pytest.fixture(autouse=True, scope="session")
def isolated_environment(tmp_path_factory):
    """Redirect the cache and state directories, so that tests don't touch the user's, and hide the CI service."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("WIKILSP_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        monkeypatch.setenv("WIKILSP_STATE_DIR", str(tmp_path_factory.mktemp("state")))
        for name in ("WIKILSP_OUTPUT_FORMAT", "GITHUB_ACTIONS", "GITHUB_WORKSPACE", "CI_PROJECT_DIR", "TF_BUILD"):
            monkeypatch.delenv(name, raising=False)
        yield
