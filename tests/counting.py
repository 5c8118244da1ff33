"""Counts the steps of reading a text, which do not depend on the speed and load of the machine.

A step is a call, a character that a method of `str` reads or copies, or a character that a regular expression reads,
including backtracking. The interpreter counts calls, a subclass of `str` counts its characters, and each expression is
matched again by a matcher that does what `re` does and counts.
"""

import gc
import re
import sys
from collections import Counter
from contextlib import ExitStack, contextmanager
from functools import cache
from re import _constants as op
from re import _parser as parser
from types import SimpleNamespace
from unittest.mock import patch

LOOKED_AT = Counter()
"""Characters read, by the reader."""
CHARACTERS = (op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN)
CATEGORIES = {
    op.CATEGORY_DIGIT: str.isdecimal,
    op.CATEGORY_NOT_DIGIT: lambda char: not char.isdecimal(),
    op.CATEGORY_SPACE: str.isspace,
    op.CATEGORY_NOT_SPACE: lambda char: not char.isspace(),
    op.CATEGORY_WORD: lambda char: char.isalnum() or char == "_",
    op.CATEGORY_NOT_WORD: lambda char: not (char.isalnum() or char == "_"),
}


def is_in(char, items, *, ignore_case):
    """Whether a set of characters, as parsed by `re`, contains a character."""
    found = False
    cases = {char.lower(), char.upper()} if ignore_case else {char}
    for kind, value in items:
        if kind is op.NEGATE:
            continue
        if kind is op.LITERAL:
            found = found or any(len(case) == 1 and ord(case) == value for case in cases)
        elif kind is op.RANGE:
            found = found or any(len(case) == 1 and value[0] <= ord(case) <= value[1] for case in cases)
        else:
            found = found or CATEGORIES[value](char)
    return found != (items[0][0] is op.NEGATE)


class Matcher:
    """Matches an expression by backtracking, as `re` does.

    Each part is a function of a position and of the parts after it. It returns the position after the match, None if
    there is none.
    """

    def __init__(self, pattern):
        self.flags = pattern.flags
        self.steps = 0
        self.match_all = self.sequence(parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE))

    def match(self, text, pos, end, *, full=False):
        """Return the position after the match at `pos`, None if there is none."""
        self.text, self.end, self.groups = text, end, {}
        return self.match_all(pos, (lambda at: at if at == end else None) if full else (lambda at: at))

    def sequence(self, parts):
        match_rest = None
        for kind, value in reversed(list(parts)):
            match_one = self.part(kind, value)
            match_rest = match_one if match_rest is None else self.both(match_one, match_rest)
        return match_rest or (lambda at, then: then(at))

    def both(self, match_one, match_rest):
        return lambda at, then: match_one(at, lambda after: match_rest(after, then))

    def part(self, kind, value):
        if kind in CHARACTERS:
            return self.character(self.test(kind, value))
        if kind is op.BRANCH:
            return self.branch([self.sequence(parts) for parts in value[1]])
        if kind is op.SUBPATTERN:
            return self.group(value[0], self.sequence(value[3]))
        if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            return self.repeat(kind, *value)
        if kind in (op.ASSERT, op.ASSERT_NOT):
            width = value[1].getwidth()[1] if value[0] < 0 else 0
            return self.assertion(kind is op.ASSERT, width, self.sequence(value[1]))
        return self.reference(value) if kind is op.GROUPREF else self.place(value)

    def test(self, kind, value):
        """Whether a character is in a part of the expression."""
        ignore_case, all_lines = bool(self.flags & re.IGNORECASE), bool(self.flags & re.DOTALL)
        items = {
            op.LITERAL: [(op.LITERAL, value)],
            op.NOT_LITERAL: [(op.NEGATE, None), (op.LITERAL, value)],
            op.ANY: [(op.NEGATE, None)] if all_lines else [(op.NEGATE, None), (op.LITERAL, ord("\n"))],
        }.get(kind, value)
        return cache(lambda char: is_in(char, items, ignore_case=ignore_case))

    def character(self, test):
        def match_one(at, then):
            self.steps += 1
            return then(at + 1) if at < self.end and test(self.text[at]) else None

        return match_one

    def branch(self, branches):
        def match_one(at, then):
            for match_branch in branches:
                after = match_branch(at, then)
                if after is not None:
                    return after
            return None

        return match_one

    def group(self, number, match_inside):
        def match_one(at, then):
            def close(after):
                before = self.groups.get(number)
                self.groups[number] = (at, after)
                found = then(after)
                if found is None:
                    self.groups[number] = before
                return found

            return match_inside(at, close)

        return match_inside if number is None else match_one

    def repeat(self, kind, least, most, parts):
        if len(parts) == 1 and parts[0][0] in CHARACTERS and kind is not op.MIN_REPEAT:
            return self.characters(self.test(*parts[0]), least, most, may_give_back=kind is op.MAX_REPEAT)
        match_inside = self.sequence(parts)
        if kind is op.POSSESSIVE_REPEAT:
            return self.possessive(match_inside, least, most)

        def match_one(at, then):
            def again(count, at):
                def more(after):
                    return again(count + 1, after) if after > at or count < least else None

                if kind is op.MIN_REPEAT and count >= least and (found := then(at)) is not None:
                    return found
                found = match_inside(at, more) if count < most else None
                return then(at) if found is None and kind is op.MAX_REPEAT and count >= least else found

            return again(0, at)

        return match_one

    def characters(self, test, least, most, *, may_give_back):
        def match_one(at, then):
            after = at
            while after < self.end and after - at < most and test(self.text[after]):
                after += 1
            self.steps += after - at + 1
            while after - at >= least:
                found = then(after)
                if found is not None or not may_give_back:
                    return found
                self.steps += 1
                after -= 1
            return None

        return match_one

    def possessive(self, match_inside, least, most):
        def match_one(at, then):
            count = 0
            while count < most:
                after = match_inside(at, lambda after: after)
                if after is None or after == at:
                    break
                count, at = count + 1, after
            return then(at) if count >= least else None

        return match_one

    def assertion(self, wanted, width, match_inside):
        def match_one(at, then):
            inside = match_inside(at - width, lambda after: after) if at >= width else None
            return then(at) if (inside is not None) == wanted else None

        return match_one

    def reference(self, number):
        def match_one(at, then):
            start, end = self.groups[number]
            self.steps += end - start
            return then(at + end - start) if self.text.startswith(self.text[start:end], at) else None

        return match_one

    def place(self, where):
        def match_one(at, then):
            self.steps += 1
            before, after = self.text[max(at - 1, 0) : at], self.text[at : min(at + 1, self.end)]
            lines = bool(self.flags & re.MULTILINE)
            found = {
                op.AT_BEGINNING: not at or (lines and before == "\n"),
                op.AT_BEGINNING_STRING: not at,
                op.AT_END: not after or (lines and after == "\n"),
                op.AT_END_STRING: not after,
            }
            return then(at) if found[where] else None

        return match_one


