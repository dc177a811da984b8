"""``dealspec.yaml``: which targets may be written how, and what is said of the others."""

import pytest

from dealspec.schema.load import SourceFile
from dealspec.schema.project import CrmName, load_project

CONFIG = """
targets:
  org:
    crm: salesforce
    url: https://x.my.salesforce.com
    auth: {access_token: "${SF_TOKEN}"}
    org_id: 00Dxx0000001gPL
  portal: {crm: hubspot, token: "${HUBSPOT_TOKEN}", portal_id: 12345678}
  play: {crm: salesforce, embedded: true}
"""


def codes(text: str) -> list[str]:
    project, faults = load_project(SourceFile("dealspec.yaml", text))
    assert (project is None) == bool(faults)
    return [fault.code for fault in faults]


def test_the_three_forms_of_a_target() -> None:
    project, faults = load_project(SourceFile("dealspec.yaml", CONFIG))

    assert not faults
    assert project is not None
    assert project.targets["org"].crm is CrmName.SALESFORCE
    assert project.targets["org"].auth is not None
    assert project.targets["portal"].portal_id == "12345678"
    assert project.targets["play"].embedded
    assert project.schema == "schema"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "CFG001"),
        ("targets: {a: {crm: hubspot, token: '${T}', org_id: 1}}", "CFG002"),
        ("targets: {a: {crm: hubspot, embedded: true, token: '${T}'}}", "CFG002"),
        ("targets: {a: {crm: salesforce, auth: {access_token: '${T}'}}}", "CFG003"),
        ("targets: {a: {crm: hubspot}}", "CFG003"),
        ("targets: {a: {crm: hubspot, token: pat-na1-secret}}", "CFG004"),
        ("targets: {a: {crm: hubspot, token: 'x${T}'}}", "CFG004"),
        ("targets: {a: {crm: siebel}}", "SCH006"),
        ("target: {}", "SCH001"),
    ],
)
def test_a_fault_has_its_code(text: str, code: str) -> None:
    assert codes(text) == [code]


def test_a_literal_secret_is_never_repeated() -> None:
    _, faults = load_project(SourceFile("dealspec.yaml", "targets: {a: {crm: hubspot, token: pat-na1-secret}}"))

    assert "secret" not in repr(faults)
