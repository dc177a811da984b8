"""Account, limits, owners, keys over HTTP: unpack, call one rule, pack."""

from __future__ import annotations

from dealspec.emulator.hubspot import account, admin_rules, limits, owners, tokens
from dealspec.emulator.hubspot.call import Call, ok
from dealspec.emulator.hubspot.errors import required_attributes
from dealspec.emulator.hubspot.objects import object_type
from dealspec.emulator.web import Response


def details(call: Call) -> Response:
    """GET account details."""
    return ok(account.details(call.state))


def daily_usage(call: Call) -> Response:
    """GET the day's API usage of private apps."""
    return ok(account.daily_usage(call.state))


def custom_property_usage(call: Call) -> Response:
    """GET the custom-properties limit."""
    return ok(limits.custom_property_usage(call.state))


def pipeline_usage(call: Call) -> Response:
    """GET the pipelines limit."""
    return ok(limits.pipeline_usage(call.state))


def list_owners(call: Call) -> Response:
    """GET owners."""
    limit = call.limit(100, 500)
    found = owners.listed(call.state, email=call.request.arg("email"), archived=call.flag("archived"))
    return ok({"results": found[:limit]})


def read_owner(call: Call, owner_id: str) -> Response:
    """GET one owner."""
    return ok(owners.read(call.state, owner_id, by_user=call.request.arg("idProperty") == "userId"))


def introspect_token(call: Call) -> Response:
    """POST a key to learn its portal and scopes."""
    key = call.body().get("tokenKey")
    if not key:
        raise required_attributes("TokenInfoRequest", ["tokenKey"])
    return ok(tokens.introspect(call.state, str(key)))


def create_token(call: Call) -> Response:
    """POST scopes to get a service key: the embedded portal's own endpoint, HubSpot has none like it."""
    scopes = call.body().get("scopes")
    if not isinstance(scopes, list):
        raise required_attributes("EmbeddedToken", ["scopes"])
    return ok({"access_token": tokens.create(call.state, [str(scope) for scope in scopes])}, 201)


def put_admin_rules(call: Call) -> Response:
    """PUT what HubSpot lets administrators set by hand alone: the embedded portal's own endpoint."""
    body = call.body()
    return ok(admin_rules.put(call.state, object_type(str(body.get("objectType"))), body))
