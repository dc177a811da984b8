"""The ways in which a gate or rule can be broken, and those in which it can hold. Pure; judges no record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from dealspec.validators import wording
from dealspec.validators.dialects.words import to_words
from dealspec.validators.expr.nodes import And, Between, Compare, IsBlank, Node, Not, Op, Or
from dealspec.validators.judgement import Judgement


class Way(StrEnum):
    """What a branch is: the judgement broken at all, passed at all, broken by one part, passed by one alternative."""

    BROKEN = "broken"
    PASSED = "passed"
    PART = "part"
    ALTERNATIVE = "alternative"


@dataclass(frozen=True, slots=True)
class Branch:
    """One way, in words; ``part`` and ``alternative`` are its places in ``parts_of`` and ``alternatives_of``."""

    way: Way
    words: str
    part: int = 0
    alternative: int = 0


def branches(judgement: Judgement) -> tuple[Branch, ...]:
    """Every way to be covered: broken and passed, then each of several parts broken, each alternative as the reason."""
    return (Branch(Way.BROKEN, "it is broken"), Branch(Way.PASSED, "it passes"), *_below(judgement))


def parts_of(judgement: Judgement) -> tuple[Node, ...]:
    """What a judgement asks, each by itself: a part per required field, then what ``that`` joins by ``and``."""
    required = tuple(Not(IsBlank(ref, ref.position), ref.position) for ref in judgement.require)
    return (*required, *(conjuncts(judgement.that) if judgement.that is not None else ()))


def conjuncts(node: Node) -> Iterator[Node]:
    """What must be TRUE each by itself for the condition to be."""
    match node:
        case And(items):
            for item in items:
                yield from conjuncts(item)
        case Not(Or(items)):
            for item in items:
                yield from conjuncts(Not(item))
        case Not(Not(item)):
            yield from conjuncts(item)
        case Between(item, low, high):
            yield from (Compare(Op.GE, item, low), Compare(Op.LE, item, high))
        case _:
            yield node


def alternatives_of(part: Node) -> tuple[Node, ...]:
    """What makes a part TRUE, each by itself; none where there is but one way."""
    match part:
        case Or(items):
            return tuple(found for item in items for found in (alternatives_of(item) or (item,)))
        case Not(And(items)):
            return tuple(found for item in items for found in (alternatives_of(Not(item)) or (Not(item),)))
        case Not(Not(item)):
            return alternatives_of(item)
    return ()


def broken_words(part: Node) -> str:
    """A part that does not hold, as a clause."""
    if isinstance(part, Not) and isinstance(part.item, IsBlank):
        return f"{part.item.item.shown_label} is blank"
    return wording.not_so(part)


def _below(judgement: Judgement) -> Iterator[Branch]:
    parts = parts_of(judgement)
    for number, part in enumerate(parts):
        if len(parts) > 1:
            yield Branch(Way.PART, f"broken: {broken_words(part)}", number)
        for place, alternative in enumerate(alternatives_of(part)):
            yield Branch(Way.ALTERNATIVE, f"passes because {to_words(alternative)}", number, place)
