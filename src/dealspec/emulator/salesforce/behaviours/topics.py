"""What is known to matter when a Salesforce schema is kept as code: traps, and what public clients need. Titles alone.

A topic that no behaviour names in its ``about`` says why the org cannot show it.
"""

from __future__ import annotations

from dealspec.emulator.behaviours import topics

_CLIENT = "a matter of the client's own conduct; the org gives it nothing to get wrong"
_WHOLE = "the org's retrieve gives a permission set whole, so that nothing depends on what comes beside it"

TRAPS = topics(
    "trap",
    (
        "A new field has no field access: describe and SOQL do not show it",
        "Deploying a permission set replaces it",
        "Deploying a profile overlays it; leaving a right out takes nothing away",
        "What a retrieve says of a permission set depends on what else is retrieved",
        "A Tooling query gives FullName and Metadata of one row only",
        "Inactive values are missing from some reads of picklists",
        "Values cannot be activated, deactivated or replaced reliably by API",
        "A part of a value set in an update drops the rest",
        "A background job locks picklists",
        "Another change locks the org's setup (ALREADY_IN_PROCESS)",
        "Standard value sets cannot be listed",
        "A record type names a value that is not there; its names are percent-encoded",
        "A field cannot change between values of its own and a global value set",
        "A deleted field is kept and holds its name; CRUD calls cannot purge it",
        "Field permissions on required and master-detail fields fail",
        "A deploy succeeds and changes nothing",
        "The client gives up while the server finishes",
        "Exit code 0 after a timeout",
        "The Salesforce CLI hides tokens",
        "Tokens in JWT form are refused by SOAP",
        "Quick deploy: another id, ten days, tests required, ids of 15 and 18 characters",
        "A field of a global value set gives no values; isActive may be null",
        "Shapes that depend on the API version",
        "Layouts and list views name features that the org lacks",
        "A CustomField retrieved by itself comes in an empty object",
    ),
    {
        3: "profiles are kept as they come and grant nothing; the org reads permission sets alone",
        10: "nobody else changes the org's setup",
        20: "the org's own tokens alone are known",
        4: _WHOLE, 18: _CLIENT, 19: _CLIENT,
    },
)  # fmt: skip

ALSO_SEEN = topics(
    "also",
    (
        "A field that something names cannot be deleted",
        "The value set ContractStatus cannot be deployed",
        "Composite Tooling reads fail for some ids",
        "The batch size of Bulk API 2.0 clients",
        "Errors that pass by themselves: locks, unavailability, invalid locators, HTTP 420, 502 and 503",
    ),
    {
        2: "contracts are not modelled",
        3: "no managed or half-deleted rows exist in the org",
        4: _CLIENT,
    },
)

CLIENTS = topics(
    "client",
    (
        "TLS on loopback with a certificate that clients are given",
        "Trailing slashes, any SOAPAction, any prefix and order of elements, True and False",
        "Envelope with a soapenv prefix, payload in the default namespace, xsi:type, faults with HTTP 500",
        "Errors as JSON lists, never as HTML",
        "204 with an empty body, 201 for a create, 300 for an ambiguous external id",
        "The usage header on every metered answer; Sforce-Locator null; integer counts",
        "Locators without slashes, nextRecordsUrl from the root",
        "Deploy parts by content type, booleans as text, polling until done, file names with their folder",
        "The limits and rules that clients meet",
        "The resources that the Salesforce CLI and its libraries ask for",
    ),
    {},
)

TOPICS = (*TRAPS, *ALSO_SEEN, *CLIENTS)
