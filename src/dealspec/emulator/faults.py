"""Makes an embedded org fail on purpose: says which faults strike a request and carries out those no vendor shapes.

One language for both orgs, ``[ORG:][CONDITION:]...FAULT``, for example::

    salesforce:latency=200ms            every call answers 200 ms late
    every=3:503                         each third call answers 503 and does nothing
    call=deployRequest:drop-after       the deploy is started, the connection ends without an answer
    method=POST:first=2:late-write      two writes answer at once and land after the next read
    salesforce:call=Opportunity:lock-row

Conditions, all of which must hold: ``call=TEXT`` (part of "METHOD path operation", any case, ``*`` for anything),
``method=POST``, ``after=N`` (not the first N calls that match so far), ``every=N``, ``first=N``, ``chance=P%`` (drawn
from the seed, so a run repeats). The last three count calls that meet the conditions before them.

An org takes part by being a ``Subject``: it names its vendor's own faults in ``fault_words``, gives the vendor's answer
for those that refuse a whole call (``refusal``), and in ``answer`` hands the others to its rules as ``struck``.
The org's door is ``FaultDoor(subject, "hubspot", specs).handle``; ``/__embedded__/faults`` comes with it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import Any, Protocol

from dealspec.emulator.web import Request, Response

ORGS = ("salesforce", "hubspot")
ADMIN_PATH = "/__embedded__/faults"
WORDS: Mapping[str, str] = {
    "latency=TIME": "The answer comes that much later: 200ms, 1.5s.",
    "5xx": "The call answers with that status (500, 502, 503, 504) and does nothing.",
    "5xx-after": "The call takes effect and then answers with that status.",
    "drop-before": "The connection ends without an answer; nothing has happened.",
    "drop-after": "The connection ends without an answer; the call has taken effect.",
    "late-write": "A write answers as always, but is seen only after the next read has been answered.",
}
"""The faults that every org has."""
_STATUS = re.compile(r"(5\d\d)(-after)?")
_TIME = re.compile(r"(\d+(?:\.\d+)?)(ms|s)")


class FaultError(ValueError):
    """A fault that nobody can make sense of; the message says what would do."""


class Subject(Protocol):
    """What an org tells of itself so that faults can strike it."""

    @property
    def fault_words(self) -> Mapping[str, str]:
        """The vendor's own faults, each with one sentence."""
        ...

    def answer(self, request: Request, struck: frozenset[str]) -> Response:
        """Answers one request; rules that a fault in ``struck`` concerns act on it."""
        ...

    def rehearse(self, request: Request) -> Response:
        """Answers one request and takes every effect back."""
        ...

    def call_name(self, request: Request) -> str:
        """What ``call=`` is compared with: "METHOD path", and the operation where the path does not tell."""
        ...

    def writes(self, request: Request) -> bool:
        """Whether a request changes what later reads see, at once (not a job)."""
        ...

    def refusal(self, fault: str, request: Request) -> Response | None:
        """The vendor's answer to a call that one of its own faults, or a status such as "503", refuses; else None."""
        ...


@dataclass(slots=True)
class Fault:
    """One fault with its conditions, and how often each has been met; ``struck`` counts the strikes."""

    spec: str
    effect: str
    conditions: tuple[tuple[str, str], ...]
    seed: int = 1
    met: dict[int, int] = field(default_factory=dict)
    struck: int = 0

    def strikes(self, call_name: str, method: str) -> bool:
        """Whether this call is struck; counts it."""
        holds = all(
            self._holds(place, key, value, call_name, method) for place, (key, value) in enumerate(self.conditions)
        )
        self.struck += holds
        return holds

    def _holds(self, place: int, key: str, value: str, call_name: str, method: str) -> bool:
        if key == "call":
            return fnmatchcase(call_name.lower(), f"*{value.lower()}*")
        if key == "method":
            return method == value.upper()
        count = self.met[place] = self.met.get(place, 0) + 1
        match key:
            case "every":
                return count % int(value) == 0
            case "first":
                return count <= int(value)
            case "after":
                return count > int(value)
            case _:
                digest = hashlib.sha256(f"{self.seed} {self.spec} {count}".encode()).digest()
                return int.from_bytes(digest[:4], "big") / 2**32 < float(value.rstrip("%")) / 100


def parse(spec: str, org: str, known: Iterable[str], seed: int = 1) -> Fault | None:
    """The fault of a spec, or None when it addresses another org; raises ``FaultError``."""
    *terms, effect = spec.strip().split(":")
    if terms and terms[0] in ORGS and terms.pop(0) != org:
        return None
    own = tuple(known)
    if not (_STATUS.fullmatch(effect) or effect in own or effect in WORDS or _is_latency(effect)):
        listed = ", ".join((*WORDS, *own))
        raise FaultError(f"The fault {spec!r} ends in {effect!r}, which the {org} org does not know; known: {listed}.")
    return Fault(spec, effect, tuple(_condition(spec, term) for term in terms), seed)


