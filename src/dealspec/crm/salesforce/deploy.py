"""Carries out steps: one all-or-nothing deployment for metadata, one record for an assignment. Decides nothing.

Each step begins with a fresh read of what it merges into, so that nothing which appeared meanwhile is overwritten.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dealspec.core.errors import VendorError
from dealspec.crm.salesforce.client import Client
from dealspec.crm.salesforce.package import Package, build
from dealspec.crm.salesforce.read import take
from dealspec.provisioner.changes import Change
from dealspec.provisioner.ports import Step, StepOutcome

DEPLOY = "deploy"
ASSIGN = "assign"
DUPLICATES = "duplicates"
OPTIONS: Mapping[str, bool | str] = {
    "rollbackOnError": True,
    "singlePackage": True,
    "testLevel": "NoTestRun",
    "checkOnly": False,
    "ignoreWarnings": True,
    "allowMissingFiles": False,
    "purgeOnDelete": False,
}
"""All or nothing; validation rules and fields need no Apex tests (Metadata API guide, deploy, DeployOptions)."""
PATIENCE_S = 3600.0
_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.1, 5.0
_LOCKED_WAITS_S = (5.0, 15.0, 45.0)
_LOCKED = "picklist background job"
_RULES = ("MatchingRule", "DuplicateRule")
_RULE_LIMIT = re.compile(r"\bValidationRule .*maximum number of\b.*\brules", re.IGNORECASE)
"""How Salesforce words the limit of active validation rules of an object (assumed)."""
_SHORT_OF_RULES = (
    " (pack_gates: true under this target in dealspec.yaml lets the gates of a stage share rules; or switch off rules"
    " that nobody needs)"
)
_ROLLED_BACK = "Not done: the whole deployment was rolled back because another component failed."


def steps(changes: Sequence[Change], user: str) -> tuple[Step, ...]:
    """One deployment of all metadata but duplicate management, one step for each assignment to ``user``, and last the
    matching and duplicate rules: Salesforce takes those in turns.
    """
    assigned = tuple(change for change in changes if change.wanted.native["type"] == "PermissionSetAssignment")
    rules = tuple(change for change in changes if change.wanted.native["type"] in _RULES)
    metadata = tuple(change for change in changes if change not in assigned and change not in rules)
    found = []
    if metadata:
        title = f"Deploy {_counted(len(metadata), 'change')}, all or none"
        found.append(Step(DEPLOY, DEPLOY, title, tuple(change.address for change in metadata), metadata))
    for change in assigned:
        name = change.wanted.native["name"]
        title = f"Assign {name} to {user or 'the connected user'}"
        found.append(Step(f"{ASSIGN}-{name.lower()}", ASSIGN, title, (change.address,), (change,)))
    if rules:
        title = f"Set {_counted(len(rules), 'rule')} on duplicates, in turns, as matching rules become active"
        found.append(Step(DUPLICATES, DUPLICATES, title, tuple(change.address for change in rules), rules))
    return tuple(found)


def deploy(client: Client, step: Step, *, sleep: Callable[[float], None] = time.sleep) -> StepOutcome:
    """Deploys the step's changes and waits for the end; raises ``VendorError`` when there is none to be seen."""
    before = client.calls
    for pause in (*_LOCKED_WAITS_S, None):
        live = take(client, [change.wanted for change in step.changes], _nobody)
        package = build(step.changes, live, client.api_version)
        result, deploy_id = sent(client, package, sleep)
        if pause is None or not _is_locked(result):
            break
        sleep(pause)
    calls = client.calls - before
    if succeeded(result):
        return StepOutcome(step.id, step.addresses, {}, calls, deploy_id)
    return StepOutcome(step.id, (), failures(result, package, step.addresses), calls, deploy_id)


def sent(client: Client, package: Package, sleep: Callable[[float], None]) -> tuple[dict[str, Any], str]:
    """The ``DeployResult`` of a package, waited for, and its id; raises ``VendorError`` when there is none."""
    deploy_id = client.start_deploy(package.zipped(), OPTIONS)
    return _wait(client, deploy_id, sleep), deploy_id


def succeeded(result: Mapping[str, Any]) -> bool:
    """Whether a deployment did what it was to do."""
    return _is_true(result.get("success"))


