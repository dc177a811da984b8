"""Runs formulas over records: validation rules on save, formula fields on read, defaults on insert."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from dealspec.emulator.salesforce.catalog import NUMERIC, Catalog, Field, ObjectType, resolve
from dealspec.emulator.salesforce.errors import Fault
from dealspec.emulator.salesforce.formula import (
    MAXIMUM_COMPILED,
    Context,
    Formula,
    FormulaError,
    Value,
    check,
    compiled_size,
    evaluate,
    parse,
)
from dealspec.emulator.salesforce.formula.messages import too_big
from dealspec.emulator.salesforce.surroundings import FIELD_TYPES, GlobalTypes, GlobalValues, Surroundings
from dealspec.emulator.salesforce.values import datetime_text, from_datetime_text

_NAME = re.compile(r"[A-Za-z]\w*(?::\w+)?(?:\.[A-Za-z]\w*(?::\w+)?)+")
_TARGET = re.compile(r":\w+")  # `Owner:User.Email` says which of the owner's objects is meant (FE LexerRules.g4)

Loader = Callable[[str, str], dict[str, Any] | None]
"""(object, id) -> the stored record, or None."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One active validation rule, ready to run."""

    name: str
    formula: Formula
    message: str
    field: str | None


class RecordView(Mapping[str, Value]):
    """A stored record as a formula sees it: typed values, dotted paths, formula fields."""

    __slots__ = ("_body", "_cache", "_engine", "_type")

    def __init__(self, engine: Engine, object_type: ObjectType, body: Mapping[str, Any]) -> None:
        self._engine, self._type, self._body = engine, object_type, body
        self._cache: dict[str, Value] = {}

    def __getitem__(self, path: str) -> Value:
        if path in self._cache:
            return self._cache[path]
        value = self._cache[path] = self._find(path)
        return value

    def __iter__(self) -> Iterator[str]:
        return (field.name for field in self._type.fields.values())

    def __len__(self) -> int:
        return len(self._type.fields)

    def _find(self, path: str) -> Value:
        step, dot, rest = path.partition(".")
        if not dot:
            field = self._type.field(step)
            if field is None:
                raise KeyError(path)
            return self._engine.value(self._type, field, self._body)
        relationship, _, target = step.partition(":")
        lookup = self._type.relationships.get(relationship.lower())
        if lookup is None:
            raise KeyError(path)
        related = self._engine.related(lookup, self._body)
        return None if related is None or not related.is_of(target) else related[rest]

    def is_of(self, object_name: str) -> bool:
        """Whether the record is one of that object, or any when none is named."""
        return object_name.lower() in ("", self._type.name.lower())


