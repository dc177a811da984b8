"""Reads a live portal into the declared model. Never writes, and never drops in silence what it cannot express."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from dealspec.core.coverage import Gap
from dealspec.core.errors import VendorError
from dealspec.crm.hubspot import custom, labels
from dealspec.crm.hubspot.capabilities import PARALLEL_CALLS, has_pipeline_rules
from dealspec.crm.hubspot.client import Client
from dealspec.crm.hubspot.errors import NativeJson, words
from dealspec.crm.hubspot.logical_names import LogicalNames
from dealspec.crm.hubspot.pipeline_rules import approvals_of
from dealspec.crm.hubspot.read import Listing, answered, listing, properties_listing, rules_listing, validations_listing
from dealspec.crm.hubspot.registry import LIST_GROUPS, LIST_LABELS, LIST_PIPELINES
from dealspec.crm.hubspot.to_model import LiveObject, to_schema
from dealspec.provisioner.order import matches
from dealspec.provisioner.ports import Pulled, Selection
from dealspec.schema.vocabulary import BUILT_IN_OBJECTS, OPPORTUNITY

_SENSITIVE = ("sensitive", "highly_sensitive")
"""Lists of properties beside the plain one, which hides them (observed, API 2026-09)."""


def pull(client: Client, selection: Selection) -> Pulled:
    """The portal's definitions as a schema, and what was left out and why.

    Raises ``VendorError`` when nothing at all could be read.
    """
    reader = _Reader(client)
    natives = {name: built_in.hubspot for name, built_in in BUILT_IN_OBJECTS.items()}
    schemas = _custom_objects(reader, selection, natives)
    chosen = [name for name in natives if _chosen(name, natives[name], selection)]
    pairs = [(one, other) for one, other in _pairs(natives) if one in chosen and other in {*chosen, *BUILT_IN_OBJECTS}]
    forth = {pair: _labels_listing(natives, *pair) for pair in pairs}
    listings = {name: _Listings(name, natives[name]) for name in chosen}
    reader.read([*(each for of in listings.values() for each in of.all()), *forth.values()])
    # Only a pair that has labels of its own is asked how they are called from the other side.
    back = {
        (one, other): _labels_listing(natives, other, one)
        for (one, other), asked in forth.items()
        if one != other and any(labels.is_own(each) for each in reader.answer(asked))
    }
    rules = [each for of in listings.values() for each in of.rules_of_pipelines(reader)]
    reader.read([*back.values(), *rules])
    has_approvals = any(approvals_of(each) for asked in rules for each in reader.answer(asked))
    users = reader.users() if has_approvals else {}
    objects = [
        listings[name].live(
            reader,
            schemas.get(name),
            {
                other: (reader.answer(asked), reader.answer(back.get((one, other))))
                for (one, other), asked in forth.items()
                if one == name
            },
            users,
        )
        for name in chosen
    ]
    return to_schema(objects, selection, reader.gaps)


class _Reader:
    """List calls side by side; one that is refused is a gap, unless all are."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._answers: dict[Listing, list[NativeJson]] = {}
        self.gaps: list[Gap] = []

    def read(self, listings: Iterable[Listing]) -> None:
        """Asks what was not asked yet."""
        asked = [each for each in dict.fromkeys(listings) if each not in self._answers]
        if not asked:
            return
        with ThreadPoolExecutor(min(PARALLEL_CALLS, len(asked))) as pool:
            for each, answer in zip(asked, pool.map(self._ask, asked), strict=True):
                if isinstance(answer, VendorError):
                    self._missed(".".join(value for _, value in (*each[1], *each[2])), answer)
                else:
                    self._answers[each] = answer

    def schemas(self) -> list[NativeJson]:
        """The custom objects; none where they are refused."""
        try:
            return self._client.schemas()
        except VendorError as error:
            self._missed("custom objects", error)
            return []

    def users(self) -> dict[str, str]:
        """Emails by user id; none where owners are refused."""
        try:
            return self._client.users()
        except VendorError as error:
            self._missed("owners", error)
            return {}

    @property
    def has_pipeline_rules(self) -> bool:
        """Whether the API version has any."""
        return has_pipeline_rules(self._client.api_version)

    def answer(self, asked: Listing | None) -> list[NativeJson]:
        """What a call returned; nothing where it was refused."""
        return self._answers.get(asked, []) if asked else []

    def _ask(self, asked: Listing) -> list[NativeJson] | VendorError:
        try:
            return answered(self._client, asked)
        except VendorError as error:
            return error

    def _missed(self, subject: str, error: VendorError) -> None:
        if error.status not in (400, 403, 404):
            raise error
        self.gaps.append(Gap(f"portal.{subject}", words(error), error.hint))


