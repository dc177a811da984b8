"""Reads that lag behind writes, where it is switched on; by default everything is settled at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

SCHEMAS = "/crm-object-schemas/2026-09/schemas"
DEALS = "/crm/objects/2026-09/deals"
SHARE = {"name": "share", "labels": {"singular": "Share", "plural": "Shares"}, "primaryDisplayProperty": "title",
         "properties": [{"name": "title", "label": "Title"}]}  # fmt: skip


@pytest.fixture
def lagging(hubspot):
    assert hubspot("PATCH", "/__embedded__/settings", {"settling": True})[0] == 200
    return hubspot


def wait(hubspot, seconds):
    hubspot.clock.moment += timedelta(seconds=seconds)


def relabelled(hubspot):
    share = hubspot.post(SCHEMAS, SHARE)["objectTypeId"]
    assert hubspot("PATCH", f"{SCHEMAS}/{share}", {"labels": {"singular": "Slice"}})[0] == 200
    return share


def read_labels(hubspot, share, times):
    return [hubspot.get(f"{SCHEMAS}/{share}")["labels"]["singular"] for _ in range(times)]


def test_by_default_a_schema_reads_as_it_was_written(hubspot):
    assert read_labels(hubspot, relabelled(hubspot), 4) == ["Slice"] * 4


def test_a_read_of_a_changed_schema_flips_for_over_a_minute(lagging):
    share = relabelled(lagging)

    assert set(read_labels(lagging, share, 4)) == {"Share", "Slice"}
    wait(lagging, 69)
    assert set(read_labels(lagging, share, 4)) == {"Share", "Slice"}
    wait(lagging, 1)
    assert read_labels(lagging, share, 4) == ["Slice"] * 4


def test_a_clock_that_stands_still_settles_by_reading(lagging):
    share = relabelled(lagging)

    assert read_labels(lagging, share, 40)[12:] == ["Slice"] * 28


def test_a_list_without_definitions_settles_sooner(lagging):
    relabelled(lagging)

    first = lagging.get(SCHEMAS)["results"][0]["labels"]["singular"]
    wait(lagging, 5)
    later = lagging.get(SCHEMAS)["results"][0]["labels"]["singular"]

    assert (first, later) == ("Share", "Slice")


def test_a_patch_of_an_unsettled_schema_brings_old_values_of_omitted_fields_back(lagging):
    share = relabelled(lagging)

    lagging("PATCH", f"{SCHEMAS}/{share}", {"description": "Who gets how much"})
    wait(lagging, 70)
    read = lagging.get(f"{SCHEMAS}/{share}")

    assert (read["labels"]["singular"], read["description"]) == ("Share", "Who gets how much")


def names(hubspot):
    return {each["name"] for each in hubspot.get(f"{SCHEMAS}/deals")["associations"]}


def test_the_name_of_a_label_is_read_minutes_later(lagging):
    made = {"name": "registrant", "label": "Registrant"}
    lagging.post("/crm/v4/associations/deals/companies/labels", made)

    listed = {row["label"] for row in lagging.get("/crm/v4/associations/deals/companies/labels")["results"]}
    before = names(lagging)
    wait(lagging, 300)

    assert "Registrant" in listed
    assert "registrant" not in before
    assert "registrant" in names(lagging)


def found(hubspot, value):
    filters = [{"propertyName": "dealname", "operator": "EQ", "value": value}]
    return len(hubspot.post(f"{DEALS}/search", {"filterGroups": [{"filters": filters}]})["results"])


def test_search_lags_behind_creates_changes_and_archives(lagging):
    deal = lagging.post(DEALS, {"properties": {"dealname": "A"}})["id"]
    unseen = found(lagging, "A")
    wait(lagging, 5)
    seen = found(lagging, "A")

    lagging("PATCH", f"{DEALS}/{deal}", {"properties": {"dealname": "B"}})
    old, new = found(lagging, "A"), found(lagging, "B")
    wait(lagging, 5)
    lagging("DELETE", f"{DEALS}/{deal}")

    assert (unseen, seen, old, new) == (0, 1, 1, 0)
    assert found(lagging, "B") == 1
    wait(lagging, 5)
    assert found(lagging, "B") == 0
    assert lagging("GET", f"{DEALS}/{deal}?archived=true")[0] == 200


def test_limits_are_counted_anew_after_a_while(lagging, group):
    prop = {"name": "ps_x", "label": "X", "type": "string", "fieldType": "text", "groupName": group}
    path = "/crm/limits/2026-09/custom-properties"
    before = lagging.get(path)["overallUsage"]
    lagging.post("/crm/properties/2026-09/deals", prop)

    soon = lagging.get(path)["overallUsage"]
    wait(lagging, 40)

    assert (before, soon, lagging.get(path)["overallUsage"]) == (0, 0, 1)


def test_one_lag_can_be_set_alone(hubspot):
    answer = hubspot("PATCH", "/__embedded__/settings", {"settling": {"search": 2}})[1]

    assert answer["settling"] == {"schemas": 0, "labelNames": 0, "search": 2, "limits": 0}
    assert read_labels(hubspot, relabelled(hubspot), 4) == ["Slice"] * 4
