"""Says what of a judgement a record breaks: labels of fields, words of the rule, ids of records. Never a value."""

from __future__ import annotations

from collections.abc import Sequence

from dealspec.validators.dialects.words import to_words
from dealspec.validators.expr.nodes import And, Node, Not, fields_used
from dealspec.validators.judgement import Judgement

BLANK, FALSE, UNKNOWN = "b", "f", "u"
"""What is wrong with a part: a required field is blank, a condition is FALSE, a condition is unknown."""


def conditions(judgement: Judgement) -> tuple[Node, ...]:
    """The conditions of ``that`` which a detail tells apart; none where the rule's message already says it all."""
    if judgement.that is None:
        return ()
    items = judgement.that.items if isinstance(judgement.that, And) else (judgement.that,)
    return items if judgement.require or len(items) > 1 else ()


def detail(judgement: Judgement, parts: str) -> str:
    """``Blank: Protection end, Technical fit at. Margin % is below 5``.

    ``parts`` lists what is broken: a letter and the number of the required field or condition, parted by commas.
    A condition that is unknown for want of a field already named blank is not told again.
    """
    broken = [(part[0], int(part[1:])) for part in parts.split(",") if part]
    blank = [judgement.require[number] for kind, number in broken if kind == BLANK]
    said = [f"Blank: {', '.join(ref.shown_label for ref in blank)}"] if blank else []
    asked = conditions(judgement)
    for kind, number in broken:
        if kind == FALSE:
            said.append(_sentence(to_words(Not(asked[number]))))
        elif kind == UNKNOWN and not fields_used(asked[number]) & set(blank):
            said.append(_sentence(f"it is unknown whether {to_words(asked[number])}"))
    return ". ".join(said)


def conflict_detail(others: Sequence[str], count: int) -> str:
    """``In conflict with 006...1, 006...2 and 5 more``: the first ``others`` of ``count``."""
    more = count - len(others)
    return f"In conflict with {', '.join(others)}" + (f" and {more:,} more" if more else "")


def _sentence(clause: str) -> str:
    return clause[:1].upper() + clause[1:]
