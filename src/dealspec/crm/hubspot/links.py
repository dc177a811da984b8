"""Which records a record is associated with, and what that makes of lookups, contact roles and the account.

A labelled association bears the unlabelled type as well (associations v4 guide), so a company that is only labelled
as a partner is not the deal's account.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dealspec.core.errors import VendorError
from dealspec.crm.hubspot import labels
from dealspec.crm.hubspot.client import Answer, Client
from dealspec.crm.hubspot.errors import NativeJson
from dealspec.crm.hubspot.registry import READ_LINKS
from dealspec.provisioner.resource import Json, Resource

_NONE_FOUND = "NO_ASSOCIATIONS_FOUND"
_PRIMARY = "Primary"


@dataclass(frozen=True, slots=True)
class Link:
    """One associated record and the labels it carries; ``is_primary``: HubSpot's own mark of the main company."""

    to: str
    labels: frozenset[str]
    is_primary: bool


def read(client: Client, from_object: str, to_object: str, ids: Sequence[str]) -> dict[str, list[Link]]:
    """The links of up to one batch of records, by record id; in HubSpot's order."""
    found: dict[str, list[Link]] = {}
    inputs: list[dict[str, str]] = [{"id": record_id} for record_id in ids]
    while inputs:
        params = {"from_object": from_object, "to_object": to_object}
        answer = client.call(READ_LINKS, params, body={"inputs": inputs})
        _check(answer)
        inputs = []
        for result in answer.results:
            record_id = str(result["from"]["id"])
            found.setdefault(record_id, []).extend(_link(item) for item in result.get("to") or ())
            after = ((result.get("paging") or {}).get("next") or {}).get("after")
            inputs += [{"id": record_id, "after": str(after)}] if after else []
    return found


def account(links: Sequence[Link]) -> Json:
    """The id of a record's own company: the primary one, else the first without any label."""
    primary = next((link.to for link in links if link.is_primary), None)
    return primary or next((link.to for link in links if not link.labels), None)


def value_of(links: Sequence[Link], wanted: Resource) -> Json:
    """A lookup's record id, or the contact roles that are filled, one for each contact; None when there is none."""
    if "values" not in wanted.attributes:
        text = labels.key(wanted.attributes["label"])
        return next((link.to for link in links if text in link.labels), None)
    known = [(labels.key(label.text), label.role) for label in labels.labels_of(wanted)]
    roles: list[Json] = [role for text, role in known for link in links if text in link.labels]
    return roles or None


def _check(answer: Answer) -> None:
    """A 207 names every record without associations as an error; any other error leaves the picture incomplete."""
    for error in answer.body.get("errors") or ():
        if _NONE_FOUND not in str(error.get("subCategory") or ""):
            raise VendorError(
                f"HubSpot did not read all associations: {error.get('message', 'no reason given')}",
                vendor_code=str(error.get("category") or ""),
                status=answer.status,
                request_id=answer.request_id,
            )


def _link(item: Mapping[str, object]) -> Link:
    types = _list(item.get("associationTypes"))
    own = frozenset(labels.key(each["label"]) for each in types if labels.is_own(each))
    primary = any(each.get("label") == _PRIMARY and not labels.is_own(each) for each in types)
    return Link(str(item["toObjectId"]), own, primary)


def _list(value: object) -> list[NativeJson]:
    return value if isinstance(value, list) else []
