"""What the Salesforce adapter says when the org refuses, is away, or cannot be trusted; and that it never says more."""

from __future__ import annotations

import socket
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.contract.salesforce_org import Served, served
from tests.unit.crm.salesforce.cases import schema

from dealspec.core.errors import ExitCode, InvalidInput, MissingAccess, VendorError
from dealspec.crm.http import Retries
from dealspec.crm.salesforce.adapter import SalesforceTarget
from dealspec.emulator.salesforce.org import SalesforceOrg
from dealspec.emulator.server import Server
from dealspec.emulator.tls import loopback_context
from dealspec.emulator.web import Request, Response
from dealspec.provisioner.changes import Create
from dealspec.provisioner.resource import Resource

SCHEMA = schema(gates=())
SECRET = "00D000000000001!AQsecret"


class Waits:
    """Remembers how long it was asked to sleep, and does not."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


class Failing:
    """An org that answers the first calls which match with one fixed refusal."""

    def __init__(self, org: SalesforceOrg, matches: Callable[[Request], bool], refusals: list[Response]) -> None:
        self._org, self._matches, self._refusals = org, matches, refusals
        self.seen = 0

    def handle(self, request: Request) -> Response:
        if self._matches(request):
            self.seen += 1
            if self._refusals:
                return self._refusals.pop(0)
        return self._org.handle(request)


@pytest.fixture(scope="module")
def org() -> Iterator[Served]:
    with served() as running:
        yield running


def resources(target: SalesforceTarget) -> tuple[Resource, ...]:
    return target.project(SCHEMA).resources


@pytest.mark.parametrize("ask", ["identity", "read", "extract"])
def test_a_wrong_token_is_said_with_the_vendors_code(org: Served, ask: str) -> None:
    with closing(SalesforceTarget(org.url, SECRET)) as target, pytest.raises(VendorError) as caught:
        if ask == "identity":
            target.identity()
        elif ask == "read":
            target.read(resources(target))
        else:
            target.extract(SCHEMA, "opportunity", ["name"])

    assert caught.value.vendor_code == "INVALID_SESSION_ID"
    assert caught.value.exit_code is ExitCode.VENDOR
    assert caught.value.hint
    assert "secret" not in "".join(traceback.format_exception(caught.value))
    assert "secret" not in repr(vars(caught.value))


def test_a_jwt_is_refused_before_it_is_sent(org: Served) -> None:
    with closing(SalesforceTarget(org.url, "eyJhbGciOi.eyJpc3MiOi.c2lnbmF0")) as target:
        with pytest.raises(VendorError, match="JWT") as caught:
            target.read(resources(target)[:1])

        assert caught.value.vendor_code == "INVALID_SESSION_ID"
        assert target.read([]).calls == 0


def test_a_user_who_may_not_modify_metadata_is_told_which_permission_is_missing(org: Served) -> None:
    token = org.token_with("ApiEnabled", "ViewSetup")

    with closing(SalesforceTarget(org.url, token)) as target:
        with pytest.raises(MissingAccess) as caught:
            target.read(resources(target))
        [step, *_] = target.steps([Create(item) for item in resources(target)])
        with pytest.raises(MissingAccess):
            target.execute(step)

    assert caught.value.exit_code is ExitCode.INCOMPLETE
    assert caught.value.vendor_code == "INSUFFICIENT_ACCESS"
    assert "Modify Metadata Through Metadata API Functions" in caught.value.hint


def test_a_user_without_the_api_is_told_so(org: Served) -> None:
    token = org.token_with("ModifyMetadata")

    with closing(SalesforceTarget(org.url, token)) as target, pytest.raises(MissingAccess) as caught:
        target.read(resources(target))

    assert caught.value.vendor_code == "API_DISABLED_FOR_ORG"


def test_nobody_listening_is_said_at_once() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    waits = Waits()

    with closing(SalesforceTarget(url, SECRET, retries=Retries(sleep=waits))) as target:
        with pytest.raises(VendorError) as caught:
            target.identity()
        probes = target.probe()

    assert caught.value.vendor_code == "UNREACHABLE"
    assert url.removeprefix("http://") in caught.value.what
    assert waits.seconds == []
    assert [probe.ok for probe in probes] == [False]


@pytest.mark.parametrize(
    "url", ["http://acme.my.salesforce.com", "ftp://acme", "acme.my.salesforce.com", "https://", ""]
)
def test_a_url_that_would_carry_the_token_in_clear_or_nowhere_is_refused(url: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        SalesforceTarget(url, SECRET)

    assert caught.value.exit_code is ExitCode.INVALID
    assert caught.value.diagnostics[0].hint


def test_https_trusts_the_named_authority_and_no_other(
    org: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, ca_file = loopback_context(tmp_path / "ours")
    _, other_ca = loopback_context(tmp_path / "other")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(other_ca))
    secure = Server(org.org, tls=context).start()
    try:
        with closing(SalesforceTarget(secure.url, org.token, ca_file=ca_file)) as target:
            assert target.identity().org_id == org.org.org_id
            assert target.read(resources(target)).calls <= 8
        stranger = SalesforceTarget(secure.url, org.token, ca_file=other_ca)
        with closing(stranger), pytest.raises(VendorError) as caught:
            stranger.identity()
    finally:
        secure.stop()

    assert caught.value.vendor_code == "TLS"
    assert "ca_file" in caught.value.hint


def test_proxies_and_netrc_of_the_environment_never_see_a_loopback_call(
    org: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)

    with closing(SalesforceTarget(org.url, org.token)) as target:
        assert target.identity().org_id == org.org.org_id


def busy(**headers: str) -> Response:
    return Response.json(503, [{"errorCode": "SERVER_UNAVAILABLE", "message": "busy"}], headers)


def test_a_read_is_repeated_after_the_time_that_the_vendor_asks_for() -> None:
    waits = Waits()
    refusals = [busy(**{"Retry-After": "7"}), busy()]

    with (
        served(lambda org: Failing(org, lambda request: "userinfo" in request.path, refusals)) as org,
        closing(SalesforceTarget(org.url, org.token, retries=Retries(sleep=waits))) as target,
    ):
        assert target.identity().org_id == org.org.org_id
    assert waits.seconds == [7.0, 1.0]


def test_a_read_is_given_up_after_a_bounded_number_of_times() -> None:
    waits = Waits()

    with (
        served(lambda org: Failing(org, lambda _: True, [busy() for _ in range(99)])) as org,
        closing(SalesforceTarget(org.url, org.token, retries=Retries(attempts=3, sleep=waits))) as target,
        pytest.raises(VendorError) as caught,
    ):
        target.identity()

    assert caught.value.vendor_code == "SERVER_UNAVAILABLE"
    assert len(waits.seconds) == 2


def test_a_record_and_a_deployment_are_never_sent_twice() -> None:
    waits = Waits()
    failing: list[Failing] = []

    def wrap(org: SalesforceOrg) -> Failing:
        writes = ("/sobjects/PermissionSetAssignment", "/metadata/deployRequest")
        made = Failing(
            org,
            lambda request: request.method == "POST" and request.path.endswith(writes),
            [busy(), busy()],
        )
        failing.append(made)
        return made

    with served(wrap) as org, closing(SalesforceTarget(org.url, org.token, retries=Retries(sleep=waits))) as target:
        deployment, assignment = target.steps([Create(item) for item in resources(target)])
        with pytest.raises(VendorError):
            target.execute(deployment)
        sent = failing[0].seen
        outcome = target.execute(assignment)

    assert sent == 1
    assert outcome.failed == {"grants.dealspec_editor.assignment": "The org has no permission set Dealspec_Editor."}
    assert waits.seconds == []


@pytest.mark.parametrize(
    "answer",
    [
        Response.json(200, {}),
        Response.json(200, []),
        Response.json(200, {"status": "ok"}),
        Response(200, b"<html>Welcome</html>", {"Content-Type": "text/html"}),
        Response(404, b"<html>Not here</html>", {"Content-Type": "text/html"}),
    ],
)
def test_a_server_that_is_not_salesforce_is_told_apart(answer: Response) -> None:
    with (
        served(lambda org: Failing(org, lambda _: True, [answer] * 9)) as org,
        closing(SalesforceTarget(org.url, org.token)) as target,
    ):
        with pytest.raises(VendorError) as caught:
            target.identity()
        with pytest.raises(VendorError):
            target.read(resources(target)[:1])

    assert caught.value.exit_code is ExitCode.VENDOR
    assert "Welcome" not in caught.value.what + caught.value.why


def test_a_redirect_is_not_followed() -> None:
    away = Response(302, b"", {"Location": "http://127.0.0.1:9/elsewhere"})

    with (
        served(lambda org: Failing(org, lambda _: True, [away] * 9)) as org,
        closing(SalesforceTarget(org.url, org.token)) as target,
        pytest.raises(VendorError) as caught,
    ):
        target.identity()

    assert caught.value.vendor_code == "REDIRECT"


LOCKED_BY_SETUP = {"errorStatusCode": "ALREADY_IN_PROCESS", "errorMessage": "setup is locked"}
LOCKED_BY_JOB = {
    "details": {
        "componentFailures": {
            "problem": "Cannot update or delete a picklist while a picklist background job is being executed."
        }
    }
}


@pytest.mark.parametrize("locked", [LOCKED_BY_SETUP, LOCKED_BY_JOB])
def test_a_deployment_that_another_change_stood_in_the_way_of_is_tried_again(locked: dict[str, object]) -> None:
    waits = Waits()
    refused = Response.json(200, {"deployResult": {"done": True, "success": False, "status": "Failed", **locked}})

    with (
        served(lambda org: Failing(org, lambda request: "/deployRequest/0Af" in request.path, [refused])) as org,
        closing(SalesforceTarget(org.url, org.token, retries=Retries(sleep=waits))) as target,
    ):
        outcome = target.execute(target.steps([Create(item) for item in resources(target)])[0])

    assert outcome.failed == {}
    assert waits.seconds[0] == 5.0


def test_doctor_sees_a_healthy_org_and_names_what_is_amiss(org: Served) -> None:
    with closing(SalesforceTarget(org.url, org.token)) as target:
        healthy = target.probe()
    with closing(SalesforceTarget(org.url, org.token_with("ApiEnabled"))) as target:
        poor = target.probe()
    with closing(SalesforceTarget(org.url, org.token, api_version="12.0")) as target:
        old = target.probe()

    assert [probe.name for probe in healthy] == [
        "api version",
        "token and org",
        "metadata access",
        "api calls left today",
    ]
    assert all(probe.ok for probe in healthy)
    assert [probe.name for probe in poor if not probe.ok] == ["metadata access"]
    assert "Modify Metadata" in poor[2].hint
    assert not old[0].ok
