"""How records may move through a pipeline, as far as a CRM itself can refuse it. Plain frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from dealspec.core.source import Position
from dealspec.schema.field import NOWHERE


class ApprovalMode(StrEnum):
    """How many of the approvers must approve."""

    ALL = "all"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Approval:
    """Who must approve before a record goes on from a stage; ``name`` is the stage's, ``approvers`` are emails."""

    name: str
    approvers: tuple[str, ...]
    mode: ApprovalMode = ApprovalMode.ANY
    comment: str | None = None
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class PipelineRules:
    """How records may move through a pipeline.

    ``no_skipping`` and ``no_moving_back`` are said of every stage or of none; ``None``: not ours to say.
    ``create_in`` names the stages in which a record may be created; empty: not ours to say.
    """

    no_skipping: bool | None = None
    no_moving_back: bool | None = None
    create_in: tuple[str, ...] = ()
    approval: Mapping[str, Approval] = field(default_factory=dict)
    position: Position = field(default=NOWHERE, compare=False)


UNRULED = PipelineRules()
"""No rule is declared."""
