"""One Salesforce org as a ``Target``: gathers what the adapter's parts do. Holds no rule of its own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dealspec.core.errors import MissingAccess
from dealspec.crm.http import Retries
from dealspec.crm.salesforce import deploy
from dealspec.crm.salesforce.capabilities import API_VERSION
from dealspec.crm.salesforce.project import project
from dealspec.provisioner.changes import Change
from dealspec.provisioner.ports import Chosen, Crm, Extract, Identity, Probe, Pulled, Selection, Step, StepOutcome
from dealspec.provisioner.resource import LiveState, Projection, Resource
from dealspec.schema.model import Schema
from dealspec.schema.vocabulary import BUILT_IN_OBJECTS

if TYPE_CHECKING:
    from dealspec.crm.salesforce.client import Client

_ORGANIZATION = "SELECT Name, OrganizationType, IsSandbox, TrialExpirationDate FROM Organization"


class SalesforceTarget:
    """One org behind one token."""

    def __init__(
        self,
        url: str,
        access_token: str,
        *,
        api_version: str = API_VERSION,
        ca_file: Path | None = None,
        pack_gates: bool = False,
        retries: Retries | None = None,
        read_only: bool = False,
    ) -> None:
        """Makes no call. Raises ``InvalidInput`` for a url that is not https and leaves this machine."""
        from dealspec.crm.salesforce.client import Client

        self._client: Client = Client(
            url, access_token, api_version=api_version, ca_file=ca_file, retries=retries, read_only=read_only
        )
        self._sleep = (retries or Retries()).sleep
        self._pack_gates = pack_gates
        self._identity: Identity | None = None
        self._user_id = ""

    def identity(self) -> Identity:
        """Who answers, asked once."""
        if self._identity is None:
            user = self._client.userinfo()
            org = next(self._client.query(_ORGANIZATION), None)
            if org is None:
                raise MissingAccess(
                    "The Salesforce user may not see which kind of org this is.",
                    vendor_code="INSUFFICIENT_ACCESS",
                    hint="Give the user the permission 'View Setup and Configuration'.",
                )
            sandbox, kind = bool(org["IsSandbox"]), str(org["OrganizationType"])
            known_safe = sandbox or kind == "Developer Edition" or org.get("TrialExpirationDate") is not None
            self._user_id = str(user["user_id"])
            self._identity = Identity(
                Crm.SALESFORCE,
                str(user["organization_id"]),
                str(org["Name"]),
                "Sandbox" if sandbox else kind,
                not known_safe,
                str(user.get("preferred_username") or user["user_id"]),
            )
        return self._identity

    def project(self, schema: Schema) -> Projection:
        """The schema as Salesforce can hold it. Pure: no call."""
        return project(schema, pack_gates=self._pack_gates)

    def read(self, resources: Sequence[Resource]) -> LiveState:
        """The live state of these resources, in at most eight calls for up to ten objects."""
        from dealspec.crm.salesforce.read import read

        return read(self._client, resources, self._user)

    def steps(self, changes: Sequence[Change]) -> tuple[Step, ...]:
        """One deployment, then the assignments, then the rules on duplicates. Pure: no call."""
        return deploy.steps(changes, self._identity.user if self._identity else "")

    def execute(self, step: Step) -> StepOutcome:
        """Does a step, on a fresh read of what it merges into."""
        if step.operation == deploy.ASSIGN:
            return deploy.assign(self._client, step, self._user())
        if step.operation == deploy.DUPLICATES:
            from dealspec.crm.salesforce import duplicate_steps

            return duplicate_steps.execute(self._client, step, sleep=self._sleep)
        return deploy.deploy(self._client, step, sleep=self._sleep)

    def extract(self, schema: Schema, obj: str, fields: Sequence[str], chosen: Chosen | None = None) -> Extract:
        """The object's records with these logical fields."""
        from dealspec.crm.salesforce.extract import extract

        return extract(self._client, schema, obj, fields, chosen)

    def pull(self, selection: Selection) -> Pulled:
        """The org's own definitions as a schema that plans empty against it."""
        from dealspec.crm.salesforce.pull import pull

        return pull(self._client, selection)

    def record_url(self, obj: str, record_id: str) -> str:
        """Where a person opens the record."""
        known = BUILT_IN_OBJECTS.get(obj)
        path = f"lightning/r/{known.salesforce}/{record_id}/view" if known else record_id
        return f"{self._client.origin.url}/{path}"

    def probe(self) -> tuple[Probe, ...]:
        """What ``doctor`` reports; what cannot be reached is a probe that failed, never an exception."""
        from dealspec.crm.salesforce.probe import probe

        return probe(self._client, self.identity)

    def close(self) -> None:
        """Frees connections."""
        self._client.close()

    def _user(self) -> str:
        if not self._user_id:
            self._user_id = str(self._client.userinfo()["user_id"])
        return self._user_id
