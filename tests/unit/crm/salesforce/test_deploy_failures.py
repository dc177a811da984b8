"""A failed deployment in the vendor's words, each with the address it stops."""

from __future__ import annotations

from typing import Any

import pytest

from dealspec.crm.salesforce.deploy import failures
from dealspec.crm.salesforce.package import Package

STAGES = ("pipelines.reseller.stages.registration", "pipelines.reseller.stages.launch")
OWN_VALUE = "pipelines.reseller.stages.proposal"
SEATS = "fields.opportunity.seats"


def package() -> Package:
    made = Package()
    made.name("CustomField", "Opportunity.Seats__c", SEATS)
    for stage in STAGES:
        made.name("StandardValueSet", "OpportunityStage", stage)
        made.stages[stage] = f"reseller_{stage.rpartition('.')[2]}"
    made.name("StandardValueSet", "OpportunityStage", OWN_VALUE)
    made.stages[OWN_VALUE] = "Proposal/Price Quote"
    return made


def failure(**said: Any) -> dict[str, Any]:
    return {"componentType": "CustomField", "fullName": "Opportunity.Seats__c", "problem": "Too wide", **said}


def stage_failure(problem: str) -> dict[str, Any]:
    return failure(componentType="StandardValueSet", fullName="OpportunityStage", problem=problem)


CASES = [
    ("one failure comes as an object", failure(), {SEATS: "CustomField Opportunity.Seats__c: Too wide"}),
    (
        "a line is told",
        [failure(lineNumber=7)],
        {SEATS: "CustomField Opportunity.Seats__c: Too wide (line 7)"},
    ),
    (
        "two failures of one component are both told",
        [failure(), failure(problem="Too long")],
        {SEATS: "CustomField Opportunity.Seats__c: Too wide; CustomField Opportunity.Seats__c: Too long"},
    ),
    (
        "a failure without a type is known by its name",
        [failure(componentType="")],
        {SEATS: "Component Opportunity.Seats__c: Too wide"},
    ),
    (
        "a stage that is named stands for itself",
        [stage_failure("value reseller_launch appears more than once")],
        {STAGES[1]: "StandardValueSet OpportunityStage: value reseller_launch appears more than once"},
    ),
    (
        "a stage is known by the value that it is said to have, blanks and signs included",
        [stage_failure("Picklist value: Proposal/Price Quote in picklist: StageName not found")],
        {
            OWN_VALUE: "StandardValueSet OpportunityStage: Picklist value: Proposal/Price Quote in picklist: StageName"
            " not found"
        },
    ),
    (
        "part of a value is not the value",
        [stage_failure("Picklist value: Proposal in picklist: StageName not found")],
        dict.fromkeys(
            (*STAGES, OWN_VALUE),
            "StandardValueSet OpportunityStage: Picklist value: Proposal in picklist: StageName not found",
        ),
    ),
    (
        "a failure of the whole set stops every stage",
        [stage_failure("Too many")],
        dict.fromkeys((*STAGES, OWN_VALUE), "StandardValueSet OpportunityStage: Too many"),
    ),
]


@pytest.mark.parametrize(("reported", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_failures_by_address(reported: Any, expected: dict[str, str]) -> None:
    addresses = (SEATS, *STAGES, OWN_VALUE)

    said = failures({"details": {"componentFailures": reported}}, package(), addresses)

    assert {address: words for address, words in said.items() if "rolled back" not in words} == expected
    assert set(said) == set(addresses)


def test_a_deployment_that_failed_as_a_whole_says_so_everywhere() -> None:
    result = {"errorStatusCode": "ALREADY_IN_PROCESS", "errorMessage": "setup is locked", "status": "Failed"}

    assert failures(result, package(), (SEATS,)) == {SEATS: "ALREADY_IN_PROCESS: setup is locked"}
    assert failures({"status": "Canceled"}, package(), (SEATS,)) == {SEATS: "The deployment ended as Canceled."}


def test_a_failure_of_no_component_of_ours_is_told_everywhere() -> None:
    reported = {"componentType": "", "fullName": "package.xml", "problem": "No package.xml found", "lineNumber": 1}

    said = failures({"details": {"componentFailures": [reported]}}, package(), (SEATS,))

    assert said == {SEATS: "Component package.xml: No package.xml found (line 1)"}


def test_an_org_short_of_validation_rules_is_told_once_that_gates_can_share_them() -> None:
    gates = ("gates.quote", "gates.transact")
    made = Package()
    for number, gate in enumerate(gates):
        made.name("ValidationRule", f"Opportunity.Rule_{number}", gate)
    problem = "You have reached the maximum number of active validation rules (100)"
    reported = [
        failure(componentType="ValidationRule", fullName=f"Opportunity.Rule_{n}", problem=problem) for n in (0, 1)
    ]

    said = failures({"details": {"componentFailures": reported}}, made, gates)

    assert problem in said[gates[0]]
    assert problem in said[gates[1]]
    assert ["pack_gates: true" in said[gate] for gate in gates] == [True, False]
