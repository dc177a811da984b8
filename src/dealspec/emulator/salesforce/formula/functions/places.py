"""GEOLOCATION and DISTANCE; a place is `latitude;longitude` text that only these functions look into."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import TYPE_CHECKING

from dealspec.emulator.salesforce.formula import messages
from dealspec.emulator.salesforce.formula.functions.table import (
    NUMBER,
    TEXT,
    Arity,
    Building,
    Evaluator,
    Form,
    Function,
    Typing,
)
from dealspec.emulator.salesforce.formula.nodes import Call, Literal, Node
from dealspec.emulator.salesforce.formula.types import Type
from dealspec.emulator.salesforce.formula.values import FormulaError, Value

if TYPE_CHECKING:
    from dealspec.emulator.salesforce.formula.run import Run

_RADII = {"mi": 3958.761, "km": 6371.009}  # FE DistanceUnit
_LIMITS = (("Latitude", 90), ("Longitude", 180))
_LOCATION = frozenset({Type.LOCATION})


def _geolocation_type(inference: Typing, call: Call) -> Type:
    """Literals outside the globe are refused when the formula is saved (FE FunctionGeolocation.validate)."""
    inference.operands(call, NUMBER)
    for operand, (_, limit) in zip(call.operands, _LIMITS, strict=True):
        number = _literal_number(operand)
        if number is not None and abs(number) > limit:
            inference.fault(messages.wrong_parameter(call, operand))
    return Type.LOCATION


def _literal_number(node: Node) -> Decimal | None:
    return node.value if isinstance(node, Literal) and isinstance(node.value, Decimal) else None


def _build_geolocation(builder: Building, call: Call) -> Evaluator:
    latitude, longitude = builder.build_all(call)

    def place(run: Run) -> Value:
        found = latitude(run), longitude(run)
        if None in found:
            if found != (None, None):
                raise FormulaError("Latitude can be null if and only if longitude is null")  # FE GeolocationCommand
            return None
        for value, (name, limit) in zip(found, _LIMITS, strict=True):
            if not isinstance(value, Decimal) or abs(value) > limit:
                raise FormulaError(f"{name} out of range")
        return f"{found[0]};{found[1]}"

    return place


def _distance_type(inference: Typing, call: Call) -> Type:
    for place in call.operands[:2]:
        inference.expect(call, place, _LOCATION)
    unit = call.operands[2]
    inference.expect(call, unit, TEXT)
    if isinstance(unit, Literal) and str(unit.value).lower() not in _RADII:
        inference.fault(messages.wrong_value(call, "'mi'/'km'", str(unit.value), unit))
    return Type.NUMBER


def _build_distance(builder: Building, call: Call) -> Evaluator:
    """Over a sphere; null while a place is blank (FE FunctionDistance, DistanceUnit)."""
    first, second, unit = builder.build_all(call)

    def distance(run: Run) -> Value:
        here, there = first(run), second(run)
        radius = _RADII.get(str(unit(run)))
        if radius is None:
            raise FormulaError("Invalid unit for the distance() function")
        if not isinstance(here, str) or not isinstance(there, str):
            return None
        chord = math.dist(_on_sphere(here), _on_sphere(there))
        return Decimal(repr(2 * radius * math.asin(min(chord / 2, 1.0))))

    return distance


def _on_sphere(place: str) -> tuple[float, float, float]:
    latitude, longitude = (math.radians(float(part)) for part in place.split(";"))
    return (
        math.cos(latitude) * math.cos(longitude),
        math.cos(latitude) * math.sin(longitude),
        math.sin(latitude),
    )


TABLE: tuple[Function | Form, ...] = (
    Form("GEOLOCATION", Arity(2, 2), _geolocation_type, _build_geolocation),
    Form("DISTANCE", Arity(3, 3), _distance_type, _build_distance),
)
