"""Runs saves through the rules that Salesforce would be given, in the embedded org's evaluator. Needs no org."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from dealspec.emulator.salesforce import formula as engine
from dealspec.schema.model import Schema
from dealspec.validators.cases.model import Save
from dealspec.validators.cases.outcome import Answered
from dealspec.validators.cases.salesforce_save import field_types, fields_of, is_possible, native
from dealspec.validators.dialects.salesforce_formula import BYPASS, SalesforceNames, gate_formulas
from dealspec.validators.dialects.unsupported import Unsupported
from dealspec.validators.expr.nodes import FieldRef
from dealspec.validators.judgement import Judgement


@dataclass(frozen=True, slots=True)
class _Rules:
    """The rules of one judgement, read once."""

    formulas: tuple[engine.Formula, ...]
    refs: frozenset[FieldRef]
    types: dict[str, str]


@dataclass(slots=True)
class SalesforceRules:
    """The validation rules of a schema's judgements; ``refused`` is what ``cases.running`` asks."""

    names: SalesforceNames
    known: dict[str, _Rules | str] = field(default_factory=dict)

    @classmethod
    def of(cls, schema: Schema) -> SalesforceRules:
        """The rules under the names that the schema gives to everything."""
        return cls(SalesforceNames.of(schema))

    def refused(self, judgement: Judgement, save: Save, as_of: datetime) -> Answered:
        """Whether one of the rules refuses the save, or why that cannot be told."""
        rules = self.known.get(judgement.id)
        if rules is None:
            rules = self.known[judgement.id] = self._rules(judgement)
        if isinstance(rules, str):
            return rules
        if not is_possible(judgement, save):
            return "It has no stage, and in Salesforce every deal has one"
        context = engine.Context(rules.types, as_of, {BYPASS: save.bypass})
        record = native(save.record, rules.refs, self.names)
        before = None if save.before is None else native(save.before, rules.refs, self.names)
        for one in rules.formulas:
            told = engine.evaluate(one, record, before, context)  # type: ignore[arg-type]
            if isinstance(told, engine.FormulaError):
                return f"The formula cannot be evaluated: {told.message}"
            if told is True:
                return True
        return False

    def _rules(self, judgement: Judgement) -> _Rules | str:
        texts = gate_formulas(judgement, self.names)
        if isinstance(texts, Unsupported):
            return texts.why
        refs = fields_of(judgement)
        return _Rules(tuple(map(engine.parse, texts)), refs, field_types(refs, self.names))
