"""From an empty embedded org over its own API to the audit: the findings are exactly the planted ones."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from dealspec.commands.demo.seeder import Planted, seed_hubspot, seed_salesforce
from dealspec.commands.judging import all_judgements, audit_target
from dealspec.core.errors import VendorError
from dealspec.emulator.clock import FixedClock
from dealspec.emulator.embedded import EmbeddedOrgs
from dealspec.provisioner.diff import diff
from dealspec.provisioner.ports import Target
from dealspec.provisioner.resource import Kind
from dealspec.schema.blueprints import files
from dealspec.schema.load import load
from dealspec.schema.model import Schema
from dealspec.wiring import hubspot_target, salesforce_target

AS_OF = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
CRMS = ("salesforce", "hubspot")
GUARDS = (Kind.GATE, Kind.VALIDATION)
"""What would refuse the faults that are planted as legacy data."""


@pytest.fixture(scope="module")
def schema() -> Schema:
    found, _ = load(files("partner-sales"))
    assert found is not None
    return found


@contextmanager
def provisioned(crm: str, schema: Schema) -> Iterator[tuple[Target, str, str]]:
    """An embedded org with the blueprint's fields and stages, and no guards: its target, url and token."""
    with EmbeddedOrgs(FixedClock(AS_OF)) as orgs:
        if crm == "salesforce":
            org = orgs.salesforce()
            target, url, token = salesforce_target(org.url, org.access_token), org.url, org.access_token
        else:
            portal = orgs.hubspot()
            target, url, token = hubspot_target(portal.url, portal.access_token), portal.url, portal.access_token
        try:
            wanted = [each for each in target.project(schema).resources if each.kind not in GUARDS]
            for step in target.steps(diff(wanted, target.read(wanted).resources)):
                assert not target.execute(step).failed
            yield target, url, token
        finally:
            target.close()


def seeded(crm: str, url: str, token: str, **arguments: object) -> tuple[Planted, ...]:
    seed = {"salesforce": seed_salesforce, "hubspot": seed_hubspot}[crm]
    return seed(url, token, target=crm, as_of=AS_OF, **arguments)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("crm", CRMS)
def test_the_audit_finds_what_was_planted_and_nothing_else(crm: str, seed: int, schema: Schema) -> None:
    seen: list[tuple[int, int]] = []

    with provisioned(crm, schema) as (target, url, token):
        planted = seeded(
            crm, url, token, records=450, seed=seed, progress=lambda done, total: seen.append((done, total))
        )
        audited = audit_target(crm, target, schema, all_judgements(schema), AS_OF)

    found = [(finding.target, finding.rule, finding.record_id, finding.object) for finding in audited.result.findings]
    owed = [(each.target, each.rule, each.record_id, each.object) for each in planted]
    assert audited.result.coverage.complete
    assert audited.result.judged["opportunity"] == 450
    assert sorted(found) == sorted(owed)
    assert seen[-1] == (450, 450)


@pytest.mark.parametrize("crm", CRMS)
def test_a_refusing_org_is_named_without_its_token(crm: str, schema: Schema) -> None:
    with provisioned(crm, schema) as (_, url, _token), pytest.raises(VendorError) as caught:
        seeded(crm, url, "00D000000000001!wrong-secret", records=50, seed=1)

    assert caught.value.status == 401
    assert "wrong-secret" not in f"{caught.value.what} {caught.value.why} {caught.value.hint}"


@pytest.mark.parametrize("crm", CRMS)
def test_an_org_without_the_fields_is_refused_in_words(crm: str) -> None:
    with EmbeddedOrgs(FixedClock(AS_OF)) as orgs:
        door = orgs.salesforce() if crm == "salesforce" else orgs.hubspot()

        with pytest.raises(VendorError):
            seeded(crm, door.url, door.access_token, records=50, seed=1)
