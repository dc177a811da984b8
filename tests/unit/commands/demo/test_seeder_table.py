"""The table of faults and the population it is applied to: whole, repeatable, and right about what an audit owes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from random import Random

import pytest

from dealspec.commands.demo.seeder.deals import AccountRef, Calendar, Deal, Percent, Population, Value
from dealspec.commands.demo.seeder.faults import ACCOUNT_FAULTS, FAULTS
from dealspec.commands.demo.seeder.planting import population
from dealspec.commands.demo.seeder.population import clean
from dealspec.provisioner.ports import Extract
from dealspec.schema.blueprints import files
from dealspec.schema.load import load
from dealspec.validators.audit.engine import audit
from dealspec.validators.judgements import Judgement, JudgementKind, judgements

AS_OF = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
EVERY_FAULT = (*FAULTS, *ACCOUNT_FAULTS)
WITHOUT_A_FAULT = {f"opportunity.{field}.range" for field in ("extension_count", "margin_percent", "discount_percent")}


@pytest.fixture(scope="module")
def shipped() -> tuple[Judgement, ...]:
    schema, _ = load(files("partner-sales"))
    assert schema is not None
    found, faults = judgements(schema)
    assert not faults
    return found


def test_every_fault_owes_something_that_is_shipped(shipped: tuple[Judgement, ...]) -> None:
    known = {judgement.id for judgement in shipped}

    assert [fault.name for fault in EVERY_FAULT if not fault.owes] == []
    assert [fault.name for fault in EVERY_FAULT if fault.owes - known] == []


def test_every_shipped_gate_and_rule_is_owed_by_a_fault(shipped: tuple[Judgement, ...]) -> None:
    owed = {rule for fault in EVERY_FAULT for rule in fault.owes}

    assert {judgement.id for judgement in shipped} - owed == WITHOUT_A_FAULT


def test_faults_have_names_of_their_own() -> None:
    assert max(Counter(fault.name for fault in EVERY_FAULT).values()) == 1


def test_the_same_arguments_make_the_same_population() -> None:
    assert population(200, 7, AS_OF) == population(200, 7, AS_OF)
    assert population(200, 7, AS_OF) != population(200, 8, AS_OF)


@pytest.mark.parametrize("records", [50, 51, 99, 500, 2000])
def test_about_one_deal_in_ten_is_broken_by_one_fault(records: int) -> None:
    found, debts = population(records, 3, AS_OF)

    broken = [debt.number for debt in debts if debt.object == "opportunity"]
    assert len(found.deals) == records
    assert round(records / 10) <= len(broken) <= round(records / 10) + 1
    assert len(set(broken)) == len(broken)


@pytest.mark.parametrize(("records", "broken"), [(50, 1), (2000, 3)])
def test_about_one_partner_in_ten_is_broken(records: int, broken: int) -> None:
    found, debts = population(records, 3, AS_OF)

    hit = {debt.number for debt in debts if debt.object == "account"}
    assert len(hit) == broken
    assert max(hit) < found.partners


@pytest.mark.parametrize("seed", range(5))
def test_two_thousand_deals_hold_every_fault(seed: int) -> None:
    _, debts = population(2000, seed, AS_OF)

    assert {debt.fault for debt in debts} == {fault.name for fault in EVERY_FAULT}


@pytest.mark.parametrize("records", [50, 300])
def test_motions_have_their_shares(records: int) -> None:
    found, _ = population(records, 1, AS_OF)

    count = Counter(deal.motion for deal in found.deals)
    assert count["reseller"] == records * 0.30
    assert count["referral"] == count["direct"] == records * 0.20
    assert count["marketplace"] == count["services"] == count["tech"] == records * 0.10
    assert {deal.place.outcome for deal in found.deals} == {"open", "won", "lost"}


@pytest.mark.parametrize("seed", range(5))
def test_a_qualified_reseller_deal_is_always_left_to_try_a_gate_on(seed: int) -> None:
    found, _ = population(50, seed, AS_OF)

    assert any(
        deal.at("reseller", "qualification") and deal.values["partner_motion"] == "reseller" for deal in found.deals
    )


def test_names_belong_to_nobody() -> None:
    found, _ = population(6000, 1, AS_OF)

    assert max(Counter(account.name for account in found.accounts).values()) == 1
    assert all(account.domain.endswith(".example") for account in found.accounts)
    assert all(contact.email.endswith("@example.com") for contact in found.contacts)


@pytest.mark.parametrize("hours", [0, 24])
def test_a_clean_population_breaks_nothing_today_nor_tomorrow(shipped: tuple[Judgement, ...], hours: int) -> None:
    found = clean(1000, Random(5), Calendar(AS_OF))

    assert _found(shipped, found, Calendar(AS_OF).ago(0, -hours)) == set()


@pytest.mark.parametrize("seed", range(4))
def test_an_audit_finds_what_is_owed_and_nothing_else(shipped: tuple[Judgement, ...], seed: int) -> None:
    found, debts = population(2000, seed, AS_OF)

    owed = {(debt.object, str(debt.number), rule) for debt in debts for rule in debt.rules}
    assert _found(shipped, found, AS_OF) == owed


def test_open_deals_share_no_account() -> None:
    found = clean(2000, Random(1), Calendar(AS_OF))

    assert max(Counter(deal.values["account"] for deal in found.deals if deal.is_open).values()) == 1
    assert any(_shares_an_account(deal, found.deals) for deal in found.deals), "accounts have several deals"


def test_kinds_are_gates_memberships_limits_and_rules(shipped: tuple[Judgement, ...]) -> None:
    owed = {rule for fault in EVERY_FAULT for rule in fault.owes}

    kinds = {judgement.kind for judgement in shipped if judgement.id in owed}
    assert kinds == set(JudgementKind) - {JudgementKind.ORDER}


def _found(shipped: tuple[Judgement, ...], seeded: Population, as_of: datetime) -> set[tuple[str, str, str]]:
    """What the audit finds on the records as both CRMs' adapters would extract them: (object, record, rule)."""
    accounts = [
        {"id": str(number), **{name: _extracted(value) for name, value in account.values.items()}}
        for number, account in enumerate(seeded.accounts)
    ]
    records = {"opportunity": Extract("opportunity", _rows(seeded)), "account": Extract("account", accounts)}
    result = audit(shipped, records, target="seeded", as_of=as_of, record_url=lambda obj, record: "")
    assert result.coverage.complete
    return {(finding.object, finding.record_id, finding.rule) for finding in result.findings}


