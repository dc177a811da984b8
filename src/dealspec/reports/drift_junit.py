"""Drift as JUnit XML. What drifted fails, what is known is skipped, what could not be seen is an error."""

from __future__ import annotations

from collections.abc import Iterator

from dealspec.provisioner.drift import Drift
from dealspec.reports.drift_view import drift_view
from dealspec.reports.junit import case, document, error, failure, skipped


def drift(found: Drift) -> str:
    """One case per thing that differs and per gap; without any one that passes."""
    return document("dealspec drift", [(found.plan.destination.name, list(_cases(found)))])


def _cases(found: Drift) -> Iterator[str]:
    view, target = drift_view(found), found.plan.destination.name
    if found.is_empty:
        yield case("no drift", f"{target}.drift", "")
    for place, groups in (("changed", view.changed), ("never_agreed", view.never_agreed)):
        for group in groups:
            for address in group.addresses:
                yield case(address, f"{target}.{place}", failure(group.reason, place, group.sides))
    for each in found.known:
        words = f"known through {each.because.until}: {each.because.reason}"
        yield case(each.held.address, f"{target}.known", skipped(words))
    for gap in found.plan.coverage.gaps:
        yield case(gap.subject, f"{target}.coverage", error(" ".join(part for part in (gap.why, gap.hint) if part)))
