"""The outcomes of one step as they come in. Knows no operation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from dealspec.core.errors import VendorError
from dealspec.crm.hubspot.client import Answer, Client
from dealspec.crm.hubspot.errors import NativeJson, Unreachable, words
from dealspec.crm.hubspot.read import label_names
from dealspec.crm.hubspot.registry import Endpoint
from dealspec.provisioner.changes import Update


class Run:
    """One step under way: what is done, what failed and why, how many calls it took."""

    def __init__(self, client: Client) -> None:
        self.done: list[str] = []
        self.failed: dict[str, str] = {}
        self.request_id = ""
        self._client = client
        self._calls_before = client.calls

    @property
    def calls(self) -> int:
        """HTTP calls made since the step began."""
        return self._client.calls - self._calls_before

    def call(self, endpoint: Endpoint, params: Mapping[str, str], body: object = None) -> Answer:
        """The answer to a call, its request id noted."""
        answer = self._client.call(endpoint, params, body=body)
        self.request_id = answer.request_id or self.request_id
        return answer

    def schemas(self) -> list[NativeJson]:
        """The portal's custom objects as they are now."""
        return self._client.schemas()

    def label_names(self, native_object: str) -> Mapping[str, str]:
        """Internal names of an object's association labels by type id."""
        return label_names(self._client, native_object)

    def users(self) -> dict[str, str]:
        """Emails of the portal's owners by user id."""
        return self._client.users()

    def attempt(self, addresses: Sequence[str], action: Callable[[], object]) -> None:
        """Does ``action``, and so the addresses are done or failed."""
        if self.tried(addresses, action):
            self.done += addresses

    def tried(self, addresses: Sequence[str], action: Callable[[], object]) -> bool:
        """Whether ``action`` went well; an error is the addresses' alone, unless it would be everyone's."""
        try:
            action()
        except VendorError as error:
            is_everyones = error.status in (401, 403) or isinstance(error, Unreachable)
            if is_everyones and not self.done and not self.failed:
                raise
            self.request_id = error.request_id or self.request_id
            self.failed |= {address: words(error) for address in addresses}
            return False
        return True


def roots(change: Update) -> set[str]:
    """The attributes that a change touches, without their inner paths."""
    return {attribute.path.split(".")[0] for attribute in change.attributes}
