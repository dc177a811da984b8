"""The composition root: from configuration to concrete targets. Alone in naming the adapters and the embedded orgs."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from dealspec.core.diagnostics import Diagnostic
from dealspec.core.errors import InvalidInput, Refused, UsageFault
from dealspec.provisioner.ports import Crm, Target
from dealspec.provisioner.resource import Projection
from dealspec.schema.model import Schema
from dealspec.schema.project import CrmName, TargetConfig

if TYPE_CHECKING:
    import requests

    from dealspec.emulator.embedded import EmbeddedOrgs

_REFERENCE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


@dataclass(frozen=True, slots=True)
class Door:
    """Where a target answers and what opens it: for who asks a CRM without an adapter in between."""

    url: str
    token: str = field(repr=False)
    api_version: str
    ca_file: Path | None = None

    @property
    def is_loopback(self) -> bool:
        """Whether it answers on this machine."""
        from dealspec.crm.http import origin_of

        return origin_of(self.url).is_loopback

    def session(self) -> requests.Session:
        """A session that reaches it as an adapter's does; raises ``InvalidInput`` for http beyond this machine."""
        from dealspec.crm.http import open_session, origin_of

        return open_session(origin_of(self.url), self.ca_file)


@contextmanager
def open_target(config: TargetConfig, root: Path, *, read_only: bool = False) -> Iterator[Target]:
    """A target by its configuration; paths are relative to ``root``, the folder of ``dealspec.yaml``.

    With ``read_only`` its transport refuses, unsent, every call that the vendor's registry does not tag as a read.
    Raises ``InvalidInput`` for an unset variable and ``Refused`` when another org answers than the one pinned.
    """
    if config.embedded:
        with embedded_orgs() as orgs, _embedded_target(config, root, orgs, read_only) as target:
            yield target
        return
    if config.source_folder is not None:
        with closing(source_target(Path(config.source_folder))) as folder:
            yield folder
        return
    with closing(_target_at(_remote_door(config, root), config, read_only)) as target:
        _refuse_other_org(config, target)
        yield target


@contextmanager
def open_door(config: TargetConfig, root: Path) -> Iterator[tuple[Target, Door]]:
    """A target with its door; raises as ``open_target`` does, and ``UsageFault`` for a folder, where nobody answers."""
    if config.source_folder is not None:
        raise UsageFault(f"{config.name} is a folder: nobody answers there.", hint="Name a target of dealspec.yaml.")
    if config.embedded:
        with embedded_orgs() as orgs:
            door = _embedded_door(config, root, orgs)
            with closing(_target_at(door, config)) as target:
                yield target, door
        return
    door = _remote_door(config, root)
    with closing(_target_at(door, config)) as target:
        _refuse_other_org(config, target)
        yield target, door


def embedded_orgs(clock: str = "real", faults: Sequence[str] = ()) -> EmbeddedOrgs:
    """The embedded orgs of this process; ``clock`` is ``real`` or an ISO 8601 moment (``ValueError`` when neither)."""
    from dealspec.emulator.clock import clock_from
    from dealspec.emulator.embedded import EmbeddedOrgs

    return EmbeddedOrgs(clock_from(clock), faults)


def embedded_file(root: Path, target: str) -> Path:
    """Where an embedded target's org lives."""
    return root / ".dealspec" / "embedded" / f"{target}.sqlite"


def salesforce_target(
    url: str,
    access_token: str,
    *,
    api_version: str | None = None,
    ca_file: Path | None = None,
    pack_gates: bool = False,
    read_only: bool = False,
) -> Target:
    """A Salesforce org by its URL and token; with ``pack_gates``, the gates of a stage share validation rules."""
    from dealspec.crm.salesforce.adapter import SalesforceTarget
    from dealspec.crm.salesforce.capabilities import API_VERSION

    version = api_version or API_VERSION
    return SalesforceTarget(
        url, access_token, api_version=version, ca_file=ca_file, pack_gates=pack_gates, read_only=read_only
    )


def source_target(folder: Path) -> Target:
    """A folder of Salesforce metadata files; raises ``UsageFault`` when there is none."""
    from dealspec.crm.salesforce.source.target import SourceTarget

    return SourceTarget(folder)


