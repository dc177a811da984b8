"""What ``doctor`` looks at: who answers, how long the API version lives, which scopes are missing. Reads only."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from dealspec.core.errors import VendorError
from dealspec.crm.hubspot.capabilities import TEST_ACCOUNTS, WARN_DAYS, support_ends
from dealspec.crm.hubspot.client import Client
from dealspec.crm.hubspot.errors import words
from dealspec.crm.hubspot.registry import ACCOUNT, INTROSPECT
from dealspec.provisioner.ports import Probe

_NEEDED = (
    ("read the model and the records of {0}", ("crm.objects.{0}.read",)),
    ("write properties and pipelines of {0}", ("crm.schemas.{0}.write",)),
)
_OBJECTS = ("deals", "companies", "contacts")


def looked_at(client: Client, today: date) -> tuple[Probe, ...]:
    """The probes, the first failing one last when nothing beyond it can be seen."""
    try:
        account = client.call(ACCOUNT).body
    except VendorError as error:
        return (Probe("connection", False, words(error), error.hint), version(client.api_version, today))
    portal, kind = account.get("portalId"), str(account.get("accountType", ""))
    guard = "a test account" if kind in TEST_ACCOUNTS else "protected: only saved plans are applied"
    return (
        Probe("connection", True, f"portal {portal} answers at {client.origin.url}"),
        Probe("account type", True, f"{kind or 'unknown'}, {guard}"),
        version(client.api_version, today),
        _scopes(client),
    )


def version(pinned: str, today: date) -> Probe:
    """Whether the pinned API version is supported, and until when."""
    ends = support_ends(pinned)
    if ends is None:
        hint = "Dated versions appear every March and September; pin one that this release knows."
        return Probe("API version", False, f"{pinned}, of which nothing is known", hint)
    hint = "Pin a newer api_version."
    if today >= ends:
        return Probe("API version", False, f"{pinned}, no longer supported since {ends}", hint)
    soon = ends - today <= timedelta(days=WARN_DAYS)
    return Probe("API version", not soon, f"{pinned}, supported until {ends}", hint if soon else "")


def missing_scopes(held: Collection[str]) -> tuple[str, ...]:
    """What the token cannot do, each with the scope that would allow it."""
    lacking = []
    for obj in _OBJECTS:
        for deed, scopes in _NEEDED:
            named = [scope.format(obj) for scope in scopes]
            if not set(named) & set(held):
                lacking.append(f"{' or '.join(named)} (to {deed.format(obj)})")
    return tuple(lacking)


def _scopes(client: Client) -> Probe:
    try:
        held = client.call(INTROSPECT, body={"tokenKey": client.token}).body.get("scopes") or ()
    except VendorError as error:
        return Probe("scopes", True, f"could not be read: {words(error)}", "Missing ones show when they are needed.")
    # Scopes of sensitive data come back with a version suffix (observed, API 2026-09).
    lacking = missing_scopes([str(scope).removesuffix(".v2") for scope in held])
    if not lacking:
        return Probe("scopes", True, f"{len(held)} held, all that are needed among them")
    return Probe("scopes", False, f"missing: {'; '.join(lacking)}", "Add them to the service key or private app.")
