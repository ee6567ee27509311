"""Conditions of policies: the operators that IAM has for strings, ARNs, numbers and truth, and what a set of values means."""

from __future__ import annotations

import fnmatch
import functools
import re
from collections.abc import Callable
from typing import Any

Context = dict[str, list[str]]
Compare = Callable[[str, str], bool]


class UnknownOperator(ValueError):
    """A condition that can't be judged; to guess would make a rehearsal say yes or no by chance."""


def like(value: str, pattern: str) -> bool:
    """Tell whether the value is what the pattern means, in which * and ? stand for others and nothing else does."""
    return _compiled(pattern).match(value) is not None


@functools.lru_cache(maxsize=8192)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(fnmatch.translate(pattern.replace("[", "[[]")))


def _arn_like(value: str, pattern: str) -> bool:
    # Each of the six parts is compared by itself: a * in one does not reach into the next.
    values, patterns = value.split(":", 5), pattern.split(":", 5)
    return len(values) == len(patterns) and all(like(v, p) for v, p in zip(values, patterns, strict=True))


def _number(compare: Callable[[float, float], bool]) -> Compare:
    def compared(value: str, wanted: str) -> bool:
        return compare(float(value), float(wanted))

    return compared


OPERATORS: dict[str, Compare] = {
    "StringEquals": lambda value, wanted: value == wanted,
    "StringEqualsIgnoreCase": lambda value, wanted: value.lower() == wanted.lower(),
    "StringLike": like,
    "ArnEquals": _arn_like,  # IAM makes no difference between the two
    "ArnLike": _arn_like,
    "Bool": lambda value, wanted: value.lower() == wanted.lower(),
    "NumericEquals": _number(lambda value, wanted: value == wanted),
    "NumericLessThan": _number(lambda value, wanted: value < wanted),
    "NumericLessThanEquals": _number(lambda value, wanted: value <= wanted),
    "NumericGreaterThan": _number(lambda value, wanted: value > wanted),
    "NumericGreaterThanEquals": _number(lambda value, wanted: value >= wanted),
}
NEGATED = {
    "StringNotEquals": "StringEquals", "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase", "StringNotLike": "StringLike",
    "ArnNotEquals": "ArnEquals", "ArnNotLike": "ArnLike", "NumericNotEquals": "NumericEquals",
}


def holds(condition: dict[str, dict[str, Any]], context: Context) -> bool:
    """Tell whether all of a Condition block holds. An operator that is not known here is an error."""
    return all(_one(operator, key, wanted, context) for operator, block in condition.items() for key, wanted in block.items())


def _one(operator: str, key: str, wanted: Any, context: Context) -> bool:
    over, _, base = operator.rpartition(":")
    if_exists, base = base.endswith("IfExists"), base.removesuffix("IfExists")
    values = context.get(key.lower())
    texts = [str(w).lower() if isinstance(w, bool) else str(w) for w in (wanted if isinstance(wanted, list) else [wanted])]
    if base == "Null":
        return (not values) == (texts == ["true"])
    negated = base in NEGATED
    compare = OPERATORS.get(NEGATED.get(base, base))
    if compare is None or over not in ("", "ForAllValues", "ForAnyValue"):
        raise UnknownOperator(f"the emulator can't judge the condition operator {operator} of {key}")
    texts = [substituted(text, context) for text in texts]

    def matched(value: str) -> bool:
        return any(compare(value, text) for text in texts) is not negated

    if over == "ForAllValues":
        return all(matched(value) for value in values or [])
    if not values:
        # An absent value differs from everything, and equals nothing.
        return if_exists or (negated and not over)
    return any(matched(value) for value in values)


def substituted(text: str, context: Context) -> str:
    """Return the text with its policy variables, as ${aws:PrincipalAccount}, replaced by their values; one without is kept."""

    def value(found: re.Match[str]) -> str:
        return (context.get(found[1].lower()) or [found[0]])[0]

    return re.sub(r"\$\{([A-Za-z0-9-]+:[^}]+)\}", value, text)
