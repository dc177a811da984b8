"""Rate limits by tier, window and kind of app; and what a client meets that obeys them, or does not."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

DETAILS = "/account-info/2026-09/details"
DEALS = "/crm/objects/2026-09/deals"


@pytest.fixture
def limited(hubspot):
    """A portal that enforces its limits; the chosen settings come on top."""

    def switched(**settings):
        assert hubspot("PATCH", "/__embedded__/settings", {"rateLimits": True, **settings})[0] == 200
        return hubspot

    return switched


def calls_until_refused(hubspot, path=DETAILS, method="GET", body=None):
    for admitted in range(1_000):
        answer = hubspot.raw(method, path, body)
        if answer.status == 429:
            return admitted, answer
    pytest.fail("nothing was refused")


@pytest.mark.parametrize(
    ("settings", "ten_seconds", "daily"),
    [
        ({"tier": "FREE"}, 100, 250_000),
        ({"tier": "STARTER"}, 100, 250_000),
        ({"tier": "PROFESSIONAL"}, 190, 625_000),
        ({"tier": "ENTERPRISE"}, 190, 1_000_000),
        ({"tier": "ENTERPRISE", "apiLimitIncreases": 1}, 250, 2_000_000),
        ({"tier": "PROFESSIONAL", "apiLimitIncreases": 2}, 250, 2_625_000),
    ],
)
def test_a_tier_has_its_buckets_and_says_so_in_every_header(limited, settings, ten_seconds, daily):
    hubspot = limited(**settings)

    first = hubspot.raw("GET", DETAILS).headers
    admitted, refusal = calls_until_refused(hubspot)

    assert (first["X-HubSpot-RateLimit-Max"], first["X-HubSpot-RateLimit-Remaining"]) == (
        str(ten_seconds),
        str(ten_seconds - 1),
    )
    assert first["X-HubSpot-RateLimit-Interval-Milliseconds"] == "10000"
    assert first["X-HubSpot-RateLimit-Daily"] == str(daily)
    assert first["X-HubSpot-RateLimit-Daily-Remaining"] == str(daily - 1)
    assert admitted == ten_seconds - 1
    assert json.loads(refusal.body)["policyName"] == "TEN_SECONDLY_ROLLING"


def test_a_refusal_has_the_keys_of_a_rate_limit_and_no_category(limited):
    _, refusal = calls_until_refused(limited())

    body = json.loads(refusal.body)
    assert set(body) == {"status", "message", "errorType", "correlationId", "policyName", "groupName"}
    assert body["message"] == "You have reached your ten_secondly_rolling limit."
    assert body["errorType"] == "RATE_LIMIT"
    assert "Retry-After" not in refusal.headers


def test_retry_after_can_be_switched_on_and_tells_the_truth(limited):
    hubspot = limited(retryAfter=True)
    _, refusal = calls_until_refused(hubspot)

    seconds = int(refusal.headers["Retry-After"])
    hubspot.clock.moment += timedelta(seconds=seconds)

    assert 0 < seconds <= 10
    assert hubspot.raw("GET", DETAILS).status == 200


def test_the_window_rolls(limited):
    hubspot = limited(tier="FREE")
    for _ in range(60):
        hubspot.raw("GET", DETAILS)
    hubspot.clock.moment += timedelta(seconds=6)

    later, _ = calls_until_refused(hubspot)
    hubspot.clock.moment += timedelta(seconds=4)
    refilled, _ = calls_until_refused(hubspot)

    assert (later, refilled) == (40, 60)


def test_each_app_has_a_bucket_of_its_own_and_a_day_is_shared(limited):
    hubspot = limited(tier="FREE")
    other = hubspot.with_scopes("crm.objects.deals.read")

    calls_until_refused(hubspot)
    answer = other.raw("GET", DETAILS)

    assert answer.status == 200
    assert answer.headers["X-HubSpot-RateLimit-Daily-Remaining"] == str(250_000 - 101)


def test_an_oauth_app_has_110_calls_and_no_daily_headers(limited):
    user = limited().with_user("crm.objects.deals.read")

    first = user.raw("GET", DETAILS).headers
    admitted, _ = calls_until_refused(user)

    assert admitted == 109
    assert "X-HubSpot-RateLimit-Daily" not in first


def test_search_has_five_calls_a_second_outside_the_other_buckets(limited):
    hubspot = limited()

    admitted, refusal = calls_until_refused(hubspot, f"{DEALS}/search", "POST", {})
    hubspot.clock.moment += timedelta(seconds=1)

    assert (admitted, json.loads(refusal.body)["policyName"]) == (5, "SECONDLY")
    assert hubspot.raw("POST", f"{DEALS}/search", {}).status == 200
    assert hubspot.raw("GET", DETAILS).headers["X-HubSpot-RateLimit-Remaining"] == "189"


def test_a_day_ends_at_midnight_of_the_account(limited, monkeypatch):
    from dealspec.emulator.hubspot import rates

    monkeypatch.setitem(rates._DAILY, "FREE", 3)
    hubspot = limited(tier="FREE", retryAfter=True)

    admitted, refusal = calls_until_refused(hubspot)
    hubspot.clock.moment += timedelta(hours=12)

    assert (admitted, json.loads(refusal.body)["policyName"]) == (3, "DAILY")
    assert refusal.headers["Retry-After"] == str(12 * 3600)
    assert hubspot.raw("GET", DETAILS).status == 200


def test_a_refused_write_writes_nothing(limited):
    hubspot = limited(tier="FREE")
    calls_until_refused(hubspot)

    refused = hubspot.raw("POST", DEALS, {"properties": {"dealname": "late"}})
    hubspot.clock.moment += timedelta(seconds=10)

    assert refused.status == 429
    assert hubspot.get(DEALS)["results"] == []


@pytest.mark.parametrize(
    "settings",
    [{"tier": "GOLD"}, {"rateLimits": 1}, {"settling": {"coffee": 1}}, {"settling": {"schemas": -1}}, {"nope": True}],
)
def test_a_setting_that_cannot_be_is_refused(hubspot, settings):
    before = hubspot.get("/__embedded__/settings")

    assert hubspot("PATCH", "/__embedded__/settings", settings)[0] == 400
    assert hubspot.get("/__embedded__/settings") == before


def test_the_clock_goes_forward_when_asked(hubspot):
    assert hubspot.post("/__embedded__/clock", {"advanceSeconds": 90})["now"] == "2026-11-23T12:01:30.000Z"
    assert hubspot("POST", "/__embedded__/clock", {"advanceSeconds": -1})[0] == 400


class Reader:
    """Reads every deal in pages of 100; an obedient one waits, on the portal's clock, when a bucket runs out."""

    def __init__(self, hubspot, *, obedient):
        self.hubspot, self.obedient = hubspot, obedient
        self.refusals, self.waits = 0, 0

    def read(self):
        ids, after = [], "0"
        while after:
            answer = self.hubspot.raw("GET", f"{DEALS}?limit=100&after={after}&properties=dealname")
            if answer.status == 429:
                self.refusals += 1
                return ids
            page = json.loads(answer.body)
            ids += [row["id"] for row in page["results"]]
            after = page.get("paging", {}).get("next", {}).get("after")
            if self.obedient and answer.headers["X-HubSpot-RateLimit-Remaining"] == "0":
                self.waits += 1
                milliseconds = int(answer.headers["X-HubSpot-RateLimit-Interval-Milliseconds"])
                self.hubspot.post("/__embedded__/clock", {"advanceSeconds": milliseconds / 1000})
        return ids


@pytest.mark.parametrize("count", [11_050, pytest.param(100_000, marks=pytest.mark.soak)])
def test_an_obedient_client_reads_every_deal_and_another_is_refused(limited, count):
    hubspot = limited(tier="FREE")
    wanted = {"objectType": "deals", "count": count, "properties": {"dealname": "Deal {n}", "amount": "{n}"}}
    assert hubspot.post("/__embedded__/records", wanted)["created"] == count

    obedient, greedy = Reader(hubspot, obedient=True), Reader(hubspot, obedient=False)
    read = obedient.read()
    hubspot.clock.moment += timedelta(seconds=10)
    partly = greedy.read()

    assert len(set(read)) == count
    assert (obedient.refusals, obedient.waits) == (0, (count + 99) // 100 // 100)
    assert (greedy.refusals, len(partly)) == (1, 10_000)
