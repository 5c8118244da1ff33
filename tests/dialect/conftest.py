"""Let a failed assertion of the readers show its values, as one in a test does."""

import pytest

pytest.register_assert_rewrite("reading", "checking")
