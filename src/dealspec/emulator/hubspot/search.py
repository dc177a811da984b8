"""Search over an object's live records, within HubSpot's limits. Never returns archived records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dealspec.emulator.hubspot import associations, catalogue, custom_objects, settling
from dealspec.emulator.hubspot.errors import invalid
from dealspec.emulator.hubspot.numbers_on_wire import is_digits
from dealspec.emulator.hubspot.objects import ObjectType, object_type
from dealspec.emulator.hubspot.search_filters import checked_groups, compile_filter, sort_key
from dealspec.emulator.hubspot.state import State
from dealspec.emulator.hubspot.tables import Body
from dealspec.emulator.hubspot.values import Property
from dealspec.emulator.hubspot.views import View

Json = dict[str, Any]
Row = tuple[str, Body]

PAGE, MAX_PAGE, WINDOW, BODY_LIMIT, SORTS = 10, 200, 10_000, 3_000, 1
"""Rows unasked, rows at most, rows reachable by paging, characters of body, sort rules (search-the-crm)."""


def search(state: State, obj: ObjectType, body: Mapping[str, Any], size: int) -> Json:
    """One page of matches; ``size`` is the body's length in characters."""
    if size > BODY_LIMIT:
        raise invalid(f"The search request body is too long: the maximum is {BODY_LIMIT} characters.")
    limit = _integer(body.get("limit"), PAGE, "limit")
    start = _integer(body.get("after"), 0, "after")
    if not 0 < limit <= MAX_PAGE:
        raise invalid(f"Invalid limit: {limit}. The maximum page size for search is {MAX_PAGE}.")
    if start + limit > WINDOW:
        raise invalid(f"Paging past {WINDOW} results is not supported by search.")
    rows = _sorted(state, obj, _matches(state, obj, body), body.get("sorts") or [])
    view = View(state, obj, [str(name) for name in body.get("properties") or ()])
    answer: Json = {
        "total": len(rows),
        "results": [view.show(*row) for row in rows[start : start + limit]],
    }
    if start + limit < len(rows):
        answer["paging"] = {"next": {"after": str(start + limit)}}
    return answer


def _matches(state: State, obj: ObjectType, body: Mapping[str, Any]) -> list[Row]:
    groups = [[_test(state, obj, item) for item in group] for group in checked_groups(body.get("filterGroups"))]
    query = str(body.get("query") or "").lower()
    rows = []
    for record_id, current in state.records(obj.type_id).after(0):
        record = settling.searched(state, obj, record_id, current)
        if record is None or record["archived"] or (query and not _mentions(obj, record, query)):
            continue
        if not groups or any(all(test(record_id, record) for test in group) for group in groups):
            rows.append((record_id, record))
    return rows


def _test(state: State, obj: ObjectType, item: Mapping[str, Any]) -> Callable[[str, Body], bool]:
    name = str(item.get("propertyName"))
    if name.startswith("associations."):
        return _association_test(state, obj, item, _object(state, name.removeprefix("associations.")))
    test = compile_filter(item, _property(state, obj, name))
    return lambda record_id, record: test(record["properties"])


def _object(state: State, name: str) -> ObjectType:
    return custom_objects.find(state, name) or object_type(name)


def _association_test(
    state: State, obj: ObjectType, item: Mapping[str, Any], other: ObjectType
) -> Callable[[str, Body], bool]:
    wanted = {str(value) for value in (item.get("values") or [item.get("value")])}
    operator = item.get("operator")
    if operator not in ("EQ", "IN"):
        # Other operators on the pseudo-property: assumed refused.
        raise invalid(f"operator {operator} is not supported for associations.{other.singular}")

    def test(record_id: str, record: Body) -> bool:
        return any(str(to["toObjectId"]) in wanted for to in associations.of(state, obj, record_id, other))

    return test


def _sorted(state: State, obj: ObjectType, rows: list[Row], sorts: list[Any]) -> list[Row]:
    if len(sorts) > SORTS:
        raise invalid(f"Only {SORTS} sort rule is supported; found {len(sorts)}.")
    if not sorts:
        return rows
    rule = sorts[0]
    if isinstance(rule, Mapping):
        name, descending = str(rule.get("propertyName")), rule.get("direction") == "DESCENDING"
    else:
        name, descending = str(rule).removeprefix("-"), str(rule).startswith("-")
    key = sort_key(_property(state, obj, name))
    held = [row for row in rows if row[1]["properties"].get(name)]
    # Records without the value come last either way (assumed).
    rest = [row for row in rows if not row[1]["properties"].get(name)]
    return sorted(held, key=lambda row: key(row[1]["properties"][name]), reverse=descending) + rest


def _property(state: State, obj: ObjectType, name: str) -> Property:
    prop = catalogue.find(state, obj, name)
    if prop is None:
        raise invalid(f"There was a problem with the request: property '{name}' does not exist.")
    return prop


def _mentions(obj: ObjectType, record: Body, query: str) -> bool:
    words = " ".join(record["properties"].get(name, "") for name in obj.searched).lower()
    return all(word in words for word in query.split())


def _integer(value: Any, default: int, name: str) -> int:
    if value in (None, ""):
        return default
    if not is_digits(str(value)):
        raise invalid(f"Invalid {name}: {value}")
    return int(value)
