"""What is left in Salesforce is never a record that a condition selects: its own queries, against what it means."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.contract.salesforce_org import Served, served
from tests.unit.validators.dialects.salesforce_record import native
from tests.unit.validators.meaning import truth
from tests.unit.validators.strategies import NOW, SCHEMA, Save, conditions, kinds_of_leaves, save_of

from dealspec.crm.salesforce.adapter import SalesforceTarget
from dealspec.provisioner.diff import diff
from dealspec.provisioner.order import ordered
from dealspec.provisioner.ports import Chosen
from dealspec.schema.model import Expr
from dealspec.validators.dialects.salesforce_names import SalesforceNames
from dealspec.validators.dialects.soql import where
from dealspec.validators.expr import Scope, analyse
from dealspec.validators.expr.nodes import Node

KINDS = kinds_of_leaves(saves=False, lookups=False)
NAMES = SalesforceNames.of(SCHEMA)
_KEPT_BY_THE_ORG = {"LastActivityDate", "IsClosed", "RecordTypeId"}


def _record(seed: int) -> Save:
    """A record as the org will hold it: it keeps activities, closes stages and trims texts itself; no accounts here."""
    record = dict(save_of(seed).record)
    texts = {name: value.strip() for name, value in record.items() if isinstance(value, str)}
    is_open = not str(record["stage"]).endswith(("won", "lost"))
    return Save(
        {**record, **texts, "partner": None, "incumbent": None, "last_activity_at": None, "is_open": is_open}, None
    )


SAVES = {f"Deal {seed}": _record(seed) for seed in range(60)}


@pytest.fixture(scope="module")
def target() -> Iterator[SalesforceTarget]:
    with served() as org, closing(SalesforceTarget(org.url, org.token)) as made:
        wanted = [each for each in made.project(SCHEMA).resources if not each.address.startswith("gates.")]
        for step in made.steps(ordered(diff(wanted, made.read(wanted).resources))):
            assert not made.execute(step).failed
        types = _record_types(org)
        for name, save in SAVES.items():
            values = {key: _sent(value) for key, value in native(save.record).items() if _is_written(key, value)}
            values["RecordTypeId"] = types[str(save.record["pipeline"]).capitalize()]
            org.create("Opportunity", Name=name, CloseDate="2026-12-31", **values)
        yield made


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
@settings(max_examples=8)
def test_no_record_that_a_condition_selects_is_left_behind(
    kind: str, data: st.DataObject, target: SalesforceTarget
) -> None:
    _keeps_its_records(target, data.draw(KINDS[kind]))


@given(node=conditions(saves=False, lookups=False))
def test_nor_one_that_joined_conditions_select(node: Node, target: SalesforceTarget) -> None:
    _keeps_its_records(target, node)


@pytest.mark.parametrize(
    ("condition", "filtered"),
    [
        ("motion = 'reseller'", "Motion__c = 'reseller'"),
        ("motion <> 'reseller'", None),
        ("reference = 'O''Hara'", "Reference__c = 'O\\'Hara'"),
        ("reference is blank", None),
        ("reference is not blank", "Reference__c != null"),
        ("ends is blank", "Ends__c = null"),
        ("discount > 10 and length(reference) > 2", "Discount__c > 10"),
        ("discount > 10 or length(reference) > 2", None),
        ("discount > 10 or seats in (1, 2)", "(Discount__c > 10 OR Seats__c IN (1, 2))"),
        ("not (discount > 10 or seats <= 1)", "(Discount__c <= 10 AND Seats__c > 1)"),
        ("not (discount > 10 and seats <= 1)", "(Discount__c <= 10 OR Seats__c > 1)"),
        ("ends <= today() + days(7)", "Ends__c <= 2026-12-02"),
        ("age(noted_at) <= days(7)", "Noted_At__c >= 2026-11-18T12:00:00Z"),
        ("products has 'core'", "Products__c INCLUDES ('core')"),
        ("approved and is_open", "(Approved__c = TRUE AND IsClosed = FALSE)"),
        (
            "pipeline = 'reseller' and stage >= 'quote'",
            "(RecordType.DeveloperName = 'Reseller' AND StageName IN ('reseller_quote', 'reseller_won'))",
        ),
        ("account.name = 'x' and discount = 5", "Discount__c = 5"),
        ("previous(discount) > 5", None),
    ],
)
def test_what_soql_can_say_is_asked_of_it(condition: str, filtered: str | None) -> None:
    typed, faults = analyse(Expr(condition), Scope(SCHEMA, "opportunity"))
    if typed is None:
        pytest.fail(str(faults))

    assert where(typed.root, NAMES, NOW) == filtered


def test_a_name_that_the_org_hides_is_not_asked_for() -> None:
    with served() as org, closing(SalesforceTarget(org.url, org.token)) as bare:
        org.create("Opportunity", Name="One", CloseDate="2026-12-31", StageName="Prospecting")
        typed, _ = analyse(Expr("discount > 10"), Scope(SCHEMA, "opportunity"))
        assert typed

        found = bare.extract(SCHEMA, "opportunity", ["name", "discount"], Chosen(typed.root, NOW))

        assert [row["name"] for row in found.rows] == ["One"]
        assert [gap.subject for gap in found.missing] == ["fields.opportunity.discount"]


def _keeps_its_records(target: SalesforceTarget, node: Node) -> None:
    rows = target.extract(SCHEMA, "opportunity", ["name"], Chosen(node, NOW)).rows

    read = {str(row["name"]) for row in rows}
    assert {name for name, save in SAVES.items() if truth(node, save) is True} <= read, where(node, NAMES, NOW)


def _record_types(org: Served) -> dict[str, str]:
    url = f"{org.url}/services/data/v66.0/query"
    asked = {"q": "SELECT Id, DeveloperName FROM RecordType"}
    answer = org.session.get(url, params=asked, headers={"Authorization": f"Bearer {org.token}"})
    return {row["DeveloperName"]: row["Id"] for row in answer.json()["records"]}


def _is_written(key: str, value: object) -> bool:
    return value is not None and "." not in key and key not in _KEPT_BY_THE_ORG


def _sent(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value