def assign(client: Client, step: Step, user_id: str) -> StepOutcome:
    """Assigns the step's permission set to the user; one that has it already is as good."""
    before = client.calls
    change = step.changes[0]
    name = change.wanted.native["name"]
    rows = list(client.query(f"SELECT Id FROM PermissionSet WHERE Name = '{name}'"))  # noqa: S608 (a name of ours)
    if not rows:
        failed = {change.address: f"The org has no permission set {name}."}
        return StepOutcome(step.id, (), failed, client.calls - before)
    try:
        made = client.create("PermissionSetAssignment", {"AssigneeId": user_id, "PermissionSetId": rows[0]["Id"]})
    except VendorError as error:
        if error.vendor_code != "DUPLICATE_VALUE":
            raise
        made = ""
    return StepOutcome(step.id, step.addresses, {}, client.calls - before, made)


def failures(result: Mapping[str, Any], package: Package, addresses: Sequence[str]) -> dict[str, str]:
    """Every address of a failed deployment with the vendor's words, or why it was not done either."""
    said: dict[str, list[str]] = {}
    homeless = [str(part) for part in (result.get("errorStatusCode"), result.get("errorMessage")) if part]
    for failure in _listed((result.get("details") or {}).get("componentFailures")):
        line = f" (line {failure['lineNumber']})" if failure.get("lineNumber") else ""
        kind, name = failure.get("componentType") or "Component", failure.get("fullName") or failure.get("fileName")
        words = f"{kind} {name}: {failure.get('problem') or 'failed'}{line}"
        blamed = _blamed(failure, package)
        for address in blamed:
            said.setdefault(address, []).append(words)
        if not blamed:
            homeless.append(words)
    if said:
        told = {address: "; ".join(said.get(address, [_ROLLED_BACK])) for address in addresses}
        # Once is enough: the limit stops every rule of the object.
        if short := next((address for address, words in told.items() if _RULE_LIMIT.search(words)), None):
            told[short] += _SHORT_OF_RULES
        return told
    return dict.fromkeys(addresses, ": ".join(homeless) or f"The deployment ended as {result.get('status')}.")


def _is_locked(result: Mapping[str, Any]) -> bool:
    """Whether another change of the org stood in the way, so that nothing was done and a later try may work
    (github.com/SFDO-Tooling/CumulusCI/issues/218, github.com/forcedotcom/cli/issues/1971).
    """
    reported = _listed((result.get("details") or {}).get("componentFailures"))
    problems = (str(failure.get("problem")) for failure in reported)
    return result.get("errorStatusCode") == "ALREADY_IN_PROCESS" or any(_LOCKED in problem for problem in problems)


def _blamed(failure: Mapping[str, Any], package: Package) -> list[str]:
    kind, name = failure.get("componentType"), failure.get("fullName")
    blamed = [
        address
        for (type_name, full_name), addresses in package.addresses.items()
        if full_name == name and kind in (type_name, "", None)
        for address in addresses
    ]
    problem = str(failure.get("problem") or "")
    named = [address for address in blamed if _names(problem, package.stages.get(address))]
    return named or blamed


def _names(problem: str, value: str | None) -> bool:
    """Whether the vendor's words name a value, which may have blanks and signs in it, as a whole."""
    return value is not None and re.search(rf"(?<!\w){re.escape(value)}(?!\w)", problem) is not None


def _wait(client: Client, deploy_id: str, sleep: Callable[[float], None]) -> dict[str, Any]:
    waited, pause = 0.0, _FIRST_WAIT_S
    while True:
        result = client.deploy_status(deploy_id)
        if _is_true(result.get("done")):
            return result
        if waited >= PATIENCE_S:
            raise VendorError(
                f"Deployment {deploy_id} did not end within an hour.",
                vendor_code="DEPLOY_PENDING",
                request_id=deploy_id,
                why="Salesforce may still finish it.",
                hint="See Setup > Deployment Status, then plan again.",
            )
        sleep(pause)
        waited, pause = waited + pause, min(pause * 1.6, _LONGEST_WAIT_S)


def _listed(value: Any) -> list[dict[str, Any]]:
    """One failure comes as an object, several as a list (seen in clients of both API forms)."""
    return value if isinstance(value, list) else [value] if value else []


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _is_true(value: Any) -> bool:
    return str(value).lower() == "true"


def _nobody() -> str:
    return ""
