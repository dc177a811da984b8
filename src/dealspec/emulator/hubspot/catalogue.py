"""What record rules look up on every write: parsed properties, stages, owners; computed once per definition change."""

from __future__ import annotations

from collections.abc import Mapping

from dealspec.emulator.hubspot import owners, validations
from dealspec.emulator.hubspot.objects import DEALS, ObjectType
from dealspec.emulator.hubspot.state import State
from dealspec.emulator.hubspot.values import Property, parse

STAGE_STAMPS = (
    "hs_v2_date_entered_",
    "hs_v2_date_exited_",
    "hs_v2_latest_time_in_",
    "hs_v2_cumulative_time_in_",
)


def active(state: State, obj: ObjectType) -> Mapping[str, Property]:
    """Active properties by name."""

    def build() -> Mapping[str, Property]:
        definitions = state.definitions(f"property:{obj.type_id}").values()
        return {
            prop["name"]: parse(prop, validations.of(state, obj, prop["name"]))
            for prop in definitions
            if not prop["archived"]
        }

    return state.computed(f"active:{obj.type_id}", build)


def find(state: State, obj: ObjectType, name: str) -> Property | None:
    """An active property, or a stage stamp: readable though no list shows it (dlt verified-sources pull 647)."""
    found = active(state, obj).get(name)
    if found is None and obj is DEALS and name.startswith(STAGE_STAMPS):
        kind = "datetime" if "_date_" in name else "number"
        return Property(name, kind, None, False, False, True, False, ())
    return found


def stages(state: State, obj: ObjectType = DEALS) -> Mapping[str, Mapping[str, float]]:
    """Probability by stage id by pipeline id; nothing is probable but a deal."""

    def build() -> Mapping[str, Mapping[str, float]]:
        return {
            pipeline["id"]: {
                stage["id"]: float(stage["metadata"].get("probability", 0)) for stage in pipeline["stages"]
            }
            for pipeline in state.definitions(f"pipeline:{obj.type_id}").values()
        }

    return state.computed(f"stages:{obj.type_id}", build)


def owner_ids(state: State) -> frozenset[str]:
    """Ids that an owner property may hold."""
    return state.computed("owners", lambda: frozenset(owner["id"] for owner in owners.all_of(state)))
