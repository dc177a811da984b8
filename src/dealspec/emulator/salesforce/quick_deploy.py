"""Deploys what a validation has tried: only after its tests ran, soon enough, and while nothing else was deployed.

Conditions: Metadata API guide, deployRecentValidation(); that another deploy in between ends the right is documented
(Help: deploy_quick_deploy). The code and the words of a refusal are assumed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from dealspec.emulator.salesforce import deploy, ids
from dealspec.emulator.salesforce.state import OrgState

_LIFETIME = timedelta(days=10)


class QuickDeployError(Exception):
    """A validation that cannot be deployed; says why."""

    code = "INVALID_ID_FIELD"


def start(org: OrgState, user_id: str, validation_id: str) -> str:
    """Deploys the validated package and gives the new deploy's id; raises ``QuickDeployError``."""
    validation_id = ids.long_form(validation_id)
    document = org.store.document("deploy", validation_id)
    if document is None:
        raise QuickDeployError(f"no validation with id {validation_id}")
    options = deploy.Options(**document["options"])
    why = _objection(org, document["result"], document["kept"])
    if why is not None:
        raise QuickDeployError(f"The validation {validation_id} cannot be deployed: {why}")
    data = b"".join(org.store.chunks(f"deploy/{validation_id}"))
    return deploy.start(org, user_id, data, replace(options, check_only=False, run_tests=False))


def _objection(org: OrgState, result: dict[str, object], kept_then: int) -> str | None:
    if not result["checkOnly"]:
        return "it was a deploy, not a validation"
    if not result["success"]:
        return "it did not succeed"
    if not result["runTestsEnabled"]:
        return "no tests ran in it"
    age = org.clock.now() - datetime.fromisoformat(str(result["completedDate"]))
    if age > _LIFETIME:
        return "it is older than 10 days"
    if org.store.counter(deploy.KEPT) != kept_then:
        return "something else was deployed since"
    return None
