"""HubSpot as the provisioner and the audits see a CRM. Holds the connection; the work is in the modules beside it."""

from __future__ import annotations

from collections.abc import Sequence

from dealspec.core.clock import Clock, SystemClock
from dealspec.crm.http import Retries
from dealspec.crm.hubspot import convert, extract, probes, read, steps, write
from dealspec.crm.hubspot.capabilities import API_VERSION, TEST_ACCOUNTS
from dealspec.crm.hubspot.client import Client
from dealspec.crm.hubspot.custom import PREFIX
from dealspec.crm.hubspot.errors import NativeJson
from dealspec.crm.hubspot.registry import ACCOUNT
from dealspec.provisioner.changes import Change
from dealspec.provisioner.ports import Chosen, Crm, Extract, Identity, Probe, Pulled, Selection, Step, StepOutcome
from dealspec.provisioner.resource import LiveState, Projection, Resource
from dealspec.schema.model import Schema
from dealspec.schema.vocabulary import BUILT_IN_OBJECTS

URL = "https://api.hubapi.com"
_SCREENS = "app.hubspot.com"


class HubSpotTarget:
    """One portal; implements ``provisioner.ports.Target``."""

    def __init__(
        self,
        url: str = URL,
        token: str = "",
        *,
        api_version: str = API_VERSION,
        retries: Retries | None = None,
        clock: Clock | None = None,
        read_only: bool = False,
    ) -> None:
        """Raises ``InvalidInput`` for plain http that leaves this machine. No call is made yet."""
        self._client = Client(url, token, api_version=api_version, retries=retries, read_only=read_only)
        self._clock = clock or SystemClock()
        self._account: NativeJson | None = None

    def identity(self) -> Identity:
        """Which portal answers; raises ``VendorError`` (wrong token, unreachable)."""
        account = self._details()
        portal, kind = str(account.get("portalId", "")), str(account.get("accountType", ""))
        return Identity(Crm.HUBSPOT, portal, f"portal {portal}", kind, kind not in TEST_ACCOUNTS)

    def project(self, schema: Schema) -> Projection:
        """The schema as HubSpot can hold it."""
        return convert.project(schema, self._client.api_version)

    def read(self, resources: Sequence[Resource]) -> LiveState:
        """The live state of these resources; raises ``VendorError`` or ``MissingAccess``."""
        return read.live_state(self._client, resources)

    def steps(self, changes: Sequence[Change]) -> tuple[Step, ...]:
        """The changes in dependency order, grouped as HubSpot takes them."""
        return steps.ordered(changes)

    def execute(self, step: Step) -> StepOutcome:
        """Does a step; raises ``VendorError`` when the token or the network lets nothing through."""
        return write.execute(self._client, step)

    def extract(self, schema: Schema, obj: str, fields: Sequence[str], chosen: Chosen | None = None) -> Extract:
        """The object's records with these logical fields, all of them: search lags behind, so it is not exact."""
        return extract.records(self._client, schema, obj, fields)

    def pull(self, selection: Selection) -> Pulled:
        """The org's own definitions as a schema that plans empty against it."""
        from dealspec.crm.hubspot.pull import pull

        return pull(self._client, selection)

    def record_url(self, obj: str, record_id: str) -> str:
        """Where a person opens the record."""
        account = self._details()
        screens = account.get("uiDomain") or _SCREENS
        return f"https://{screens}/contacts/{account.get('portalId')}/record/{self._type_id(obj)}/{record_id}"

    def probe(self) -> tuple[Probe, ...]:
        """Reachability, kind of account, API version, scopes."""
        return probes.looked_at(self._client, self._clock.now().date())

    def close(self) -> None:
        """Frees connections."""
        self._client.close()

    def _details(self) -> NativeJson:
        if self._account is None:
            self._account = self._client.call(ACCOUNT).body
        return self._account

    def _type_id(self, obj: str) -> str:
        built_in = BUILT_IN_OBJECTS.get(obj)
        return built_in.hubspot_type_id if built_in else self._client.object_id(PREFIX + obj)
