"""Both adapters, offline: what they ask an org and what they make of its answers is as it was when it was recorded.

When an adapter asks something else on purpose: ``DEALSPEC_RECORD=1 pytest tests/contract/test_cassettes.py``.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

import pytest
import yaml
from tests.contract import salesforce_org
from tests.contract.cassettes import FOLDER, ORIGIN, PLACE, RECORDING, TOKEN, cassette
from tests.unit.crm.hubspot import portals

from dealspec.core.errors import MissingAccess, VendorError
from dealspec.crm.http import Retries
from dealspec.crm.hubspot.adapter import HubSpotTarget
from dealspec.crm.salesforce.adapter import SalesforceTarget
from dealspec.provisioner.diff import diff
from dealspec.provisioner.order import ordered
from dealspec.provisioner.ports import Target
from dealspec.schema.load import SourceFile, load
from dealspec.schema.model import Schema

CRMS = ("salesforce", "hubspot")
FIELDS = ("name", "stage", "partner_motion", "margin_percent", "protection_end", "technical_fit_at")
WRONG = "00Dwrong!token"
DECLARED = """
objects:
  opportunity:
    fields:
      partner_motion: {type: picklist, values: [direct, reseller]}
      margin_percent: {type: percent, min: 0, max: 60}
      protection_end: {type: date}
      technical_fit_at: {type: datetime, stamp: person}
pipelines:
  reseller:
    when: partner_motion = 'reseller'
    stages:
      - {name: registered, label: Registered, probability: 10}
      - {name: won, label: Won, probability: 100, outcome: won}
      - {name: lost, label: Lost, probability: 0, outcome: lost}
    rules:
      no_skipping: true
      create_in: [registered]
      approval:
        registered: {approvers: [owner@example.com]}
gates:
  reseller_won: {pipeline: reseller, enters: won, require: [technical_fit_at], message: Confirm the technical fit.}
