"""Counts function calls as a measure of work that is the same on every machine."""

import gc
from cProfile import Profile


def count_calls(work):
    """Run a function, and return the number of calls that it makes, including calls of C functions."""
    profile = Profile(subcalls=False)
    gc.disable()
    profile.enable()
    try:
        work()
    finally:
        profile.disable()
        gc.enable()
    return sum(each.callcount for each in profile.getstats())


def grows_linearly(once, twice, four_times, slack=200):
    """Whether the second doubling adds about twice the steps of the first; constant work doesn't count."""
    return four_times - twice <= 2.5 * max(twice - once, 0) + slack
