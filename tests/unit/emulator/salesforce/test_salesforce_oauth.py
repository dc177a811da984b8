"""OAuth of the embedded org: who gets a session by which flow, in which words others are refused, and how it ends."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from tests.unit.emulator.salesforce.embedded_org import NOW, Client

from dealspec.emulator.salesforce.oauth import JWT_BEARER
from dealspec.emulator.salesforce.org import SalesforceOrg
from dealspec.emulator.store import Store
from dealspec.emulator.web import Request

ORIGIN = "http://127.0.0.1:1"
LOGIN = "https://login.salesforce.com"


@dataclass
class Hands:
    """A clock that tests set."""

    moment: datetime = NOW

    def now(self) -> datetime:
        return self.moment


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def org(clock: Hands) -> SalesforceOrg:
    return SalesforceOrg(Store(), clock)


@pytest.fixture(scope="module")
def key() -> Any:
    from cryptography.hazmat.primitives.asymmetric import rsa

    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="module")
def certificate(key: Any) -> str:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.x509.oid import NameOID

    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "app")])
    start = datetime(2026, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    signed = (
        made.serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=999))
        .sign(key, hashes.SHA256())
    )
    return signed.public_bytes(serialization.Encoding.PEM).decode()


def token(client: Client, form: dict[str, str], headers: dict[str, str] | None = None, status: int = 200) -> Any:
    sent = {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
    request = Request.of("POST", "/services/oauth2/token", sent, urlencode(form).encode(), ORIGIN)
    response = client.org.handle(request)
    assert response.status == status, response.body
    return json.loads(response.body)


def refused(client: Client, form: dict[str, str]) -> tuple[str, str]:
    told = token(client, form, status=400)
    return told["error"], told["error_description"]


def app(client: Client, **settings: Any) -> dict[str, Any]:
    return dict(client.json("POST", "/__embedded__/apps", settings, status=201))


def credentials(made: dict[str, Any], **other: str) -> dict[str, str]:
    return {"grant_type": "client_credentials", "client_id": made["client_id"],
            "client_secret": made["client_secret"], **other}  # fmt: skip


def assertion(key: Any, made: dict[str, Any], algorithm: str = "RS256", **other: Any) -> dict[str, str]:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    def encoded(part: bytes) -> str:
        return base64.urlsafe_b64encode(part).decode().rstrip("=")

    claims = {"iss": made["client_id"], "sub": made["username"], "aud": LOGIN,
              "exp": str(int(NOW.timestamp()) + 180), **other}  # fmt: skip
    text = ".".join(encoded(json.dumps(part).encode()) for part in ({"alg": algorithm}, claims))
    signature = key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
    return {"grant_type": JWT_BEARER, "assertion": f"{text}.{encoded(signature)}"}


@pytest.mark.parametrize("basic", [False, True])
def test_client_credentials_give_a_session(client: Client, basic: bool) -> None:
    made = app(client)
    form, headers = credentials(made), {}
    if basic:
        pair = base64.b64encode(f"{form.pop('client_id')}:{form.pop('client_secret')}".encode()).decode()
        headers = {"Authorization": f"Basic {pair}"}

    told = token(client, form, headers)
    other = Client(client.org, told["access_token"])

    assert set(told) == {"access_token", "signature", "scope", "instance_url", "id", "token_type", "issued_at"}
    assert (told["instance_url"], told["token_type"]) == (ORIGIN, "Bearer")
    assert other.json("GET", told["id"].removeprefix(ORIGIN))["username"] == made["username"]
    assert other.json("GET", "/services/oauth2/userinfo")["user_id"] == made["user_id"]


def test_a_signed_assertion_gives_a_session_and_no_refresh_token(client: Client, key: Any, certificate: str) -> None:
    made = app(client, certificate=certificate)

    told = token(client, assertion(key, made))

    assert set(told) == {"access_token", "scope", "instance_url", "id", "token_type"}
    assert Client(client.org, told["access_token"]).send("GET", "limits").status == 200
    assert token(client, assertion(key, made, aud=ORIGIN))["access_token"] != told["access_token"]


@pytest.mark.parametrize(
    ("other", "error", "words"),
    [
        ({"aud": "https://example.com"}, "invalid_grant", "audience is invalid"),
        ({"exp": int(NOW.timestamp()) - 1}, "invalid_grant", "expired authorization code"),
        ({"sub": "somebody@example.com"}, "invalid_grant", "user hasn't approved this consumer"),
        ({"iss": "nobody"}, "invalid_client_id", "client identifier invalid"),
        ({"exp": "soon"}, "invalid_grant", "invalid assertion"),
        ({"algorithm": "none"}, "invalid_grant", "invalid assertion"),
    ],
)
def test_a_wrong_assertion_is_refused(
    client: Client, key: Any, certificate: str, other: dict[str, Any], error: str, words: str
) -> None:
    assert refused(client, assertion(key, app(client, certificate=certificate), **other)) == (error, words)


def test_an_assertion_by_another_key_is_refused(client: Client, key: Any, certificate: str) -> None:
    from cryptography.hazmat.primitives.asymmetric import rsa

    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    assert refused(client, assertion(other, app(client, certificate=certificate)))[1] == "invalid assertion"
    assert refused(client, assertion(key, app(client)))[1] == "invalid assertion"


@pytest.mark.parametrize(
    ("form", "error", "words"),
    [
        ({}, "unsupported_grant_type", "grant type not supported"),
        ({"grant_type": "authorization"}, "unsupported_grant_type", "grant type not supported"),
        ({"grant_type": "password", "username": "a", "password": "b"}, "invalid_grant", "authentication failure"),
        ({"grant_type": "client_credentials"}, "invalid_client_id", "client identifier invalid"),
        ({"grant_type": JWT_BEARER, "assertion": "a.b"}, "invalid_grant", "invalid assertion"),
        ({"grant_type": JWT_BEARER, "assertion": "é.é.é"}, "invalid_grant", "invalid assertion"),
    ],
)
def test_a_wrong_request_is_refused_in_oauths_own_form(
    client: Client, form: dict[str, str], error: str, words: str
) -> None:
    assert refused(client, form) == (error, words)


def test_a_wrong_secret_is_refused(client: Client) -> None:
    assert refused(client, credentials(app(client), client_secret="x")) == (
        "invalid_client", "invalid client credentials",
    )  # fmt: skip


def test_a_session_ends_and_a_refresh_token_gives_another(client: Client, clock: Hands) -> None:
    made = app(client, lifetime_s=60)
    refresh = {"grant_type": "refresh_token", "refresh_token": made["refresh_token"], "client_id": made["client_id"]}
    first = Client(client.org, token(client, refresh)["access_token"])

    before = first.send("GET", "limits").status
    clock.moment += timedelta(seconds=60)
    after = first.send("GET", "limits")
    fault = first.soap("describeMetadata", "<asOfVersion>66.0</asOfVersion>", status=500)
    again = Client(client.org, token(client, refresh)["access_token"])

    assert (before, after.status) == (200, 401)
    assert json.loads(after.body)[0]["errorCode"] == "INVALID_SESSION_ID"
    assert fault.findtext("faultcode") == "sf:INVALID_SESSION_ID"
    assert again.send("GET", "limits").status == 200
    assert client.send("GET", "limits").status == 200
    assert refused(client, {**refresh, "refresh_token": "x"}) == ("invalid_grant", "expired access/refresh token")


def test_every_session_that_oauth_gave_can_be_ended_at_once(client: Client) -> None:
    other = Client(client.org, token(client, credentials(app(client)))["access_token"])

    assert client.json("POST", "/__embedded__/sessions/expire") == {"expired": 1}
    assert (other.send("GET", "limits").status, client.send("GET", "limits").status) == (401, 200)


def test_a_revoked_token_is_gone(client: Client) -> None:
    made = app(client)
    other = Client(client.org, token(client, credentials(made))["access_token"])

    def revoke(value: str) -> int:
        return client.send("POST", f"/services/oauth2/revoke?token={value}").status

    assert [revoke(other.token), revoke(made["refresh_token"]), revoke("x")] == [200, 200, 400]
    assert other.send("GET", "limits").status == 401
    form = {"grant_type": "refresh_token", "refresh_token": made["refresh_token"], "client_id": made["client_id"]}
    assert refused(client, form)[1] == "expired access/refresh token"


def test_an_app_may_act_as_a_user_with_fewer_rights(client: Client) -> None:
    made = app(client, permissions=["ApiEnabled"])
    other = Client(client.org, token(client, credentials(made))["access_token"])

    assert made["user_id"] != client.org.user_id
    assert other.send("GET", "limits").status == 200
    assert other.soap("describeMetadata", "", status=500).findtext("faultcode") == "sf:INSUFFICIENT_ACCESS"


@pytest.mark.parametrize("body", [{"permissions": ["Fly"]}, {"lifetime_s": "long"}, {"certificate": "no"}, []])
def test_a_wrong_app_is_refused(client: Client, body: Any) -> None:
    assert client.send("POST", "/__embedded__/apps", body or b"[]").status == 400


@pytest.mark.parametrize(
    ("version", "code", "words"),
    [("59.0", "INVALID_OPERATION", "disabled by default"), ("66.0", "UNSUPPORTED_API_VERSION", "not supported")],
)
def test_the_soap_login_is_refused(client: Client, version: str, code: str, words: str) -> None:
    text = (
        '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><login '
        'xmlns="urn:partner.soap.sforce.com"><username>a</username><password>b</password></login></e:Body></e:Envelope>'
    )

    response = client.send("POST", f"/services/Soap/u/{version}", text.encode())

    assert response.status == 500
    assert f"<sf:exceptionCode>{code}</sf:exceptionCode>".encode() in response.body
    assert f"<sf:exceptionMessage>SOAP API login() is {words}".encode() in response.body


@pytest.fixture(autouse=True)
def _closed(org: SalesforceOrg) -> Iterator[None]:
    yield
    org.store.close()
