"""The same seed and the same calls give the same answers, byte for byte, in this process and in another."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.emulator.state.fixed import NOON, Call, fresh, replayed

from dealspec.emulator.salesforce.org import SalesforceOrg
from dealspec.emulator.store import Store

V = "/services/data/v66.0"
DEAL = {"Name": "Fjord", "StageName": "Prospecting", "CloseDate": "2026-12-31"}
PROPERTY = {"label": "Tier", "type": "enumeration", "fieldType": "select", "groupName": "dealinformation"}
OPTIONS = [{"label": "Gold", "value": "gold"}, {"label": "Silver", "value": "silver"}]
STAGES = [{"label": "Open", "displayOrder": 0, "metadata": {"probability": "0.50"}}]

CALLS: dict[str, list[Call]] = {
    "salesforce": [
        ("GET", f"{V}/sobjects", None),
        ("GET", f"{V}/sobjects/Opportunity/describe", None),
        ("GET", f"{V}/limits", None),
        ("POST", f"{V}/sobjects/Account", {"Name": "Fjord"}),
        ("POST", f"{V}/sobjects/Opportunity", DEAL),
        ("POST", f"{V}/sobjects/Opportunity", {"Name": "x" * 200}),
        ("GET", f"{V}/sobjects/Opportunity/$last", None),
        ("PATCH", f"{V}/sobjects/Opportunity/$last", {"StageName": "Closed Won"}),
        ("DELETE", f"{V}/sobjects/Opportunity/$last", None),
        ("GET", f"{V}/query?q=SELECT+Id,Name,StageName+FROM+Opportunity", None),
        ("GET", f"{V}/queryAll?q=SELECT+Id,IsDeleted+FROM+Opportunity", None),
        ("POST", f"{V}/composite/sobjects", {"records": [{"attributes": {"type": "Account"}, "Name": "A"}, {}]}),
        ("DEPLOY", "", ["Tier__c", "Region__c"]),
        ("DEPLOY", "", ["Wrong"]),
        ("GET", f"{V}/metadata/deployRequest/$last?includeDetails=true", None),
        ("POST", "/__embedded__/tokens", {"permissions": ["ApiEnabled"]}),
        ("GET", "/nowhere", None),
    ],
    "hubspot": [
        ("GET", "/crm/v3/properties/deals", None),
        ("POST", "/crm/properties/2026-09/deals", {"name": "ps_tier", **PROPERTY, "options": OPTIONS}),
        ("PATCH", "/crm/properties/2026-09/deals/ps_tier", {"options": OPTIONS[:1]}),
        ("DELETE", "/crm/properties/2026-09/deals/ps_tier", None),
        ("POST", "/crm/v3/pipelines/deals", {"label": "Partner", "displayOrder": 1, "stages": STAGES}),
        ("GET", "/crm/v3/pipelines/deals", None),
        ("GET", "/crm/v3/pipelines/deals/$last/audit", None),
        ("POST", "/crm/v3/objects/deals", {"properties": {"dealname": "Fjord", "ps_tier": "gold"}}),
        ("POST", "/crm/v3/objects/deals", {"properties": {"dealname": "Fjord"}}),
        ("PATCH", "/crm/v3/objects/deals/$last", {"properties": {"amount": "12.50"}}),
        ("DELETE", "/crm/v3/objects/deals/$last", None),
        ("POST", "/crm/v3/objects/deals/search", {"filterGroups": []}),
        ("POST", "/crm/v3/objects/deals/batch/create", {"inputs": [{"properties": {"dealname": "A"}}] * 2}),
        ("POST", "/crm-object-schemas/v3/schemas", {"name": "claim"}),
        ("GET", "/crm/associations/v4/deals/companies/labels", None),
        ("POST", "/__embedded__/tokens", {"scopes": ["crm.objects.deals.read"]}),
        ("GET", "/nowhere", None),
    ],
}


@pytest.mark.parametrize("vendor", CALLS)
@settings(max_examples=max(20, settings.default.max_examples // 3))
@given(data=st.data())
def test_two_fresh_orgs_answer_a_log_alike(vendor, data):
    log = data.draw(st.lists(st.sampled_from(CALLS[vendor]), max_size=12))

    assert replayed(fresh(vendor), log) == replayed(fresh(vendor), log)


@pytest.mark.parametrize("vendor", CALLS)
def test_two_processes_with_another_order_of_sets_answer_alike(vendor, tmp_path):
    one, other = (
        printed(vendor, tmp_path / f"{seed}.sqlite", {"PYTHONHASHSEED": seed, "TZ": zone})
        for seed, zone in (("1", "UTC"), ("7", "Asia/Tokyo"))
    )

    assert len(one.splitlines()) == 2 * len(CALLS[vendor])
    assert one == other


def test_another_seed_names_another_org():
    assert SalesforceOrg(Store(), NOON, seed=2).org_id != SalesforceOrg(Store(), NOON).org_id


def printed(vendor: str, file: Path, env: dict[str, str]) -> str:
    """What a process of its own prints when it replays every call twice."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.unit.emulator.state.fixed", vendor, str(file)],
        cwd=Path(__file__).parents[4],
        env={**os.environ, **env},
        input=json.dumps(CALLS[vendor] * 2),
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout
