"""Every endpoint of Salesforce that we call: where it is, whether it writes, what it needs. Data only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MODIFY_METADATA = "Modify Metadata Through Metadata API Functions"
"""The user permission that Metadata API calls need (Metadata API guide, updateMetadata, "Permissions")."""


class Effect(StrEnum):
    """What calling an endpoint does to the org."""

    READS = "reads"
    WRITES = "writes"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One endpoint: method and path template, or a SOAP operation; the permission it needs; the version it came in."""

    name: str
    method: str
    template: str
    effect: Effect
    permission: str
    since: str

    @property
    def reads(self) -> bool:
        """Whether it leaves the org as it was, so that it may be repeated."""
        return self.effect is Effect.READS


_API = "API Enabled"
_REST = "/services/data/v{version}"
_R, _W = Effect.READS, Effect.WRITES

VERSIONS = Endpoint("versions", "GET", "/services/data", _R, "", "20.0")
USERINFO = Endpoint("userinfo", "GET", "/services/oauth2/userinfo", _R, _API, "24.0")
LIMITS = Endpoint("limits", "GET", _REST + "/limits", _R, "View Setup and Configuration", "29.0")
QUERY = Endpoint("query", "GET", _REST + "/query", _R, _API, "20.0")
DESCRIBE = Endpoint("describe", "GET", _REST + "/sobjects/{object}/describe", _R, _API, "20.0")
CREATE = Endpoint("create", "POST", _REST + "/sobjects/{object}", _W, "Assign Permission Sets", "20.0")
"""The one object that we create records of is PermissionSetAssignment; hence its permission."""
READ_METADATA = Endpoint("readMetadata", "SOAP", "/services/Soap/m/{version}", _R, MODIFY_METADATA, "30.0")
LIST_METADATA = Endpoint("listMetadata", "SOAP", "/services/Soap/m/{version}", _R, MODIFY_METADATA, "30.0")
DEPLOY = Endpoint("deploy", "POST", _REST + "/metadata/deployRequest", _W, MODIFY_METADATA, "33.0")
DEPLOY_STATUS = Endpoint("deploy status", "GET", _REST + "/metadata/deployRequest/{id}", _R, MODIFY_METADATA, "33.0")

ENDPOINTS = (VERSIONS, USERINFO, LIMITS, QUERY, DESCRIBE, CREATE, READ_METADATA, LIST_METADATA, DEPLOY, DEPLOY_STATUS)