"""


@dataclass(frozen=True, slots=True)
class Org:
    """Where an org is and what opens it: the recorded one, or a served one while recording."""

    url: str
    token: str
    poor_token: str
    """Opens the door and nothing that the schema is about."""

    @property
    def secrets(self) -> tuple[str, ...]:
        return self.token, self.poor_token, WRONG


@pytest.fixture(scope="module", params=CRMS)
def crm(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def org(crm: str) -> Iterator[Org]:
    if not RECORDING:
        yield Org(PLACE, TOKEN, TOKEN)
        return
    with SERVED[crm]() as served:
        yield served


def test_who_answers(crm: str, org: Org) -> None:
    with cassette(f"{crm}/identity", org.secrets), opened(crm, org) as target:
        identity = target.identity()

    assert (identity.crm, identity.org_id, identity.kind, identity.is_protected) == {
        "salesforce": ("salesforce", "00DAk00000NhnyOMAR", "Developer Edition", False),
        "hubspot": ("hubspot", "147100001", "DEVELOPER_TEST", False),
    }[crm]


def test_what_was_applied_reads_back_without_a_difference(crm: str, org: Org) -> None:
    with cassette(f"{crm}/read", org.secrets), opened(crm, org) as target:
        target.identity()
        wanted = target.project(declared()).resources
        live = target.read(wanted)

    assert diff(wanted, live.resources) == ()
    assert live.coverage.complete
    assert {"fields.opportunity.margin_percent", "pipelines.reseller.stages.won"} <= set(live.resources)


def test_a_foreign_change_is_the_only_difference(crm: str, org: Org) -> None:
    relabelled = DECLARED.replace("margin_percent: {", "margin_percent: {label: Margin %, ")

    with cassette(f"{crm}/read", org.secrets), opened(crm, org) as target:
        target.identity()
        wanted = target.project(declared(relabelled)).resources
        changed = [change.address for change in diff(wanted, target.read(wanted).resources)]

    # Salesforce says the label in the message of the rule that guards the field's range.
    guarded = ["validations.opportunity.margin_percent.range"] if crm == "salesforce" else []
    assert changed == ["fields.opportunity.margin_percent", *guarded]


def test_records_come_in_logical_names_and_normal_values(crm: str, org: Org) -> None:
    with cassette(f"{crm}/extract", org.secrets), opened(crm, org) as target:
        extract = target.extract(declared(), "opportunity", FIELDS)
        rows = sorted(({**row, "id": bool(row["id"])} for row in extract.rows), key=lambda row: str(row["name"]))

    assert extract.missing == ()
    assert rows == [
        {
            "id": True,
            "name": "Full",
            "stage": "reseller_registered",
            "partner_motion": "reseller",
            "margin_percent": 12,
            "protection_end": "2026-03-31",
            "technical_fit_at": "2026-03-01T10:00:00",
        },
        {"id": True, "name": "Sparse", "stage": "reseller_registered", **dict.fromkeys(FIELDS[2:])},
    ]


def test_a_wrong_token_is_the_vendors_refusal(crm: str, org: Org) -> None:
    with (
        cassette(f"{crm}/wrong-token", org.secrets),
        opened(crm, Org(org.url, WRONG, WRONG)) as target,
        pytest.raises(VendorError) as caught,
    ):
        target.identity()

    assert not isinstance(caught.value, MissingAccess)
    assert (caught.value.status, caught.value.retryable) == (401, False)
    assert WRONG not in f"{caught.value.what} {caught.value.why} {caught.value.hint}"


def test_a_missing_permission_is_named(crm: str, org: Org) -> None:
    with (
        cassette(f"{crm}/missing-access", org.secrets),
        opened(crm, Org(org.url, org.poor_token, "")) as target,
        pytest.raises(MissingAccess) as caught,
    ):
        target.read(target.project(declared()).resources)

    said = f"{caught.value.what} {caught.value.why} {caught.value.hint}"
    assert {"salesforce": "Modify Metadata", "hubspot": "crm.schemas.deals.read"}[crm] in said


CASSETTES = [path for path in sorted(FOLDER.rglob("*.yaml")) if path.parent.name in CRMS]
"""Those of embedded orgs; live ones lie beside them."""


def test_there_are_cassettes_of_both() -> None:
    names = {path.relative_to(FOLDER).with_suffix("").as_posix() for path in CASSETTES}

    assert names == {
        f"{crm}/{what}" for crm in CRMS for what in ("identity", "read", "extract", "wrong-token", "missing-access")
    }


@pytest.mark.parametrize("path", CASSETTES, ids=lambda path: path.relative_to(FOLDER).as_posix())
def test_a_cassette_says_where_it_comes_from_and_holds_no_secret(path) -> None:
    text = path.read_text(encoding="utf-8")

    assert yaml.safe_load(text)["origin"] == ORIGIN
    assert len(text) < 300_000
    for secret in SECRETS:
        assert not secret.search(text), secret.pattern


@pytest.mark.parametrize(
    "line",
    [
        "Authorization: [Bearer abc]",
        "<sessionId>00D000000000001!AQ</sessionId>",
        '"access_token": "x"',
        "pat-na1-1234",
        "Set-Cookie: [a=b]",
        'correlationId":"3f2a-9"',
        "http://127.0.0.1:40123/services",
    ],
)
def test_secrets_are_recognised(line: str) -> None:
    assert any(secret.search(line) for secret in SECRETS)


def test_nothing_listens_where_cassettes_are_played() -> None:
    with socket.socket() as line:
        line.settimeout(1)

        assert line.connect_ex(("127.0.0.1", 9)) != 0


SECRETS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\bbearer\b",
        r"\bauthorization\b",
        r"\bcookie\b",
        r"access_token",
        r"\bpat-\w",
        r"\b00D\w{12}(?:\w{3})?!",
        r"<sessionId>(?!scrubbed<)",
        r'correlationId\W+(?!scrubbed|\\?")\w',
        r"127\.0\.0\.1:(?!9\b)\d",
    )
)


def declared(text: str = DECLARED) -> Schema:
    schema, faults = load([SourceFile("tiny.yaml", text)])
    assert schema is not None, faults
    return schema


@contextmanager
def opened(crm: str, org: Org) -> Iterator[Target]:
    patience = Retries(sleep=lambda _: None)
    made = {"salesforce": SalesforceTarget, "hubspot": HubSpotTarget}[crm](org.url, org.token, retries=patience)
    with closing(made) as target:
        yield target


def apply(target: Target) -> None:
    target.identity()
    wanted = target.project(declared()).resources
    for step in target.steps(ordered(diff(wanted, target.read(wanted).resources))):
        assert target.execute(step).failed == {}


@contextmanager
def served_salesforce() -> Iterator[Org]:
    with salesforce_org.served() as running:
        org = Org(running.url, running.token, running.token_with("ApiEnabled", "ViewSetup"))
        with opened("salesforce", org) as target:
            apply(target)
        deal = {"StageName": "reseller_registered", "CloseDate": "2026-06-30"}
        full = {"Partner_Motion__c": "reseller", "Margin_Percent__c": 12, "Protection_End__c": "2026-03-31"}
        record_type = running.ids("SELECT Id, DeveloperName FROM RecordType")["Reseller"]
        moment = {"Technical_Fit_At__c": "2026-03-01T10:00:00.000+0000", "RecordTypeId": record_type}
        running.create("Opportunity", Name="Full", **deal, **full, **moment)
        running.create("Opportunity", Name="Sparse", **deal)
        yield org


@contextmanager
def served_hubspot() -> Iterator[Org]:
    running = portals.served()
    try:
        org = Org(running.portal.url, running.portal.token, running.portal.token_with("crm.objects.companies.read"))
        with opened("hubspot", org) as target:
            apply(target)
        deal = {"pipeline": "reseller", "dealstage": "reseller_registered"}
        full = {"partner_motion": "reseller", "margin_percent": "0.12", "protection_end": "2026-03-31"}
        for more in ({"dealname": "Full", **full, "technical_fit_at": "2026-03-01T10:00:00Z"}, {"dealname": "Sparse"}):
            running.portal.send("POST", "/crm/v3/objects/deals", {"properties": {**deal, **more}})
        yield org
    finally:
        running.close()


SERVED: dict[str, Callable[[], object]] = {"salesforce": served_salesforce, "hubspot": served_hubspot}
