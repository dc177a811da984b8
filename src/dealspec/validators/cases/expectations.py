"""Which verdicts a case expects: gates and rules by name or address, each with what can become of a save."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from dealspec.core.diagnostics import Severity, did_you_mean
from dealspec.schema.decode import entries
from dealspec.schema.scalars import MISSING, text
from dealspec.schema.yaml_source import Faults, Node, position_of
from dealspec.validators.cases.model import Expectation, Save, Verdict, is_audited, refuses
from dealspec.validators.judgement import Judgement


def expectations(
    node: Node, obj: str, judgements: Sequence[Judgement], save: Save, faults: Faults
) -> tuple[Expectation, ...]:
    """What the mapping under ``expect`` says, without what has faults."""
    own = [judgement for judgement in judgements if judgement.object == obj]
    found: list[Expectation] = []
    for name, key, value in entries(node, faults):
        named = list(_named(name, own))
        if not named:
            _add_unknown(name, obj, judgements, key, faults)
        said = text(value, faults)
        if said is MISSING:
            continue
        if said not in list(Verdict):
            what = f"'{said}' is not one of the choices here."
            faults.add("SCH006", what, value, hint=did_you_mean(said, list(Verdict)))
            continue
        verdict = Verdict(said)
        for judgement in named:
            if fault := _impossible(judgement, verdict, save):
                faults.add("CAS002", fault[0], value, hint=fault[1])
            found.append(Expectation(judgement, verdict, position_of(key)))
    return tuple(found)


def _named(name: str, judgements: Sequence[Judgement]) -> Iterator[Judgement]:
    """The gates and rules of that name, address or pattern."""
    exact = [one for one in judgements if name in (one.id, one.address)]
    if exact or not any(sign in name for sign in "*?["):
        yield from exact
    else:
        yield from (one for one in judgements if fnmatchcase(one.id, name) or fnmatchcase(one.address, name))


def _add_unknown(name: str, obj: str, judgements: Sequence[Judgement], key: Node, faults: Faults) -> None:
    elsewhere = next((one.object for one in _named(name, judgements)), None)
    if elsewhere:
        what = f"'{name}' judges records of {elsewhere}, and this is one of {obj}."
        faults.add("CAS001", what, key, hint=f"Write `object: {elsewhere}`, or take the line out.")
        return
    own = [one for one in judgements if one.object == obj]
    known = [
        one.address if name.startswith(("gates.", "rules.", "validations.", "pipelines.")) else one.id for one in own
    ]
    faults.add("CAS001", f"There is no gate or rule '{name}'.", key, hint=did_you_mean(name, known))


def _impossible(judgement: Judgement, verdict: Verdict, save: Save) -> tuple[str, str] | None:
    """Why a verdict can never be, and what to do; None where it can."""
    if verdict is Verdict.REFUSE and not refuses(judgement):
        if judgement.severity is Severity.WARNING:
            return f"'{judgement.id}' is a warning, and refuses no save.", "Expect `finding`, or make it an error."
        return f"'{judgement.id}' is a rule, and refuses no save: audits judge by it.", "Expect `finding`."
    if verdict is Verdict.REFUSE and save.bypass:
        return "Nothing refuses a user who bypasses the gates.", "Expect `finding`, or take `user` out."
    if verdict is Verdict.FINDING and not is_audited(judgement):
        what = f"'{judgement.id}' asks how a record got here, which no audit can see."
        return what, "Expect `refuse` or `pass`." if refuses(judgement) else "Take the line out."
    return None
