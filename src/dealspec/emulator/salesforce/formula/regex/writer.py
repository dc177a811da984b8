"""The tree of a pattern as a Python pattern that takes the same texts in the same ways."""

from __future__ import annotations

from dealspec.emulator.salesforce.formula.regex.tree import (
    Ahead,
    Assertion,
    Atomic,
    Back,
    Capture,
    Chars,
    Choice,
    Part,
    Repeat,
    Sequence,
)


def written(part: Part) -> str:
    """The Python pattern; captures are named `g1`, `g2`, ... by their number."""
    match part:
        case Chars(source) | Assertion(source):
            return source
        case Back(group, fold):
            return f"(?i:(?P=g{group}))" if fold else f"(?P=g{group})"
        case Sequence(parts):
            return "".join(_grouped(one) if isinstance(one, Choice) else written(one) for one in parts)
        case Choice(options):
            return "|".join(map(written, options))
        case Capture(body, group):
            return f"(?P<g{group}>{written(body)})"
        case Repeat():
            return _grouped(part.body) + _count(part) + part.mode.value
        case Atomic(body):
            return f"(?>{written(body)})"
        case Ahead(body, negated):
            return f"(?{'!' if negated else '='}{written(body)})"


def _grouped(part: Part) -> str:
    return written(part) if isinstance(part, Chars | Capture) else f"(?:{written(part)})"


def _count(repeat: Repeat) -> str:
    match (repeat.least, repeat.most):
        case (0, None):
            return "*"
        case (1, None):
            return "+"
        case (0, 1):
            return "?"
        case (least, most):
            return f"{{{least},{'' if most is None else most}}}"
