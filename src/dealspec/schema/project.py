"""``dealspec.yaml``: which targets there are and where the schema lies. Resolves no secret and opens nothing."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePosixPath

import yaml

from dealspec.core.diagnostics import Diagnostic, ordered
from dealspec.core.source import Position
from dealspec.schema.decode import decode
from dealspec.schema.include import refusal
from dealspec.schema.load import SourceFile
from dealspec.schema.model import NOWHERE
from dealspec.schema.yaml_source import Faults, Node, compose

_REFERENCE = re.compile(r"\$\{[A-Za-z_][A-Za-z0-9_]*\}")

SOURCE = "sfdx:"
"""How the name of a target begins that is a folder of Salesforce metadata files."""


class CrmName(StrEnum):
    """The CRMs a target can be."""

    SALESFORCE = "salesforce"
    HUBSPOT = "hubspot"


@dataclass(frozen=True, slots=True)
class Auth:
    """How a Salesforce target is entered."""

    access_token: str
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class TargetConfig:
    """One target as the user wrote it; ``${NAME}`` stands for an environment variable.

    ``overlay`` names the files that are laid over the schema for this target alone, relative to ``dealspec.yaml``.
    """

    name: str
    crm: CrmName
    url: str | None = None
    ca_file: str | None = None
    auth: Auth | None = None
    token: str | None = None
    org_id: str | None = None
    portal_id: str | None = None
    api_version: str | None = None
    pack_gates: bool | None = None
    embedded: bool = False
    overlay: tuple[str, ...] = ()
    position: Position = field(default=NOWHERE, compare=False)

    @property
    def source_folder(self) -> str | None:
        """The folder of Salesforce metadata that ``sfdx:FOLDER`` names; no file declares such a target."""
        return self.name.removeprefix(SOURCE) if self.name.startswith(SOURCE) else None


@dataclass(frozen=True, slots=True)
class Project:
    """The whole of ``dealspec.yaml``. ``schema`` and ``state`` are folders, relative to the file."""

    targets: Mapping[str, TargetConfig] = field(default_factory=dict)
    schema: str = "schema"
    state: str = ".dealspec/state"
    position: Position = field(default=NOWHERE, compare=False)


def load_project(file: SourceFile) -> tuple[Project | None, tuple[Diagnostic, ...]]:
    """The project that ``dealspec.yaml`` describes, and every fault; no project when there is one."""
    faults = Faults()
    root = compose(file.text.removeprefix("\ufeff"), file.name, faults)
    if root is None:
        if not faults.found:
            place = Position(file.name, 1, 1)
            faults.add("CFG001", "The file is empty.", place, hint="Declare a target: `dealspec init` shows how.")
        return None, ordered(faults.found)
    _ids_as_text(root)
    project = decode(root, Project, faults)
    if project is not None:
        for target in project.targets.values():
            _check(target, faults)
            _check_overlay(target, project.schema, faults)
    return (None if faults.found else project), ordered(faults.found)


def _ids_as_text(node: Node) -> None:
    """Org and portal ids are identifiers: ``portal_id: 123`` and ``portal_id: "123"`` mean the same."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            number = isinstance(value, yaml.ScalarNode) and value.tag == "tag:yaml.org,2002:int"
            if getattr(key, "value", "") in ("org_id", "portal_id") and number:
                value.tag = "tag:yaml.org,2002:str"
            _ids_as_text(value)


def _check_overlay(target: TargetConfig, schema: str, faults: Faults) -> None:
    for number, path in enumerate(target.overlay):
        why = refusal(path)
        if PurePosixPath(posixpath.normpath(schema)) in PurePosixPath(posixpath.normpath(path)).parents:
            why = "Every file of the schema folder speaks of all targets, and would be read as part of each."
        if why:
            place = faults.places.get(("targets", target.name, "overlay", str(number)), target.position)
            hint = f"Put it beside the schema folder, such as overlays/{target.name}.yaml."
            faults.add("CFG006", f"'{path}' cannot be an overlay of '{target.name}'.", place, why=why, hint=hint)


def _check(target: TargetConfig, faults: Faults) -> None:
    given = {key for key in _KEYS if getattr(target, key) is not None}
    mine = _ALLOWED["embedded" if target.embedded else target.crm]
    if target.crm is CrmName.SALESFORCE:
        mine = mine | {"pack_gates"}
    for key in sorted(given - mine):
        kind = "an embedded target" if target.embedded else f"a {_NAMES[target.crm]} target"
        hint = f"It may have: {', '.join(sorted(mine)) or 'crm and embedded alone'}."
        faults.add("CFG002", f"'{key}' has no meaning for {kind}.", target.position, hint=hint)
    if target.embedded:
        return
    for key in sorted(_MANDATORY[target.crm] - given):
        faults.add("CFG003", f"Target '{target.name}' lacks '{key}'.", target.position, hint=_MANDATORY_HINTS[key])
    secret = target.auth.access_token if target.auth else target.token
    if secret is not None and not _REFERENCE.fullmatch(secret):
        place = target.auth.position if target.auth else target.position
        faults.add(
            "CFG004",
            f"Target '{target.name}' holds its token as plain text.",
            place,
            why="Whoever can read the file could enter the CRM.",
            hint='Name an environment variable instead: "${'
            + ("SF_TOKEN" if target.crm is CrmName.SALESFORCE else "HUBSPOT_TOKEN")
            + '}". Then replace the token at the vendor, since this one has been written down.',
        )


_KEYS = ("url", "ca_file", "auth", "token", "org_id", "portal_id", "api_version", "pack_gates")
_ALLOWED: Mapping[str, set[str]] = {
    "embedded": {"api_version"},
    "salesforce": {"url", "ca_file", "auth", "org_id", "api_version"},
    "hubspot": {"url", "token", "portal_id", "api_version"},
}
_MANDATORY = {CrmName.SALESFORCE: {"url", "auth"}, CrmName.HUBSPOT: {"token"}}
_MANDATORY_HINTS = {
    "url": "Add `url: https://<my domain>.my.salesforce.com`.",
    "auth": 'Add `auth: {access_token: "${SF_TOKEN}"}`.',
    "token": 'Add `token: "${HUBSPOT_TOKEN}"`.',
}
_NAMES = {CrmName.SALESFORCE: "Salesforce", CrmName.HUBSPOT: "HubSpot"}
