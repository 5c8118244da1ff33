"""Enables detailed assertion messages in the helper modules."""

import pytest

pytest.register_assert_rewrite("reading", "checking")
