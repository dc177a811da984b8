"""Builds resources for the provisioner's tests."""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from dealspec.provisioner.ports import Crm, Identity
from dealspec.provisioner.resource import Json, Kind, Resource

IDENTITY = Identity(Crm.SALESFORCE, "00D000000000001AAA", "Test org", "Developer Edition", is_protected=False)


def field(name: str, requires: tuple[str, ...] = (), **attributes: Any) -> Resource:
    return Resource(f"fields.opportunity.{name}", Kind.FIELD, attributes, {"name": name}, requires)


def by_address(*resources: Resource) -> Mapping[str, Resource]:
    return {resource.address: resource for resource in resources}


_scalars: st.SearchStrategy[Json] = st.one_of(
    st.booleans(), st.integers(-5, 5), st.sampled_from(["", "a", "b"]), st.floats(-2, 2).map(lambda x: round(x, 1))
)
_keyed = st.dictionaries(st.sampled_from("xyz"), st.fixed_dictionaries({"label": _scalars}), max_size=3)
attributes = st.dictionaries(st.sampled_from(["label", "length", "values"]), st.one_of(_scalars, _keyed), max_size=3)
states = st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), attributes, max_size=4).map(
    lambda found: [field(name, **said) for name, said in found.items()]
)
