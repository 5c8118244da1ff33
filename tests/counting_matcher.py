"""A backtracking regular expression matcher that counts its steps. It matches as `re` does, which can't count."""

import re
from functools import cache
from re import _constants as op
from re import _parser as parser

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
    """Whether a character class, as the parser of `re` represents it, contains a character."""
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
    """Matches one expression. Each part of it is a function of an offset and of a continuation for the rest.

    A part returns the offset after the whole match, None if there is none.
    """

    def __init__(self, pattern):
        self.flags = pattern.flags
        self.steps = 0
        self.match_all = self.sequence(parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE))

    def match(self, text, pos, end, *, full=False):
        """Return the offset after the match at `pos`, None if there is none."""
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
        if kind in (op.SUBPATTERN, op.ATOMIC_GROUP):
            return self.atomic(value) if kind is op.ATOMIC_GROUP else self.group(value[0], self.sequence(value[3]))
        if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            return self.repeat(kind, *value)
        if kind in (op.ASSERT, op.ASSERT_NOT):
            width = value[1].getwidth()[1] if value[0] < 0 else 0
            return self.assertion(kind is op.ASSERT, width, self.sequence(value[1]))
        return self.reference(value) if kind is op.GROUPREF else self.anchor(value)

    def test(self, kind, value):
        """Return a predicate for the characters that a part of the expression matches."""
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
            return self.characters(self.test(*parts[0]), least, most, may_backtrack=kind is op.MAX_REPEAT)
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

    def characters(self, test, least, most, *, may_backtrack):
        def match_one(at, then):
            after = at
            while after < self.end and after - at < most and test(self.text[after]):
                after += 1
            self.steps += after - at + 1
            while after - at >= least:
                found = then(after)
                if found is not None or not may_backtrack:
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

    def atomic(self, parts):
        """Match a group and keep its first match. A repeat in it is possessive, and needs no recursion."""
        if len(parts) == 1 and parts[0][0] is op.MAX_REPEAT and parts[0][1][0] <= 1:
            return self.repeat(op.POSSESSIVE_REPEAT, *parts[0][1])
        match_inside = self.sequence(parts)

        def match_one(at, then):
            after = match_inside(at, lambda after: after)
            return None if after is None else then(after)

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

    def anchor(self, where):
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