def hubspot_target(url: str | None, token: str, *, api_version: str | None = None, read_only: bool = False) -> Target:
    """A HubSpot portal by its token; without a URL the vendor's own."""
    from dealspec.crm.hubspot.adapter import URL, HubSpotTarget
    from dealspec.crm.hubspot.capabilities import API_VERSION

    return HubSpotTarget(url or URL, token, api_version=api_version or API_VERSION, read_only=read_only)


def projections(schema: Schema) -> Mapping[Crm, Projection]:
    """The schema as each CRM can hold it. Pure: reaches no target."""
    from dealspec.crm.hubspot.convert import project as to_hubspot
    from dealspec.crm.salesforce.project import project as to_salesforce

    return {Crm.SALESFORCE: to_salesforce(schema), Crm.HUBSPOT: to_hubspot(schema)}


@contextmanager
def _embedded_target(config: TargetConfig, root: Path, orgs: EmbeddedOrgs, read_only: bool) -> Iterator[Target]:
    with closing(_target_at(_embedded_door(config, root, orgs), config, read_only)) as target:
        yield target


def _target_at(door: Door, config: TargetConfig, read_only: bool = False) -> Target:
    if config.crm is CrmName.HUBSPOT:
        return hubspot_target(door.url, door.token, api_version=door.api_version, read_only=read_only)
    return salesforce_target(
        door.url,
        door.token,
        api_version=door.api_version,
        ca_file=door.ca_file,
        pack_gates=bool(config.pack_gates),
        read_only=read_only,
    )


def _embedded_door(config: TargetConfig, root: Path, orgs: EmbeddedOrgs) -> Door:
    file = embedded_file(root, config.name)
    try:
        door = orgs.salesforce(file) if config.crm is CrmName.SALESFORCE else orgs.hubspot(file)
    except OSError as error:
        raise UsageFault(
            f"The embedded org in {file} cannot be opened: {error.strerror}.",
            hint="Remove the file to begin with a fresh org; nothing else is in it.",
        ) from error
    return Door(door.url, door.access_token, _api_version(config))


def _remote_door(config: TargetConfig, root: Path) -> Door:
    version = _api_version(config)
    if config.crm is CrmName.SALESFORCE:
        assert config.url and config.auth  # load_project made sure
        ca_file = root / config.ca_file if config.ca_file else None
        return Door(_resolved(config.url, config), _resolved(config.auth.access_token, config), version, ca_file)
    from dealspec.crm.hubspot.adapter import URL

    assert config.token  # load_project made sure
    url = _resolved(config.url, config) if config.url else URL
    return Door(url, _resolved(config.token, config), version)


def _api_version(config: TargetConfig) -> str:
    if config.crm is CrmName.SALESFORCE:
        from dealspec.crm.salesforce.capabilities import API_VERSION as DEFAULT
    else:
        from dealspec.crm.hubspot.capabilities import API_VERSION as DEFAULT
    return config.api_version or DEFAULT


def _resolved(text: str, config: TargetConfig) -> str:
    """The text with each ``${NAME}`` replaced by the environment's value."""
    missing = [name for name in _REFERENCE.findall(text) if not os.environ.get(name)]
    if missing:
        faults = [
            Diagnostic(
                "CFG005",
                f"The environment variable {name} is not set.",
                config.position,
                why=f"Target '{config.name}' needs it.",
                hint=f"Set it in your shell: export {name}=...",
            )
            for name in missing
        ]
        raise InvalidInput(faults, f"Target '{config.name}' cannot be reached.")
    return _REFERENCE.sub(lambda match: os.environ[match[1]], text)


def _refuse_other_org(config: TargetConfig, target: Target) -> None:
    pinned = config.org_id or config.portal_id
    if pinned is None:
        return
    found = target.identity().org_id
    # A Salesforce id has a 15- and an 18-character form; the first 15 say it all.
    same = found[:15] == pinned[:15] if config.crm is CrmName.SALESFORCE else found == pinned
    if not same:
        raise Refused(
            f"Target '{config.name}' is pinned to {pinned}, but {found} answers.",
            why="The token or the url leads to another org than the one this project is about.",
            hint="Correct the token or url, or the pinned id in dealspec.yaml if the org has moved.",
        )
