"""Counts the steps of reading a text, as a measure of work that is the same on every machine.

A step is a call, a character that a method of `str` examines or copies, or a character that a regular expression
examines, again after backtracking. A profiler counts calls, a subclass of `str` counts its characters, and each regular
expression is matched a second time by a matcher that counts.
"""

import gc
import re
import sys
from collections import Counter
from contextlib import ExitStack, contextmanager
from functools import cache
from types import SimpleNamespace
from unittest.mock import patch

from counting_matcher import Matcher

EXAMINED = Counter()
"""Examined characters by method or expression."""


class CountedPattern:
    """A compiled expression that counts the characters that it examines."""

    def __init__(self, pattern):
        self.real = pattern
        self.pattern, self.flags = pattern.pattern, pattern.flags
        self.matcher = Matcher(pattern)

    def match(self, text, pos=0, end=sys.maxsize):
        return self.counted(text, pos, end, self.real.match(text, pos, end), last=pos)

    def fullmatch(self, text, pos=0, end=sys.maxsize):
        return self.counted(text, pos, end, self.real.fullmatch(text, pos, end), last=pos, full=True)

    def search(self, text, pos=0, end=sys.maxsize):
        return self.counted(text, pos, end, self.real.search(text, pos, end))

    def finditer(self, text, pos=0, end=sys.maxsize):
        for match in self.real.finditer(text, pos, end):
            self.counted(text, pos, end, match, check=False)
            pos = max(match.end(), match.start() + 1)
            yield match
        self.counted(text, pos, end, None, check=False)

    def findall(self, text, *where):
        return [match[1] if self.real.groups else match[0] for match in self.finditer(text, *where)]

    def sub(self, new, text):
        list(self.finditer(text))
        return self.real.sub(new, text)

    def split(self, text):
        list(self.finditer(text))
        return self.real.split(text)

    def counted(self, text, pos, end, found, *, last=None, full=False, check=True):
        """Count the steps of a search that starts at `pos` and, at the latest, `last`; return the match of `re`.

        Calls of the counter are not counted. Both matchers must agree if `check` is set.
        """
        end = min(end, len(text))
        self.matcher.steps = 0
        after, at = None, pos
        plain = text.decode("latin-1") if isinstance(text, bytes) else str(text)
        profile = sys.getprofile()
        sys.setprofile(None)
        while at <= (end if last is None else min(last, end)):
            self.matcher.steps += 1
            after = self.matcher.match(plain, at, end, full=full)
            if after is not None:
                break
            at += 1
        sys.setprofile(profile)
        EXAMINED[self.pattern] += self.matcher.steps
        if check:
            assert (None if after is None else (at, after)) == (found and found.span()), (self.pattern, text)
        return found


class CountedText(str):
    """A text that counts the characters that its methods examine or copy."""

    __slots__ = ()

    def __getitem__(self, key):
        return self.copied("slice", super().__getitem__(key))

    def copied(self, method, piece):
        EXAMINED[method] += len(piece)
        return CountedText(piece)


def counting_search(name):
    """Return a counting version of a method that searches a range of the text from its start or end."""
    method = getattr(str, name)

    def search(self, wanted, start=0, end=sys.maxsize):
        found = method(self, wanted, start, end)
        start, end = max(start, 0), min(end, len(self))
        if name == "find" and found >= 0:
            end = found
        elif name == "rfind" and found >= 0:
            start = found
        EXAMINED[name] += max(end - start, 0) + len(wanted)
        return found

    return search


def counting_pass(name):
    """Return a counting version of a method that examines the whole text."""
    method = getattr(str, name)

    def call(self, *args):
        EXAMINED[name] += len(self)
        result = method(self, *args)
        return CountedText(result) if isinstance(result, str) else result

    return call


def counting_contains(self, wanted):
    EXAMINED["in"] += len(self)
    return str.__contains__(self, wanted)


for name in ("find", "rfind", "count", "index"):
    setattr(CountedText, name, counting_search(name))
PASSES = "strip lstrip rstrip replace lower upper casefold encode isspace isascii expandtabs partition rpartition"
for name in PASSES.split():
    setattr(CountedText, name, counting_pass(name))
CountedText.__contains__ = counting_contains


def modules():
    return [module for name, module in sys.modules.items() if name.startswith("wikilsp.")]


@contextmanager
def counted_patterns():
    """Make all regular expressions of wikilsp count while the context lasts."""
    counted = cache(CountedPattern)

    def of(pattern, flags=0):
        return counted(re.compile(pattern, flags))

    methods = ("match", "search", "fullmatch", "finditer", "split")
    shim = SimpleNamespace(**vars(re))
    shim.compile = of
    for method in methods:
        setattr(shim, method, lambda pattern, *rest, method=method: getattr(of(pattern), method)(*rest))
    places = [(module, name, value) for module in modules() for name, value in vars(module).items()]
    with ExitStack() as stack:
        for module, name, value in places:
            if isinstance(value, re.Pattern):
                stack.enter_context(patch.object(module, name, counted(value)))
            elif value is re:
                stack.enter_context(patch.object(module, name, shim))
        yield


def clear_caches():
    """Clear the caches of all functions, or a second reading would take fewer steps."""
    for module in modules():
        for value in list(vars(module).values()):
            if hasattr(value, "cache_clear"):
                value.cache_clear()


def steps(read, text, *args):
    """Return the number of steps that it takes to read a text."""
    clear_caches()
    EXAMINED.clear()
    calls = 0

    def count(_frame, event, _what):
        nonlocal calls
        calls += event in ("call", "c_call")

    # When and how long garbage is collected does not depend on the text.
    gc.disable()
    sys.setprofile(count)
    try:
        read(CountedText(text), *args)
    finally:
        sys.setprofile(None)
        gc.enable()
        clear_caches()
    return calls + EXAMINED.total()
