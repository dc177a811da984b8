"""Writes gates, ranges and formats as formulas of validation rules, TRUE exactly where the save must be refused.

A rule refuses by itself, so several rules can ask for several parts: a formula that Salesforce finds too large is laid
out on one line first, and then split between parts.

What is relied on, from Salesforce's open-source formula engine unless another source stands beside it: blank text
equals the empty text; a comparison of anything else with null is null; AND and OR stop early; REGEX reads null as the
empty text; a picklist stands only in ISPICKVAL, TEXT, ISBLANK, ISCHANGED and PRIORVALUE; 50 % is 0.5. Assumed:
``RecordType.DeveloperName`` in a rule, ``$Permission`` as a bypass, DATETIMEVALUE of a date as midnight UTC.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dealspec.schema.model import Check
from dealspec.validators.dialects import salesforce_transitions as transitions
from dealspec.validators.dialects.formula_layout import Formula, both, either, laid_out, negated, on_one_line
from dealspec.validators.dialects.salesforce_conditions import Conditions
from dealspec.validators.dialects.salesforce_names import SalesforceName, SalesforceNames
from dealspec.validators.dialects.salesforce_size import MAX_CHARACTERS, MAX_COMPILED, compiled_size, fits
from dealspec.validators.dialects.salesforce_values import DIALECT, UnsayableError
from dealspec.validators.dialects.unsupported import Unsupported
from dealspec.validators.dialects.words import to_words
from dealspec.validators.expr.nodes import And, Between, Compare, IsBlank, Node, Not, Op, Or
from dealspec.validators.judgement import Judgement, JudgementKind

__all__ = [
    "BYPASS",
    "MAX_CHARACTERS",
    "MAX_RULES",
    "SalesforceName",
    "SalesforceNames",
    "condition_formula",
    "gate_formula",
    "gate_formulas",
]

BYPASS = "$Permission.Dealspec_Bypass"
MAX_RULES = 4
"""Into how many rules a gate is split at most: beyond, it asks for more than a person can mend at once."""


def gate_formulas(judgements: Judgement | Sequence[Judgement], names: SalesforceNames) -> tuple[str, ...] | Unsupported:
    """The formulas, laid out on lines, of the rules that together enforce a judgement; or why there are none.

    Of several judgements, which must select the same records and be judged at the same moments, those of all together.
    """
    every = [judgements] if isinstance(judgements, Judgement) else list(judgements)
    if any(one.conflict for one in every):
        why = "A validation rule sees one record, and a conflict is between several."
        return Unsupported(None, DIALECT, why, "It is audited.")
    try:
        return _fitted(*_written(every, names), names)
    except UnsayableError as error:
        return error.unsupported


def gate_formula(judgement: Judgement, names: SalesforceNames) -> str | Unsupported:
    """The formulas of a judgement as one text to read, an empty line between them, or why there are none."""
    found = gate_formulas(judgement, names)
    return found if isinstance(found, Unsupported) else "\n\n".join(found)


def condition_formula(node: Node, names: SalesforceNames, *, want: bool, certain: bool) -> Formula:
    """A condition alone: TRUE where its answer is ``want`` or, unless ``certain``, unknown. Never null.

    Raises ValueError when there is no form for it.
    """
    return Conditions(names).write(node, want, certain)


@dataclass(frozen=True, slots=True)
class _Part:
    """One thing that is asked, and where it is broken."""

    node: Node
    broken: Formula


def _written(judgements: Sequence[Judgement], names: SalesforceNames) -> tuple[list[Formula], list[_Part]]:
    """When the judgements judge a save, and what they ask of it."""
    first = judgements[0]
    writer = Conditions(names)
    conditions: list[Formula] = [negated(BYPASS)]
    if first.when is not None:
        conditions.append(writer.write(first.when, True, True))
    if first.kind is JudgementKind.GATE and first.check is Check.ENTRY and first.reached:
        conditions.append(transitions.crossing(first.reached))
    writer.assume(first.when)
    asked = [node for judgement in judgements for node in _asked(judgement)]
    return conditions, [_Part(node, writer.write(node, False, False)) for node in asked]


def _asked(judgement: Judgement) -> Iterator[Node]:
    for ref in judgement.require:
        yield Not(IsBlank(ref))
    if judgement.that is not None:
        yield from _conjuncts(judgement.that)


def _conjuncts(node: Node) -> Iterator[Node]:
    """What must be TRUE each by itself for the condition to be."""
    match node:
        case And(items):
            for item in items:
                yield from _conjuncts(item)
        case Not(Or(items)):
            for item in items:
                yield from _conjuncts(Not(item))
        case Not(Not(item)):
            yield from _conjuncts(item)
        case Between(item, low, high):
            yield from (Compare(Op.GE, item, low), Compare(Op.LE, item, high))
        case _:
            yield node


def _fitted(conditions: Sequence[Formula], parts: Sequence[_Part], names: SalesforceNames) -> tuple[str, ...]:
    """As few rules as hold all parts in their order. Raises ``UnsayableError`` where one part alone is too large."""
    formulas = {name.api: name.formula for name in names.fields.values() if name.formula}
    rules: list[str] = []
    rest = list(parts)
    while rest or not rules:
        laid = ((count, _laid(conditions, rest[:count], formulas)) for count in range(len(rest), 0 if rest else -1, -1))
        count, text = next((found for found in laid if found[1]), (0, None))
        if text is None:
            raise _too_large(conditions, rest[0], formulas)
        rules.append(text)
        rest = rest[count:]
    if len(rules) > MAX_RULES:
        why = f"It would need {len(rules)} validation rules, since Salesforce takes {MAX_CHARACTERS:,} characters each."
        raise UnsayableError(parts[0].node, why, "Split the gate into several gates of the same stage.")
    return tuple(rules)


def _laid(conditions: Sequence[Formula], parts: Sequence[_Part], formulas: dict[str, str]) -> str | None:
    """One rule in the most readable layout that Salesforce takes, or None."""
    formula = both(*conditions, either(*(part.broken for part in parts)))
    layouts = (laid_out, on_one_line, lambda whole: on_one_line(whole, ","))
    texts = (write(formula) for write in layouts)
    return next((text for text in texts if fits(text, formulas)), None)


def _too_large(conditions: Sequence[Formula], part: _Part, formulas: dict[str, str]) -> UnsayableError:
    text = on_one_line(both(*conditions, part.broken), ",")
    compiled = compiled_size(text, formulas)
    size = f"{len(text):,} characters; Salesforce takes {MAX_CHARACTERS:,}"
    if len(text) <= MAX_CHARACTERS:
        size = f"about {compiled:,} bytes when compiled; Salesforce takes {MAX_COMPILED:,}"
    words = to_words(part.node)
    shown = words if len(words) <= _SHOWN else f"{words[:_SHOWN].rstrip()}…"
    return UnsayableError(
        part.node, f"The formula of one part alone ('{shown}') has {size}.", "Ask it in several conditions."
    )


_SHOWN = 80
