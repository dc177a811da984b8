"""The embedded portal's own endpoints, under ``/__embedded__``: what HubSpot does by hand or has no word for."""

from __future__ import annotations

from typing import Any

from dealspec.emulator.hubspot import actors, admin_rules, approvals, owners, record_load, settings, tokens
from dealspec.emulator.hubspot.call import Call, ok
from dealspec.emulator.hubspot.errors import invalid, required_attributes
from dealspec.emulator.web import Response


def create_token(call: Call) -> Response:
    """POST ``{scopes, user?}`` to get a service key, or with ``user`` a user-level OAuth token."""
    body = call.body()
    scopes, user = body.get("scopes"), body.get("user")
    if not isinstance(scopes, list):
        raise required_attributes("EmbeddedToken", ["scopes"])
    if user is not None:
        _check_user(user)
    return ok({"access_token": tokens.create(call.state, [str(scope) for scope in scopes], user)}, 201)


def create_owner(call: Call) -> Response:
    """POST ``{email, firstName?, lastName?}``: another user, who can own records."""
    return ok(owners.create(call.state, call.body()), 201)


def read_settings(call: Call) -> Response:
    """GET every setting."""
    return ok(settings.of(call.state))


def change_settings(call: Call) -> Response:
    """PATCH some settings."""
    return ok(settings.change(call.state, call.body()))


def advance_clock(call: Call) -> Response:
    """POST ``{advanceSeconds}``: puts the portal's clock forward, so that nobody waits for a limit to pass."""
    seconds = call.body().get("advanceSeconds")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds <= 1e9:
        raise invalid("advanceSeconds takes a number of seconds from 0 to 1000000000.")
    call.state.dirty = True
    call.state.clock.advance(seconds)
    return ok({"now": call.state.now()})


def load_records(call: Call) -> Response:
    """POST ``{objectType, count, properties}``: that many records at once, ``{n}`` in a value being the number."""
    body = call.body()
    return ok(record_load.load(call.state, call.object(str(body.get("objectType"))), body), 201)


def put_admin_rules(call: Call) -> Response:
    """PUT what HubSpot lets administrators set by hand alone."""
    body = call.body()
    return ok(admin_rules.put(call.state, call.object(str(body.get("objectType"))), body))


def decide_approval(call: Call) -> Response:
    """PUT ``{objectType, objectId, approvalStatus}``: what an approver does by hand."""
    body = call.body()
    obj = call.object(str(body.get("objectType") or "deals"))
    return ok(approvals.decide(call.state, obj, str(body.get("objectId")), body.get("approvalStatus")))


def _check_user(user: Any) -> None:
    try:
        actors.actor(user)
        float(user.get("expiresIn") or 0)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise invalid(
            "user takes {userId, superAdmin, teamIds, editAssociations, expiresIn}, with numbers for ids."
        ) from None
