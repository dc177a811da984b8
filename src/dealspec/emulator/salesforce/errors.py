"""Every refusal of the embedded org, in the vendor's codes and words. Decides nothing: the rules raise, this only says.

Codes and envelopes: Salesforce REST API guide, "Status Codes and Error Responses"; SOAP codes: the Metadata API WSDL.
Words seen in public logs are marked "observed", the others are "assumed".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Fault:
    """One error entry: code, message, and the API names of the fields it is about."""

    code: str
    message: str
    fields: tuple[str, ...] = ()

    def rest(self) -> dict[str, Any]:
        """As an entry of a plain REST error array."""
        return {"message": self.message, "errorCode": self.code, "fields": list(self.fields)}

    def collection(self) -> dict[str, Any]:
        """As an entry of an sObject Collections result."""
        return {"statusCode": self.code, "message": self.message, "fields": list(self.fields)}


class ApiError(Exception):
    """Refuses a whole HTTP request; the body is a JSON array."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


class SaveError(Exception):
    """Refuses the save of one record."""

    def __init__(self, *faults: Fault, status: int = 400) -> None:
        super().__init__("; ".join(fault.message for fault in faults))
        self.faults, self.status = faults, status


class MetadataError(Exception):
    """Refuses the save of one definition."""

    def __init__(self, code: str, message: str, *fields: str) -> None:
        super().__init__(message)
        self.fault = Fault(code, message, fields)


class SoapFault(Exception):
    """Refuses a whole SOAP call: HTTP 500 and a Fault whose code is ``sf:CODE``; ``detailed`` as the partner API's."""

    def __init__(self, code: str, message: str, *, detailed: bool = False) -> None:
        super().__init__(message)
        self.code, self.message, self.detailed = code, message, detailed


METADATA_RIGHT = "use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions"
"""Observed in public deploy logs."""
INVALID_SESSION = "Session expired or invalid"
"""Documented (Status Codes and Error Responses)."""
SOAP_INVALID_SESSION = "Invalid Session ID found in SessionHeader: Illegal Session"
"""Observed in public logs."""
API_DISABLED = "API is not enabled for this Organization or Partner"
"""Observed in public logs."""
NOT_FOUND = "The requested resource does not exist"
"""Documented (Status Codes and Error Responses)."""

_CHECK_WSDL = "Please reference your WSDL or the describe call for the appropriate names."


def invalid_session() -> ApiError:
    """The token is unknown."""
    return ApiError(401, "INVALID_SESSION_ID", INVALID_SESSION)


def not_found(message: str = NOT_FOUND) -> ApiError:
    """There is no such resource."""
    return ApiError(404, "NOT_FOUND", message)


def not_served(method: str, path: str) -> ApiError:
    """A route the embedded org lacks (our own code: the vendor has the route)."""
    return ApiError(501, "NOT_SERVED", f"The embedded org does not serve this route: {method} {path}")


def wrong_method(method: str, allowed: Sequence[str]) -> ApiError:
    """The path exists, but not for this method (observed)."""
    words = f"HTTP Method '{method}' not allowed. Allowed are {','.join(sorted(allowed))}"
    return ApiError(405, "METHOD_NOT_ALLOWED", words)


def retired_version(version: str) -> ApiError:
    """API versions 7 to 30 are retired (Help: 000354473)."""
    return ApiError(410, "UNSUPPORTED_API_VERSION", f"API version {version} is retired and no longer supported")


def bad_json(message: str) -> ApiError:
    """The body is not the JSON the resource takes (observed code; words assumed)."""
    return ApiError(400, "JSON_PARSER_ERROR", message)


def no_right(message: str = METADATA_RIGHT) -> ApiError:
    """The user lacks a permission."""
    return ApiError(403, "INSUFFICIENT_ACCESS", message)


def no_column(name: str, entity: str) -> str:
    """The words for an unknown or invisible field (observed)."""
    hint = "If you are attempting to use a custom field, be sure to append the '__c' after the custom field name."
    return f"No such column '{name}' on entity '{entity}'. {hint} {_CHECK_WSDL}"


def no_column_in_body(name: str, entity: str) -> Fault:
    """The same in a record's body (observed)."""
    return Fault("INVALID_FIELD", f"No such column '{name}' on sobject of type {entity}")


def no_relationship(name: str) -> str:
    """The words for an unknown relationship in a field path (observed)."""
    hint = "If you are attempting to use a custom relationship, be sure to append the '__r' after the custom"
    return f"Didn't understand relationship '{name}' in field path. {hint} relationship name. {_CHECK_WSDL}"


def no_type(name: str) -> str:
    """The words for an unknown object in a query (observed)."""
    hint = "If you are attempting to use a custom object, be sure to append the '__c' after the entity name."
    return f"sObject type '{name}' is not supported. {hint} {_CHECK_WSDL}"


def required_missing(names: Sequence[str]) -> Fault:
    """Required fields have no value (observed)."""
    return Fault("REQUIRED_FIELD_MISSING", f"Required fields are missing: [{', '.join(names)}]", tuple(names))


def not_writeable(names: Sequence[str]) -> Fault:
    """Fields that this user may not set (observed)."""
    words = f"Unable to create/update fields: {', '.join(names)}. Please check the security settings of this field"
    tail = " and verify that it is read/write for your profile or permission set."
    return Fault("INVALID_FIELD_FOR_INSERT_UPDATE", words + tail, tuple(names))


def wrong_json_type(expected: str, value: str) -> Fault:
    """The JSON value has another type than the field (observed)."""
    return Fault("JSON_PARSER_ERROR", f"Cannot deserialize instance of {expected} from {value}")


def too_long(label: str, value: str, limit: int, name: str) -> Fault:
    """A text beyond its field's length (observed)."""
    return Fault("STRING_TOO_LONG", f"{label}: data value too large: {value} (max length={limit})", (name,))


def out_of_range(label: str, value: object, name: str) -> Fault:
    """A number with more digits than its field holds (observed)."""
    words = f"{label}: value outside of valid range on numeric field: {value}"
    return Fault("NUMBER_OUTSIDE_VALID_RANGE", words, (name,))


def bad_picklist_value(label: str, value: str, name: str) -> Fault:
    """A value outside a restricted picklist (observed)."""
    words = f"{label}: bad value for restricted picklist field: {value}"
    return Fault("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", words, (name,))


def duplicate_value(name: str, other_id: str) -> Fault:
    """A unique field's value is taken (observed)."""
    words = f"duplicate value found: {name} duplicates value on record with id: {other_id}"
    return Fault("DUPLICATE_VALUE", words)


def malformed_id(label: str, value: str, name: str) -> Fault:
    """A reference that has not the form of an id (observed)."""
    return Fault("MALFORMED_ID", f"{label}: id value of incorrect type: {value}", (name,))


def bad_reference(name: str) -> Fault:
    """A reference to a record that is not there (observed)."""
    return Fault("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", (name,))


def bad_email(label: str, value: str, name: str) -> Fault:
    """An email field without an email address (observed)."""
    return Fault("INVALID_EMAIL_ADDRESS", f"{label}: invalid email address: {value}", (name,))


def deleted() -> SaveError:
    """The record is gone (observed)."""
    return SaveError(Fault("ENTITY_IS_DELETED", "entity is deleted"), status=404)
