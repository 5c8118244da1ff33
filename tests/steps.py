"""Counts function calls as a measure of work that is the same on every machine."""

import gc
import sys


def count_calls(work):
    """Run a function, and return the number of calls that it makes, including calls of C functions."""
    calls = 0

    def count(_frame, event, _function):
        nonlocal calls
        calls += event in ("call", "c_call")

    gc.disable()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
        gc.enable()
    return calls


def grows_linearly(once, twice, four_times, slack=200):
    """Whether the second doubling adds about twice the steps of the first; constant work doesn't count."""
    return four_times - twice <= 2.5 * max(twice - once, 0) + slack