class _Listings:
    """The list calls of one object."""

    def __init__(self, name: str, native: str) -> None:
        self.name, self.native = name, native
        self.properties = [properties_listing(native), *(properties_listing(native, each) for each in _SENSITIVE)]
        self.groups = listing(LIST_GROUPS, object=native)
        self.rules = validations_listing(native)
        has_pipelines = name == OPPORTUNITY.name or native.startswith(custom.PREFIX)
        self.pipelines = listing(LIST_PIPELINES, object=native) if has_pipelines else None

    def all(self) -> list[Listing]:
        """Every call."""
        return [*self.properties, self.groups, self.rules, *([self.pipelines] if self.pipelines else [])]

    def rules_of_pipelines(self, reader: _Reader) -> list[Listing]:
        """One call per pipeline, once those are known."""
        if not reader.has_pipeline_rules:
            return []
        return [rules_listing(self.native, str(each["id"])) for each in reader.answer(self.pipelines)]

    def live(
        self,
        reader: _Reader,
        schema: NativeJson | None,
        linked: Mapping[str, tuple[Sequence[NativeJson], Sequence[NativeJson]]],
        users: Mapping[str, str],
    ) -> LiveObject:
        """The object as its calls show it."""
        rules = {
            str(each["propertyName"]): list(each.get("propertyValidationRules") or ())
            for each in reader.answer(self.rules)
        }
        properties = {each["name"]: each for asked in self.properties for each in reader.answer(asked)}
        groups, pipelines = reader.answer(self.groups), reader.answer(self.pipelines)
        asked = self.rules_of_pipelines(reader)
        governed = {dict(each[1])["pipeline"]: one for each in asked for one in reader.answer(each)}
        found = list(properties.values())
        return LiveObject(self.name, schema, found, groups, pipelines, rules, governed, users, linked)


def _custom_objects(reader: _Reader, selection: Selection, natives: dict[str, str]) -> dict[str, NativeJson]:
    """Custom objects by logical name; their names on paths are added to ``natives``. Not asked for, not read."""
    standard = {name for each in BUILT_IN_OBJECTS.values() for name in (each.name, each.hubspot)}
    if selection.objects and standard.issuperset(selection.objects):
        return {}
    schemas = reader.schemas()
    taken = LogicalNames(standard)
    found = {taken.take(str(each["name"])): each for each in sorted(schemas, key=lambda each: each["name"])}
    natives.update({name: f"{custom.PREFIX}{each['name']}" for name, each in found.items()})
    return found


def _chosen(name: str, native: str, selection: Selection) -> bool:
    called = {name, native, native.removeprefix(custom.PREFIX)}
    return not selection.objects or any(matches(each, selection.objects) for each in called)


def _pairs(natives: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each pair of objects once: custom ones refer to standard ones, deals to companies, both to contacts."""
    own = [name for name in natives if name not in BUILT_IN_OBJECTS]
    order = [*own, *BUILT_IN_OBJECTS]
    for at, one in enumerate(order):
        yield from ((one, other) for other in order[at:])


def _labels_listing(natives: Mapping[str, str], one: str, other: str) -> Listing:
    return listing(LIST_LABELS, from_object=natives[one], to_object=natives[other])
