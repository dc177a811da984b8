"""Plans, runs and probes as users see them, as whole files; they are written anew as those of the audits are."""

import pytest
from tests.unit.reports.plan_cases import (
    ADMIN,
    ILL,
    WELL,
    broken_run,
    drifted_plan,
    empty_plan,
    first_plan,
    whole_run,
)
from tests.unit.reports.test_report_goldens import SUFFIX, assert_golden

from dealspec import __version__
from dealspec.reports import formats, plans, probes, runs


@pytest.mark.parametrize("name", plans.NAMES)
@pytest.mark.parametrize(
    ("file", "plan"),
    [("plan_first", first_plan()), ("plan_drifted", drifted_plan()), ("plan_empty", empty_plan())],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_plan_reads_as_it_did(file: str, plan: plans.Plan, name: str) -> None:
    assert_golden(f"{file}.{SUFFIX.get(name, 'md')}", released(plans.plan(plan, name)))


@pytest.mark.parametrize("name", formats.NAMES)
@pytest.mark.parametrize(("file", "run"), [("run_whole", whole_run()), ("run_broken", broken_run())])
def test_a_run_reads_as_it_did(file: str, run: runs.Run, name: str) -> None:
    assert_golden(f"{file}.{SUFFIX[name]}", released(runs.run(first_plan(), run, name)))


@pytest.mark.parametrize("name", formats.NAMES)
@pytest.mark.parametrize(("file", "found"), [("doctor_well", WELL), ("doctor_ill", ILL)])
def test_probes_read_as_they_did(file: str, found: tuple[probes.Probe, ...], name: str) -> None:
    assert_golden(f"{file}.{SUFFIX[name]}", released(probes.probes("sf", ADMIN, found, name)))


def released(text: str) -> str:
    """The text as version 0.1.0 would write it, so that a release changes no golden file."""
    return text.replace(f'"version": "{__version__}"', '"version": "0.1.0"').replace(
        f"dealspec {__version__}", "dealspec 0.1.0"
    )
