"""OAuth of the embedded org: apps, and the flows that give an app a session. Serves nothing over HTTP itself.

Flows and answers: Help, remoteaccess_oauth_client_credentials_flow, _jwt_flow, _refresh_token_flow. Errors observed:
gh:omniphx/forrest#184 (client identifier invalid), gh:frankkessler/salesforce-laravel-oauth2-rest#68 (invalid
assertion), gh:forcedotcom/cli#3325 (audience is invalid), gh:aaronhuggins/sf-jwt-token#1 (grant type not supported).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from dealspec.emulator.salesforce import fresh
from dealspec.emulator.salesforce.access import PERMISSIONS
from dealspec.emulator.salesforce.state import OrgState
from dealspec.emulator.salesforce.values import datetime_text

LIFETIME_S = 7200
"""How long a session lives unless its app says otherwise (Help: admin_sessions, the default timeout)."""
_AUDIENCES = ("https://login.salesforce.com", "https://test.salesforce.com")
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
App = dict[str, Any]


class OAuthError(Exception):
    """Refuses a token: the OAuth code and its description."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.error, self.description = error, description


def add_app(org: OrgState, certificate: str | None, permissions: list[str] | None, lifetime_s: int) -> App:
    """A new app that acts as the administrator or, with ``permissions``, as a user of its own.

    Raises ``ValueError`` for a certificate that is none.
    """
    if certificate is not None:
        from cryptography.x509 import load_pem_x509_certificate

        load_pem_x509_certificate(certificate.encode())
    number = org.store.next("oauth-app")
    user_id = org.user_id if permissions is None else fresh.add_user(org, org.store.next("token"))
    app = {
        "client_id": "3MVG9" + _secret(org, f"client {number}")[:60], "client_secret": _secret(org, f"app {number}"),
        "refresh_token": "5Aep861" + _secret(org, f"refresh {number}"), "user": user_id, "lifetime_s": lifetime_s,
        "permissions": sorted(PERMISSIONS if permissions is None else permissions), "certificate": certificate,
    }  # fmt: skip
    org.store.put_document("oauth-app", str(app["client_id"]), app)
    return app


def grant(org: OrgState, form: Mapping[str, str], origin: str) -> dict[str, str]:
    """The answer to a token request; raises ``OAuthError``."""
    match form.get("grant_type", ""):
        case "client_credentials":
            return _answer(org, _app(org, form, secret=True), origin, signed=True)
        case "refresh_token":
            app = _app(org, form, secret="client_secret" in form)
            if form.get("refresh_token") != app["refresh_token"]:
                raise OAuthError("invalid_grant", "expired access/refresh token")  # observed
            return _answer(org, app, origin, signed=True)
        case grant_type if grant_type == JWT_BEARER:
            return _answer(org, _asserted(org, form.get("assertion", ""), origin), origin, signed=False)
        case "password":
            # Off by default in new orgs (Help: remoteaccess_oauth_username_password_flow; words observed).
            raise OAuthError("invalid_grant", "authentication failure")
    raise OAuthError("unsupported_grant_type", "grant type not supported")


def revoke(org: OrgState, token: str) -> bool:
    """Ends a session, or an app's right to refresh; tells whether there was one."""
    for client_id, app in list(org.store.documents("oauth-app").items()):
        if app["refresh_token"] == token:
            org.store.put_document("oauth-app", client_id, {**app, "refresh_token": None})
            return True
    return org.store.delete_document("token", token)


def expire_all(org: OrgState) -> int:
    """Ends every session that would end some day; tells how many."""
    now = datetime_text(org.clock.now())
    ending = [(token, body) for token, body in org.store.documents("token").items() if body.get("expires", "") > now]
    for token, body in ending:
        org.store.put_document("token", token, {**body, "expires": now})
    return len(ending)


def _app(org: OrgState, form: Mapping[str, str], *, secret: bool) -> App:
    app = org.store.document("oauth-app", form.get("client_id", ""))
    if app is None:
        raise OAuthError("invalid_client_id", "client identifier invalid")
    if secret and form.get("client_secret") != app["client_secret"]:
        raise OAuthError("invalid_client", "invalid client credentials")
    return app


def _asserted(org: OrgState, assertion: str, origin: str) -> App:
    """The app of a signed assertion."""
    try:
        head, body, signature = assertion.split(".")
        header, claims = json.loads(_bytes(head)), json.loads(_bytes(body))
        expires, signed = int(claims["exp"]), _bytes(signature)
    except (ValueError, KeyError, TypeError):
        raise OAuthError("invalid_grant", "invalid assertion") from None
    app = _app(org, {"client_id": str(claims.get("iss"))}, secret=False)
    if header.get("alg") != "RS256" or not _verifies(app, f"{head}.{body}".encode(), signed):
        raise OAuthError("invalid_grant", "invalid assertion")
    # A slash at its end is forgiven (assumed): the vendor's CLI signs the URL that it signs in at with one.
    if str(claims.get("aud")).removesuffix("/") not in (*_AUDIENCES, origin):
        raise OAuthError("invalid_grant", "audience is invalid")
    if expires <= org.clock.now().timestamp():
        raise OAuthError("invalid_grant", "expired authorization code")  # assumed words
    user = org.store.record("User", app["user"]) or {}
    if claims.get("sub") != user.get("Username"):
        raise OAuthError("invalid_grant", "user hasn't approved this consumer")  # Help: 001121341
    return app


def _verifies(app: App, data: bytes, signature: bytes) -> bool:
    if app["certificate"] is None:
        return False
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding, rsa
    from cryptography.x509 import load_pem_x509_certificate

    key = load_pem_x509_certificate(app["certificate"].encode()).public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        return False
    try:
        key.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return True


def _answer(org: OrgState, app: App, origin: str, *, signed: bool) -> dict[str, str]:
    token = org.access.add_token(org.org_id, org.store.next("token"), app["user"], app["permissions"])
    ends = datetime_text(org.clock.now() + timedelta(seconds=app["lifetime_s"]))
    org.store.put_document("token", token, {**(org.store.document("token", token) or {}), "expires": ends})
    identity = f"{origin}/id/{org.org_id}/{app['user']}"
    answer = {"access_token": token, "scope": "api", "instance_url": origin, "id": identity, "token_type": "Bearer"}
    if signed:
        issued = str(int(org.clock.now().timestamp() * 1000))
        digest = hmac.new(app["client_secret"].encode(), (identity + issued).encode(), hashlib.sha256).digest()
        answer |= {"signature": base64.b64encode(digest).decode(), "issued_at": issued}
    return answer


def _secret(org: OrgState, name: str) -> str:
    return hashlib.sha256(f"{org.org_id} {name}".encode()).hexdigest()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
