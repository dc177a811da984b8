"""The order of a choice's values, and the values that an exact one does not declare. Pure; knows one list of values.

The order is that of the declared values among themselves: others keep their places between them. A list that Salesforce
sorts by itself has no order of ours. Undeclared values are deactivated, never deleted: records keep what they hold
(Metadata API guide, CustomValue: what is inactive or left out of a deployment is deactivated).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import cast

from dealspec.crm.salesforce.markup import Element, flag, put, text_of
from dealspec.provisioner.resource import Json

ORDER = "order"
UNDECLARED = "undeclared_values"
"""With ``exact``: the values that can be chosen and are not declared. Wanted there are none."""
_SEPARATOR = ", "


def said_of(names: Iterable[str], *, exact: bool) -> dict[str, Json]:
    """What a declared list says besides each value: its order, and that there are no others."""
    listed = list(names)
    attributes: dict[str, Json] = {ORDER: _SEPARATOR.join(listed)} if len(listed) > 1 else {}
    return attributes | ({UNDECLARED: list[Json]()} if exact else {})


def live_of(
    wanted: dict[str, Json], names: Sequence[str], active: Collection[str], *, sorted_there: bool, also: Collection[str]
) -> dict[str, Json]:
    """The live counterpart of ``said_of``: ``names`` in their order there. ``also`` are declared elsewhere."""
    declared = list(cast("dict[str, Json]", wanted["values"]))
    found: dict[str, Json] = {}
    if ORDER in wanted:
        found[ORDER] = wanted[ORDER] if sorted_there else _SEPARATOR.join(_filled(declared, names))
    if UNDECLARED in wanted:
        others = (name for name in names if name in active and name not in declared and name not in also)
        found[UNDECLARED] = list[Json](sorted(others))
    return found


def settle(element: Element, tag: str, wanted: dict[str, Json], also: Collection[str] = ()) -> None:
    """Brings the values of a list into the declared order, and deactivates those that an exact one does not declare."""
    declared = list(cast("dict[str, Json]", wanted["values"]))
    if ORDER in wanted:
        reorder(element, declared)
    if UNDECLARED in wanted:
        for value in element.findall(tag):
            if text_of(value, "fullName") not in declared and text_of(value, "fullName") not in also:
                put(value, "isActive", False)
                put(value, "default", False)


def reorder(element: Element, order: Sequence[str]) -> None:
    """Deals the declared values out again over the places they hold, so that others keep theirs."""
    children = list(element)
    places = [place for place, child in enumerate(children) if text_of(child, "fullName") in order]
    ranked = sorted((children[place] for place in places), key=lambda child: order.index(text_of(child, "fullName")))
    for place, child in zip(places, ranked, strict=True):
        element[place] = child


def active_names(values: Iterable[Element]) -> set[str]:
    """The values that can be chosen."""
    return {text_of(value, "fullName") for value in values if flag(value, "isActive", default=True)}


def _filled(declared: Sequence[str], names: Sequence[str]) -> list[str]:
    """The declared values in live order; one that is missing there stands where it was declared."""
    present = [name for name in names if name in set(declared)]
    there = iter(present)
    return [next(there) if name in present else name for name in declared]
