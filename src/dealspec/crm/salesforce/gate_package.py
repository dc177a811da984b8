"""A guard's validation rules as a deployment brings them, and those that it switches off. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import replace

from dealspec.crm.salesforce import native
from dealspec.crm.salesforce.gate_rules import RULES, TYPE, listed_of, rule_of, superseded
from dealspec.crm.salesforce.markup import Element, flag, put
from dealspec.crm.salesforce.snapshot import Snapshot
from dealspec.provisioner.resource import Resource


def written(resource: Resource, deployed: Sequence[Resource], live: Snapshot) -> Iterator[tuple[str, Element]]:
    """The rules of a guard as a deployment of ``deployed`` brings them, by name, and those that it switches off."""
    formulas = resource.attributes["formula"]
    texts = formulas if isinstance(formulas, list) else [formulas]
    for name, text in zip(listed_of(resource, RULES), texts, strict=True):
        own = replace(
            resource,
            attributes={**resource.attributes, "formula": text},
            native={**resource.native, "name": name},
        )
        yield name, native.rule(own, rule_of(resource, live, name))
    brought = [name for part in deployed if part.native["type"] == TYPE for name in listed_of(part, RULES)]
    earlier = deployed[: deployed.index(resource)]
    gone = {name for part in earlier if part.native["type"] == TYPE for name in superseded(part, live, brought)}
    for name in superseded(resource, live, brought):
        rule = rule_of(resource, live, name)
        if rule is not None and flag(rule, "active") and name not in gone:
            off = deepcopy(rule)
            put(off, "active", False)
            yield name, off
