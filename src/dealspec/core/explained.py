"""A diagnostic's code explained once for all places that raise it. Data only; a page is drawn from it elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """What an example is, and so how it is tried."""

    SCHEMA = "schema"
    """A schema file, beside the declarations that every example may lean on."""
    CONDITION = "condition"
    """What stands after ``that:`` in a rule for opportunities."""
    PROJECT = "project"
    """A whole ``dealspec.yaml``."""
    SHELL = "shell"
    """Commands, in an empty folder."""


@dataclass(frozen=True, slots=True)
class Explained:
    """One code: what it is called, why it matters, an example that has the fault and one that has not, what to do.

    Codes are never reused.
    """

    code: str
    title: str
    why: str
    bad: str
    good: str
    hint: str = ""
    form: Form = Form.SCHEMA
