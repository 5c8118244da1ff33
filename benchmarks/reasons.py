"""Finds the condition at which the summary reader gives up on a note, without changing the reader."""

import ast
import re
import sys
from pathlib import Path
from types import FrameType
from typing import Any

from wikilsp.settings import Dialect
from wikilsp.syntax.summary_reader import read_summary

_FILE = read_summary.__code__.co_filename
_CONDITIONS = {
    node.body[0].lineno: node.test
    for node in ast.walk(ast.parse(Path(_FILE).read_text("utf-8")))
    if isinstance(node, ast.If)
}
"""The condition of each `if`, by the line of its first statement."""
_SAMPLE = 2
"""Characters to show where a regular expression matched."""


def reason(text: str, dialect: Dialect) -> str | None:
    """Return the source of the condition at which the summary reader gives up on a note; None if the note is plain."""
    found: list[str] = []

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        if frame.f_code.co_filename != _FILE:
            return None
        frame.f_trace_lines = False
        is_raised = event == "exception" and argument[0].__module__ == read_summary.__module__
        if not found and (is_raised or (event == "return" and frame.f_code is read_summary.__code__)):
            found.append(_condition(frame))
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        summary = read_summary(text, dialect)
    finally:
        sys.settrace(before)
    return None if summary else found[0]


def _condition(frame: FrameType) -> str:
    """Return the first operand that is true of the condition that led to the line of a frame."""
    names = {**frame.f_globals, **frame.f_locals}
    test = _CONDITIONS.get(frame.f_lineno)
    if test is None:
        return frame.f_code.co_name
    operands = test.values if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or) else [test]
    true = next((operand for operand in operands if _evaluate(operand, names)), test)
    return f"{frame.f_code.co_name}: {ast.unparse(true)}{_sample(true, names.get('match'))}"


def _evaluate(operand: ast.expr, names: dict[str, Any]) -> Any:
    return eval(compile(ast.Expression(operand), _FILE, "eval"), names)  # noqa: S307 - the source of the reader itself


def _sample(condition: ast.expr, match: re.Match[str] | None) -> str:
    """Return the start of what matched, if the condition is about a match, with `a` for letters and `0` for digits."""
    if match is None or "match" not in {node.id for node in ast.walk(condition) if isinstance(node, ast.Name)}:
        return ""
    start = match.string[match.start() : match.start() + _SAMPLE]
    return " at " + repr(re.sub(r"\d", "0", re.sub(r"[^\W\d_]", "a", start)))
