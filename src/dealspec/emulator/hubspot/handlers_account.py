"""Account, limits, owners, keys over HTTP: unpack, call one rule, pack."""

from __future__ import annotations

from dealspec.emulator.hubspot import account, owners, tokens
from dealspec.emulator.hubspot.call import Call, ok
from dealspec.emulator.hubspot.errors import required_attributes
from dealspec.emulator.hubspot.numbers_on_wire import is_digits
from dealspec.emulator.web import Response


def details(call: Call) -> Response:
    """GET account details."""
    return ok(account.details(call.state))


def daily_usage(call: Call) -> Response:
    """GET the day's API usage of private apps."""
    return ok(account.daily_usage(call.state))


def list_owners(call: Call) -> Response:
    """GET owners."""
    limit = call.limit(100, 500)
    found = owners.listed(call.state, email=call.request.arg("email"), archived=call.flag("archived"))
    after = call.request.arg("after") or "0"
    start = int(after) if is_digits(after) else 0
    page = {"results": found[start : start + limit]}
    if start + limit < len(found):
        return ok({**page, "paging": call.next_page(str(start + limit))})
    return ok(page)


def read_owner(call: Call, owner_id: str) -> Response:
    """GET one owner."""
    return ok(owners.read(call.state, owner_id, by_user=call.request.arg("idProperty") == "userId"))


def introspect_token(call: Call) -> Response:
    """POST a key to learn its portal and scopes."""
    key = call.body().get("tokenKey")
    if not key:
        raise required_attributes("TokenInfoRequest", ["tokenKey"])
    return ok(tokens.introspect(call.state, str(key)))


def introspect_oauth_token(call: Call, token: str) -> Response:
    """GET an OAuth token to learn its portal, user and scopes."""
    return ok(tokens.introspect_oauth(call.state, token))
