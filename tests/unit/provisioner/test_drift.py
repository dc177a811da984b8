"""What a plan holds is drift, unless it is known; alike drift is told once."""

from __future__ import annotations

from datetime import date

import pytest

from dealspec.core.coverage import Coverage
from dealspec.provisioner.drift import Drift, drift_of
from dealspec.provisioner.plan import Destination, Plan
from dealspec.provisioner.ports import Crm
from dealspec.provisioner.resource import Kind
from dealspec.provisioner.three_way import Held, HeldAttribute, Reason
from dealspec.reports.drift_view import drift_view
from dealspec.reports.drifts import drift as rendered
from dealspec.schema.known_drift import KnownDrift

TODAY = date(2026, 11, 23)
FORMATS = ("table", "json", "junit", "github", "html", "markdown")


def held(name: str, *attributes: HeldAttribute, gone: bool = False) -> Held:
    return Held(f"fields.opportunity.{name}", Kind.FIELD, attributes, gone)


def edited(path: str = "label", live: str = "Theirs", reason: Reason = Reason.DRIFT) -> HeldAttribute:
    return HeldAttribute(path, None if reason is Reason.DIVERGED else "Ours", live, "Ours", reason)


def found(*items: Held, known: tuple[KnownDrift, ...] = ()) -> Drift:
    to = Destination("sandbox", Crm.SALESFORCE, "00D000000000001EAA", "Sandbox", False)
    return drift_of(Plan(to, (), (), held=items, coverage=Coverage(), serial=3), known, TODAY)


def known(address: str, until: date = TODAY, reason: str = "Under test.") -> KnownDrift:
    return KnownDrift(address, reason, until)


def test_one_resource_may_stand_in_both_lists_with_its_own_attributes() -> None:
    drift = found(held("a", edited(), edited("length", "9", Reason.DIVERGED)))

    assert [each.path for one in drift.changed for each in one.attributes] == ["label"]
    assert [each.path for one in drift.never_agreed for each in one.attributes] == ["length"]


@pytest.mark.parametrize(
    ("item", "changed", "never_agreed"),
    [
        (held("a", edited()), 1, 0),
        (held("a", edited(reason=Reason.CONFLICT)), 1, 0),
        (held("a", gone=True), 1, 0),
        (held("a", edited(reason=Reason.CONFLICT), gone=True), 1, 0),
        (held("a", edited(reason=Reason.DIVERGED)), 0, 1),
    ],
)
def test_every_held_thing_counts_once(item: Held, changed: int, never_agreed: int) -> None:
    drift = found(item)

    assert (len(drift.changed), len(drift.never_agreed), drift.is_empty) == (changed, never_agreed, False)


@pytest.mark.parametrize(
    ("entry", "is_empty", "expired"),
    [
        (known("fields.*"), True, 0),
        (known("fields.opportunity.a"), True, 0),
        (known("gates.*"), False, 0),
        (known("fields.*", date(2026, 11, 22)), False, 1),
    ],
)
def test_what_is_known_today_is_no_news(entry: KnownDrift, is_empty: bool, expired: int) -> None:
    drift = found(held("a", edited()), known=(entry,))

    assert (drift.is_empty, len(drift.known), len(drift.expired)) == (is_empty, int(is_empty), expired)


def test_of_two_entries_the_first_is_named() -> None:
    [excused] = found(held("a", gone=True), known=(known("fields.*"), known("*"))).known

    assert excused.because.address == "fields.*"


def test_alike_drift_is_told_once_with_every_address() -> None:
    view = drift_view(
        found(held("a", edited()), held("b", edited()), held("c", edited(live="Else")), held("d", gone=True))
    )

    assert [group.addresses for group in view.changed] == [
        ("fields.opportunity.a", "fields.opportunity.b"),
        ("fields.opportunity.c",),
        ("fields.opportunity.d",),
    ]
    assert view.changed[2].reason == "deleted in the org"
    assert view.headline == "4 things changed in the org"


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_tells_of_every_thing(name: str) -> None:
    items = [held(f"thing_{number}", edited(live="<u>|`x`")) for number in range(30)]

    text = rendered(found(*items, held("gone", gone=True), known=(known("*.thing_7", reason="Why <not>?"),)), name)

    plain = text.replace("\\", "")
    shown = [number for number in range(30) if f"thing_{number}" in plain]
    assert [number for number in range(30) if number not in shown] in ([], [7] if name == "github" else [])
    assert ("<u>" in text) == (name in ("table", "json", "github"))


def test_without_drift_annotations_are_silent_and_junit_passes() -> None:
    assert rendered(found(), "github") == ""
    assert 'tests="1" failures="0"' in rendered(found(), "junit")