class Engine:
    """Compiled formulas of one org, by catalog version."""

    def __init__(self, catalog: Catalog, load: Loader, now: Callable[[], datetime], surroundings: Surroundings) -> None:
        self._catalog, self._load, self._now, self._surroundings = catalog, load, now, surroundings
        self._global_types = GlobalTypes(surroundings)
        self._version = -1
        self._rules: dict[str, tuple[list[Rule], dict[str, str]]] = {}
        self._fields: dict[str, tuple[Formula, dict[str, str]]] = {}

    def broken_rules(
        self,
        object_type: ObjectType,
        record: Mapping[str, Any],
        prior: Mapping[str, Any] | None,
    ) -> list[Fault]:
        """One fault per active rule whose formula is TRUE, in order of rule name (order assumed)."""
        rules, fields = self._rules_of(object_type)
        if not rules:
            return []
        context = self._context(fields, record)
        view = RecordView(self, object_type, record)
        before = None if prior is None else RecordView(self, object_type, prior)
        faults = []
        for rule in rules:
            verdict = evaluate(rule.formula, view, before, context)
            if isinstance(verdict, FormulaError):
                words = f'The formula in the "{rule.name}" validation rule is invalid due to the following: {verdict}.'
                faults.append(Fault("FIELD_CUSTOM_VALIDATION_EXCEPTION", words))
            elif verdict is True:
                shown = () if rule.field is None else (rule.field,)
                faults.append(Fault("FIELD_CUSTOM_VALIDATION_EXCEPTION", rule.message, shown))
        return faults

    def value(self, object_type: ObjectType, field: Field, body: Mapping[str, Any]) -> Value:
        """A field's value for a formula."""
        if field.formula is not None:
            return self._formula_field(object_type, field, body)
        stored = body.get(field.name)
        if stored is None:
            return False if field.type == "Checkbox" else None
        if field.type in NUMERIC:
            return Decimal(repr(stored))
        match field.type:
            case "Date":
                return datetime.strptime(stored, "%Y-%m-%d").date()
            case "DateTime":
                return from_datetime_text(stored)
            case "Time":
                return time.fromisoformat(stored.rstrip("Z"))
            case _:
                return stored  # type: ignore[no-any-return]

    def stored(self, object_type: ObjectType, field: Field, body: Mapping[str, Any]) -> Any:
        """A formula field's value as the REST API writes it."""
        value = self._formula_field(object_type, field, body)
        if isinstance(value, Decimal):
            # A percent result is 0.5 inside formulas and 50 outside (Help: formula_using_date_datetime; observed).
            scale = Decimal(1).scaleb(-field.scale)
            return float((value * 100 if field.type == "Percent" else value).quantize(scale))
        if isinstance(value, datetime):
            return datetime_text(value)
        if value is None or isinstance(value, bool | str):
            return value
        return f"{value.isoformat()}.000Z" if isinstance(value, time) else value.isoformat()

    def related(self, lookup: Field, body: Mapping[str, Any]) -> RecordView | None:
        """The record that a lookup points to."""
        target_id = body.get(lookup.name)
        if target_id is None:
            return None
        for name in lookup.targets:
            found = self._load(name, target_id)
            target = self._catalog.object(name)
            if found is not None and target is not None:
                return RecordView(self, target, found)
        return None

    def default(self, text: str) -> Value:
        """The value of a default-value formula; None when it cannot be evaluated."""
        value = evaluate(parse(text), {}, None, self._context({}, {}))
        return None if isinstance(value, FormulaError) else value

    def faults_of(self, object_name: str, text: str, result: str) -> list[str]:
        """Why a formula may not be saved: the vendor's words, empty when it may. ``result``: ``rule`` or ``field``."""
        try:
            formula = parse(text)
        except FormulaError as error:
            return [error.message]
        fields = formula_fields(self._catalog, object_name, [text])
        context = self._context(fields, {})
        if result == "rule":
            faults = [fault.message for fault in check(formula, context)]
            return faults or self._surroundings.vlookup_faults(formula.references)
        # Any type will do, so that functions of rules alone are refused; what the result is, the caller judges.
        words = [fault.message for fault in check(formula, context, formula_field="Text")]
        faults = [item for item in words if not item.startswith("Formula result is data")]
        size = 0 if faults else self._compiled_size(object_name, formula, context, ())
        return faults if size <= MAXIMUM_COMPILED else [*faults, too_big(size, MAXIMUM_COMPILED)]

    def default_faults(self, text: str, kind: str) -> list[str]:
        """Why a default value may not be saved; it sees no field of the record (Help: fields_about_defaults)."""
        try:
            formula = parse(text)
        except FormulaError as error:
            return [error.message]
        expected = "Text" if kind in ("Picklist", "MultiselectPicklist") else kind
        return [fault.message for fault in check(formula, self._context({}, {}), formula_field=expected)]

    def _compiled_size(self, object_name: str, formula: Formula, context: Context, above: tuple[str, ...]) -> int:
        """The estimate with the formula fields that the formula reads, and those that they read."""
        inner: dict[str, int] = {}
        for name in formula.references:
            walked = resolve(self._catalog, object_name, name)
            field = walked[-1] if walked else None
            if field is None or field.formula is None or field.full_name in above:
                continue
            owner = field.full_name.partition(".")[0]
            fields = formula_fields(self._catalog, owner, [field.formula])
            inside = replace(context, fields=fields)
            inner[name] = self._compiled_size(owner, parse(field.formula), inside, (*above, field.full_name))
        return compiled_size(formula, context, inner)

    def _formula_field(self, object_type: ObjectType, field: Field, body: Mapping[str, Any]) -> Value:
        self._refresh()
        found = self._fields.get(field.full_name)
        if found is None:
            assert field.formula is not None
            types = formula_fields(self._catalog, object_type.name, [field.formula])
            found = self._fields[field.full_name] = (parse(field.formula), types)
        zero = field.body.get("formulaTreatBlanksAs") == "BlankAsZero"
        context = replace(self._context(found[1], body), blanks_as_zero=zero)
        value = evaluate(found[0], RecordView(self, object_type, body), None, context)
        return None if isinstance(value, FormulaError) else value

    def _context(self, fields: Mapping[str, str], body: Mapping[str, Any]) -> Context:
        return Context(
            fields=fields,
            now=self._now(),
            globals=GlobalValues(self._surroundings, body, self.value),
            time_zone=self._surroundings.time_zone,
            lookup=self._surroundings.lookup(self.value),
            global_types=self._global_types,
        )

    def _rules_of(self, object_type: ObjectType) -> tuple[list[Rule], dict[str, str]]:
        self._refresh()
        found = self._rules.get(object_type.name)
        if found is None:
            components = self._catalog.definitions.of_object("ValidationRule", object_type.name)
            bodies = [(item.name, item.body) for item in components if item.body["active"]]
            rules = [
                Rule(name, parse(body["errorConditionFormula"]), body["errorMessage"], body.get("errorDisplayField"))
                for name, body in bodies
            ]
            texts = [body["errorConditionFormula"] for _, body in bodies]
            found = self._rules[object_type.name] = (rules, formula_fields(self._catalog, object_type.name, texts))
        return found

    def _refresh(self) -> None:
        if self._version != self._catalog.version:
            self._version = self._catalog.version
            self._rules.clear()
            self._fields.clear()


def formula_fields(catalog: Catalog, object_name: str, formulas: Iterable[str]) -> dict[str, str]:
    """The types of an object's fields, and of every related field that the formulas name."""
    item = catalog.object(object_name)
    found = (
        {} if item is None else {field.name: FIELD_TYPES.get(field.type, field.type) for field in item.fields.values()}
    )
    for text in formulas:
        for path in _NAME.findall(text):
            walked = resolve(catalog, object_name, _TARGET.sub("", path))
            if walked is not None:
                name = ".".join([*(str(step.relationship) for step in walked[:-1]), walked[-1].name])
                found[path if ":" in path else name] = FIELD_TYPES.get(walked[-1].type, walked[-1].type)
    return found