def _is_latency(effect: str) -> bool:
    key, _, value = effect.partition("=")
    return key == "latency" and _TIME.fullmatch(value) is not None


def _condition(spec: str, term: str) -> tuple[str, str]:
    key, _, value = term.partition("=")
    forms = {"every": r"[1-9]\d*", "first": r"\d+", "after": r"\d+", "chance": r"\d+(\.\d+)?%", "method": r"\w+"}
    if (key == "call" and value) or (key in forms and re.fullmatch(forms[key], value)):
        return key, value
    raise FaultError(
        f"The fault {spec!r} has the condition {term!r}; conditions are call=TEXT, method=POST, after=N, every=N, "
        "first=N and chance=P%."
    )


class FaultDoor:
    """Stands before an org: every request passes it, and is answered late, wrongly or not at all where a fault says."""

    def __init__(self, subject: Subject, org: str, specs: Iterable[str] = ()) -> None:
        """Raises ``FaultError``."""
        self._subject, self._org = subject, org
        self._faults: list[Fault] = []
        self._late: list[Request] = []
        self.put(specs)

    def put(self, specs: Iterable[str], seed: int = 1) -> None:
        """Replaces every fault; raises ``FaultError`` and then keeps what was there."""
        found = [parse(spec, self._org, self._subject.fault_words, seed) for spec in specs]
        self._faults = [fault for fault in found if fault is not None]

    def handle(self, request: Request) -> Response:
        """Answers one request, as the org would or as its faults make it."""
        if request.path == ADMIN_PATH:
            return self._admin(request)
        if not self._faults and not self._late:
            return self._subject.answer(request, frozenset())
        if request.path.startswith("/__embedded__/"):
            return self._subject.answer(request, frozenset())
        name = self._subject.call_name(request)
        effects = [fault.effect for fault in self._faults if fault.strikes(name, request.method)]
        response = self._struck(request, effects) if effects else self._in_order(request, frozenset())
        delay_s = sum(_seconds(effect) for effect in effects if _is_latency(effect))
        return replace(response, delay_s=response.delay_s + delay_s) if delay_s else response

    def _struck(self, request: Request, effects: list[str]) -> Response:
        if "drop-before" in effects:
            return Response(500, drop=True)
        for effect in effects:
            refused = None if effect.endswith("-after") else self._subject.refusal(effect, request)
            if refused is not None:
                return refused
        if "late-write" in effects and self._subject.writes(request):
            response = self._later(request)
        else:
            response = self._in_order(request, frozenset(effects))
        for effect in effects:
            if effect == "drop-after":
                return replace(response, drop=True)
            if effect.endswith("-after"):
                return self._subject.refusal(effect.removesuffix("-after"), request) or response
        return response

    def _later(self, request: Request) -> Response:
        self._land()
        response = self._subject.rehearse(request)
        if response.status < 400:
            self._late.append(request)
        return response

    def _in_order(self, request: Request, struck: frozenset[str]) -> Response:
        if not self._late:
            return self._subject.answer(request, struck)
        if self._subject.writes(request):
            self._land()
            return self._subject.answer(request, struck)
        response = self._subject.answer(request, struck)
        self._land()
        return response

    def _land(self) -> None:
        late, self._late = self._late, []
        for request in late:
            self._subject.answer(request, frozenset())

    def _admin(self, request: Request) -> Response:
        if request.method == "PUT":
            try:
                specs, seed = _wanted(request)
                self.put(specs, seed)
            except FaultError as error:
                return Response.json(400, {"error": str(error)})
        elif request.method != "GET":
            return Response.json(405, {"error": f"{ADMIN_PATH} takes GET and PUT."})
        listed = [{"fault": fault.spec, "struck": fault.struck} for fault in self._faults]
        return Response.json(200, {"faults": listed, "known": {**WORDS, **self._subject.fault_words}})


def _wanted(request: Request) -> tuple[list[str], int]:
    form = 'PUT takes {"faults": ["every=3:503", ...], "seed": 1}; the seed may be left out.'
    try:
        body: Any = request.json()
    except ValueError:
        raise FaultError(form) from None
    specs = body.get("faults") if isinstance(body, dict) else None
    seed = body.get("seed", 1) if isinstance(body, dict) else None
    if not isinstance(specs, list) or not all(isinstance(spec, str) for spec in specs) or not isinstance(seed, int):
        raise FaultError(form)
    return specs, seed


def _seconds(effect: str) -> float:
    match = _TIME.fullmatch(effect.partition("=")[2])
    assert match is not None
    return float(match.group(1)) / (1000 if match.group(2) == "ms" else 1)