class CountedPattern:
    """A compiled expression that counts the characters it reads."""

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
        """Search for the match that `re` has found, at each position from `pos` to `last`, and return it."""
        end = min(end, len(text))
        self.matcher.steps = 0
        after, at = None, pos
        with uncounted():
            while at <= (end if last is None else min(last, end)):
                self.matcher.steps += 1
                after = self.matcher.match(str(text), at, end, full=full)
                if after is not None:
                    break
                at += 1
        LOOKED_AT[self.pattern] += self.matcher.steps
        if check:
            assert (None if after is None else (at, after)) == (found and found.span()), (self.pattern, text)
        return found


class CountedText(str):
    """A text that counts the characters that its methods read and copy."""

    __slots__ = ()

    def __getitem__(self, key):
        return self.copied("slice", super().__getitem__(key))

    def copied(self, method, piece):
        LOOKED_AT[method] += len(piece)
        return CountedText(piece)


def looking(name):
    """Wrap a method that searches from the start or the end of a range of the text."""
    method = getattr(str, name)

    def look(self, wanted, start=0, end=sys.maxsize):
        found = method(self, wanted, start, end)
        start, end = max(start, 0), min(end, len(self))
        if name == "find" and found >= 0:
            end = found
        elif name == "rfind" and found >= 0:
            start = found
        LOOKED_AT[name] += max(end - start, 0) + len(wanted)
        return found

    return look


def copying(name):
    """Wrap a method that reads the whole text."""
    method = getattr(str, name)

    def copy(self, *args):
        LOOKED_AT[name] += len(self)
        found = method(self, *args)
        return CountedText(found) if isinstance(found, str) else found

    return copy


def containing(self, wanted):
    LOOKED_AT["in"] += len(self)
    return str.__contains__(self, wanted)


for name in ("find", "rfind", "count", "index"):
    setattr(CountedText, name, looking(name))
ALL_OF_IT = "strip lstrip rstrip replace lower upper casefold encode isspace isascii expandtabs partition rpartition"
for name in ALL_OF_IT.split():
    setattr(CountedText, name, copying(name))
CountedText.__contains__ = containing


@contextmanager
def uncounted():
    """Suspend the counting of calls."""
    profile = sys.getprofile()
    sys.setprofile(None)
    yield
    sys.setprofile(profile)


def modules():
    return [module for name, module in sys.modules.items() if name.startswith("wikilsp.")]


@contextmanager
def counted_patterns():
    """Make all expressions of the program count."""
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


def forget():
    """Clear the caches of functions, so that a second reading does not take fewer steps."""
    for module in modules():
        for value in list(vars(module).values()):
            if hasattr(value, "cache_clear"):
                value.cache_clear()


def steps(read, text, *args):
    """Return the number of steps it takes to read a text."""
    forget()
    LOOKED_AT.clear()
    calls = 0

    def count(_frame, event, _what):
        nonlocal calls
        calls += event in ("call", "c_call")

    # Garbage collection may run other code at any time.
    gc.disable()
    sys.setprofile(count)
    try:
        read(CountedText(text), *args)
    finally:
        sys.setprofile(None)
        gc.enable()
        forget()
    return calls + LOOKED_AT.total()
