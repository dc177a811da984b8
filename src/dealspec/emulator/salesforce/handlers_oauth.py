"""OAuth over HTTP: tokens, revocation, and our own endpoints that make apps and end sessions."""

from __future__ import annotations

import base64
import binascii
from typing import Any
from urllib.parse import parse_qsl

from dealspec.emulator.salesforce import errors, oauth
from dealspec.emulator.salesforce.access import PERMISSIONS
from dealspec.emulator.salesforce.oauth import OAuthError
from dealspec.emulator.salesforce.state import OrgState
from dealspec.emulator.web import Request, Response

_HEADERS = {"Cache-Control": "no-cache, no-store", "Pragma": "no-cache"}


def token(org: OrgState, request: Request) -> Response:
    """``POST /services/oauth2/token``: errors have OAuth's own form, not the REST API's."""
    try:
        with org.transaction():
            answer = oauth.grant(org, _form(request), request.origin)
    except OAuthError as error:
        return Response.json(400, {"error": error.error, "error_description": error.description}, _HEADERS)
    return Response.json(200, answer, _HEADERS)


def revoke(org: OrgState, request: Request) -> Response:
    """``POST /services/oauth2/revoke``."""
    if oauth.revoke(org, _form(request).get("token", "")):
        return Response(200)
    body = {"error": "unsupported_token_type", "error_description": "this token type is not supported"}
    return Response.json(400, body)  # observed


def new_app(org: OrgState, request: Request) -> Response:
    """Ours: ``POST /__embedded__/apps`` with ``{"certificate": PEM, "permissions": [...], "lifetime_s": 7200}``, each
    of which may be left out -> what the app needs for every flow.
    """
    form = 'expected {"certificate": "PEM text", "permissions": [...], "lifetime_s": seconds}; all may be left out'
    try:
        given: Any = request.json() if request.body else {}
    except ValueError:
        raise errors.bad_json(form) from None
    if not isinstance(given, dict):
        raise errors.bad_json(form)
    certificate, permissions = given.get("certificate"), given.get("permissions")
    lifetime_s = given.get("lifetime_s", oauth.LIFETIME_S)
    wrong_list = permissions is not None and not (
        isinstance(permissions, list) and all(name in PERMISSIONS for name in permissions)
    )
    if wrong_list or not isinstance(lifetime_s, int) or not isinstance(certificate, str | None):
        raise errors.bad_json(f"{form}; known permissions: {list(PERMISSIONS)}")
    try:
        with org.transaction():
            app = oauth.add_app(org, certificate, permissions, lifetime_s)
    except ValueError:
        raise errors.bad_json(f"{form}; the certificate is not an X.509 certificate in PEM form") from None
    user = org.store.record("User", app["user"]) or {}
    told = {name: app[name] for name in ("client_id", "client_secret", "refresh_token", "lifetime_s", "permissions")}
    return Response.json(201, {**told, "username": user["Username"], "user_id": app["user"]})


def expire(org: OrgState, request: Request) -> Response:
    """Ours: ``POST /__embedded__/sessions/expire`` ends every session that OAuth gave."""
    with org.transaction():
        return Response.json(200, {"expired": oauth.expire_all(org)})


def _form(request: Request) -> dict[str, str]:
    form = dict(parse_qsl(request.body.decode(errors="replace"), keep_blank_values=True))
    form = {**{name: values[0] for name, values in request.query.items()}, **form}
    kind, _, text = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "basic":
        try:
            client_id, _, secret = base64.b64decode(text).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return form
        form |= {"client_id": client_id, "client_secret": secret}
    return form
