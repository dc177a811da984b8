"""What of a gate HubSpot can ask for on a stage: properties to fill in. Everything else is left to the audit, by name.

HubSpot's pipeline settings let an admin require properties when a deal enters a stage; no API sets them on the standard
objects (API reference: CRM, pipelines), so they become steps for a person.
"""

from __future__ import annotations

from dealspec.schema.vocabulary import BUILT_IN_OBJECTS
from dealspec.validators.expr.nodes import And, FieldRef, IsBlank, Node, Not, conjoined
from dealspec.validators.judgement import Judgement


def ui_requirements(judgement: Judgement) -> tuple[FieldRef, ...]:
    """The properties that the gate's stage must require: all that may not be blank and that HubSpot holds as one."""
    asked = [*judgement.require, *(ref for item in _conjuncts(judgement.that) if (ref := _filled(item)))]
    return tuple(ref for ref in dict.fromkeys(asked) if _is_property(ref))


def remainder(judgement: Judgement) -> Node | None:
    """What the gate asks beyond ``ui_requirements``, or None when nothing is left."""
    required = frozenset(ui_requirements(judgement))
    elsewhere = [Not(IsBlank(ref, ref.position), ref.position) for ref in judgement.require if ref not in required]
    rest = [item for item in _conjuncts(judgement.that) if _filled(item) not in required]
    return conjoined(*elsewhere, *rest)


def _conjuncts(node: Node | None) -> tuple[Node, ...]:
    if node is None:
        return ()
    return node.items if isinstance(node, And) else (node,)


def _filled(node: Node) -> FieldRef | None:
    """The field, where the condition is that it is not blank."""
    return node.item.item if isinstance(node, Not) and isinstance(node.item, IsBlank) else None


def _is_property(ref: FieldRef) -> bool:
    """Some built-in fields are associations or derived there; every declared field is a property."""
    standard = BUILT_IN_OBJECTS.get(ref.object)
    built_in = standard.fields.get(ref.name) if standard else None
    return built_in is None or built_in.hubspot is not None
