"""How much work something is, in steps that are the same each time: calls of functions, those written in C too."""

import gc
import sys


def steps_of(work):
    """Count the calls of functions, those that are written in C too, that some work takes."""
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
    """Does the second doubling add about twice what the first adds, whatever there is to do once?"""
    return four_times - twice <= 2.5 * max(twice - once, 0) + slack
