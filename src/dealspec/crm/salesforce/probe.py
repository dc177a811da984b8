"""What ``doctor`` looks at in an org: each thing once, each failure said instead of raised. Writes nothing."""

from __future__ import annotations

from collections.abc import Callable

from dealspec.core.errors import DealspecError
from dealspec.crm.salesforce import names
from dealspec.crm.salesforce.client import Client
from dealspec.provisioner.ports import Identity, Probe

LOW_SHARE = 0.1
"""Below this share of the day's API calls an org is about to refuse work."""


def probe(client: Client, identity: Callable[[], Identity]) -> tuple[Probe, ...]:
    """Reachability and version, the token and the org behind it, access to metadata, and what is left of the day."""
    looks: tuple[tuple[str, Callable[[], Probe]], ...] = (
        ("api version", lambda: _version(client)),
        ("token and org", lambda: _org(identity())),
        ("metadata access", lambda: _metadata(client)),
        ("api calls left today", lambda: _calls_left(client)),
    )
    probes = []
    for name, look in looks:
        try:
            probes.append(look())
        except DealspecError as error:
            probes.append(Probe(name, False, " ".join(part for part in (error.what, error.why) if part), error.hint))
            if name == "api version" and getattr(error, "status", None) is None:
                break
    return tuple(probes)


def _version(client: Client) -> Probe:
    served = [entry["version"] for entry in client.versions()]
    seen = f"{client.api_version} is pinned; {client.origin.authority} serves {served[0]} to {served[-1]}."
    return Probe("api version", client.api_version in served, seen, "Pin a version that the org serves.")


def _org(identity: Identity) -> Probe:
    kept = "protected" if identity.is_protected else "not protected"
    seen = f"{identity.name} ({identity.kind}, {identity.org_id}, {kept}) as {identity.user}."
    return Probe("token and org", True, seen)


def _metadata(client: Client) -> Probe:
    found = client.read_metadata("CustomPermission", [names.BYPASS])
    there = "is there" if found else "is not there yet"
    return Probe("metadata access", True, f"The user may read and deploy metadata; {names.BYPASS} {there}.")


def _calls_left(client: Client) -> Probe:
    allowance = client.limits()["DailyApiRequests"]
    left, most = allowance["Remaining"], allowance["Max"]
    hint = "Wait for calls to come free before a large audit."
    return Probe("api calls left today", left >= most * LOW_SHARE, f"{left:,} of {most:,}.", hint)
