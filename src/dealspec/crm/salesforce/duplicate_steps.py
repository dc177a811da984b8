"""Carries out changes of matching and duplicate rules, turn by turn, and waits for activations. Decides no turn.

It begins with a fresh read, so a run that was cut off goes on from what is there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from dealspec.crm.salesforce import deploy
from dealspec.crm.salesforce.client import Client
from dealspec.crm.salesforce.duplicate_plan import LiveRules, Turn, turns
from dealspec.crm.salesforce.markup import text_of
from dealspec.crm.salesforce.snapshot import indexed
from dealspec.provisioner.ports import Step, StepOutcome

PATIENCE_S = 1800.0
"""How long an activation may take; it builds the match keys of all records (assumed to end within that)."""
_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.5, 10.0
_STUCK = ("ActivationFailed", "DeactivationFailed")


def execute(client: Client, step: Step, *, sleep: Callable[[float], None]) -> StepOutcome:
    """Makes the step's changes. Raises ``VendorError`` when a deployment does not end."""
    before = client.calls
    objects = sorted({change.wanted.native["object"] for change in step.changes})
    planned = turns(step.changes, look(client, objects), client.api_version)
    failed: dict[str, str] = dict(planned.refused)
    deploy_id = ""
    is_off: tuple[str, ...] = ()
    for turn in planned.turns:
        result, deploy_id = deploy.sent(client, turn.package, sleep)
        if deploy.succeeded(result):
            is_off = is_off or turn.switches_off
            failed = _waited_for(client, turn, objects, step.addresses, sleep)
        else:
            failed = deploy.failures(result, turn.package, step.addresses)
        if failed:
            break
    if failed:
        rest = f" Switched off meanwhile: {', '.join(is_off)}; apply again to finish." if is_off else ""
        said = {address: failed.get(address, _WAITING) + rest for address in step.addresses}
        return StepOutcome(step.id, (), said, client.calls - before, deploy_id)
    return StepOutcome(step.id, step.addresses, {}, client.calls - before, deploy_id)


_WAITING = "Not done: it waits for another rule of this step."


def look(client: Client, objects: Sequence[str]) -> LiveRules:
    """The rules of these objects, whoever made them."""
    listed = client.list_metadata("DuplicateRule")["DuplicateRule"]
    names = [name for name in sorted(listed) if name.partition(".")[0] in objects]
    found = indexed("MatchingRules", client.read_metadata("MatchingRules", objects))
    matching = {name: rule for (kind, name), rule in found.items() if kind == "MatchingRule"}
    return LiveRules(matching, client.read_metadata("DuplicateRule", names) if names else {})


def _waited_for(
    client: Client, turn: Turn, objects: Sequence[str], addresses: Sequence[str], sleep: Callable[[float], None]
) -> dict[str, str]:
    """Nothing once the matching rules have their status, else why they have not."""
    waited, pause = 0.0, _FIRST_WAIT_S
    while turn.wait_for:
        statuses = _statuses(client, objects)
        if all(statuses.get(name) == wanted for name, wanted in turn.wait_for.items()):
            break
        stuck = [name for name in turn.wait_for if statuses.get(name) in _STUCK]
        if stuck or waited >= PATIENCE_S:
            late = stuck or [name for name, wanted in turn.wait_for.items() if statuses.get(name) != wanted]
            words = ", ".join(f"{name} is {statuses.get(name, 'not there')}" for name in late)
            return dict.fromkeys(addresses, f"Salesforce did not bring every matching rule on its way: {words}.")
        sleep(pause)
        waited, pause = waited + pause, min(pause * 1.6, _LONGEST_WAIT_S)
    return {}


def _statuses(client: Client, objects: Sequence[str]) -> Mapping[str, str]:
    found = indexed("MatchingRules", client.read_metadata("MatchingRules", objects))
    return {name: text_of(rule, "ruleStatus") for (kind, name), rule in found.items() if kind == "MatchingRule"}