def _rows(seeded: Population) -> Iterator[dict[str, object]]:
    for deal in seeded.deals:
        yield {
            "id": str(deal.number),
            "stage": deal.place.value if deal.place.pipeline else deal.place.stage,
            "pipeline": deal.place.pipeline,
            "is_open": deal.is_open,
            "is_won": deal.place.outcome == "won",
            "partner_contacts": [deal.contact[1]] if deal.contact else [],
            **{name: _extracted(value) for name, value in deal.values.items()},
            **_of_partner(seeded, deal),
        }


def _of_partner(seeded: Population, deal: Deal) -> dict[str, object]:
    """Fields of the partner's account, one lookup away."""
    partner = deal.values.get("partner")
    values = seeded.accounts[partner.number].values if isinstance(partner, AccountRef) else {}
    names = ("certification_status", "certification_expiry")
    return {f"partner.{name}": _extracted(values.get(name)) for name in names}


def _extracted(value: Value) -> object:
    match value:
        case AccountRef():
            return f"account-{value.number}"
        case Percent():
            return value.value
        case datetime():
            return value.replace(tzinfo=None).isoformat()
        case date():
            return value.isoformat()
        case _:
            return value


def _shares_an_account(deal: Deal, deals: tuple[Deal, ...]) -> bool:
    return any(other is not deal and other.values["account"] == deal.values["account"] for other in deals)
