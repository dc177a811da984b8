"""SOAP in and out: finds session, operation and parameters in an envelope, and writes envelopes and faults.

Style that all known clients parse: ``soapenv:`` envelope, default namespace, unprefixed children, ``xsi:type``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dealspec.emulator.salesforce.errors import Fault, SoapFault
from dealspec.emulator.salesforce.xmltree import Node, XmlError, escape, parse
from dealspec.emulator.web import Response

NAMESPACE = "http://soap.sforce.com/2006/04/metadata"
_ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_HEADERS = {"Content-Type": "text/xml;charset=UTF-8"}


def read_envelope(body: bytes) -> tuple[str, bool, Node]:
    """Session id, ``AllOrNoneHeader``, and the operation's element; raises ``SoapFault``."""
    try:
        envelope = parse(body)
    except XmlError as error:
        raise SoapFault("UNKNOWN_EXCEPTION", f"Error parsing the request: {error.message}") from error
    header, inner = envelope.child("Header"), envelope.child("Body")
    if envelope.name != "Envelope" or inner is None or not inner.children:
        raise SoapFault("UNKNOWN_EXCEPTION", "The request is not a SOAP envelope with a body")
    session = header.child("SessionHeader") if header else None
    atomic = header.child("AllOrNoneHeader") if header else None
    all_or_none = atomic is not None and truth(atomic.value("allOrNone"))
    return session.value("sessionId") if session else "", all_or_none, inner.children[0]


def truth(text: str | None) -> bool:
    """A boolean as clients spell it: ``true``, ``True``, ``1``."""
    return (text or "").strip().lower() in ("true", "1")


def answer(operation: str, results: Iterable[str], limit_info: str) -> Response:
    """The answer of an operation; each result is XML text inside one ``result`` element.

    ``LimitInfoHeader`` is documented for the SOAP API; that the Metadata API sends it too is assumed.
    """
    inner = "".join(results)
    used, _, limit = limit_info.removeprefix("api-usage=").partition("/")
    header = (
        f'<soapenv:Header><LimitInfoHeader xmlns="{NAMESPACE}"><limitInfo><current>{used}</current>'
        f"<limit>{limit}</limit><type>API REQUESTS</type></limitInfo></LimitInfoHeader></soapenv:Header>"
    )
    body = f'<{operation}Response xmlns="{NAMESPACE}">{inner}</{operation}Response>'
    return Response(200, _envelope(header, body), _HEADERS)


def fault(error: SoapFault) -> Response:
    """A fault with HTTP 500."""
    words = escape(f"{error.code}: {error.message}")
    detail = ""
    if error.detailed:
        told = f"<sf:exceptionCode>{error.code}</sf:exceptionCode>"
        told += f"<sf:exceptionMessage>{escape(error.message)}</sf:exceptionMessage>"
        detail = f"<detail><sf:UnexpectedErrorFault>{told}</sf:UnexpectedErrorFault></detail>"
    head = f"<faultcode>sf:{error.code}</faultcode><faultstring>{words}</faultstring>"
    inner = f"<soapenv:Fault>{head}{detail}</soapenv:Fault>"
    return Response(500, _envelope("", inner), _HEADERS)


def element(name: str, value: Any) -> str:
    """One element: nothing for None, ``true``/``false`` for booleans, text for the rest."""
    if value is None:
        return ""
    text = ("true" if value else "false") if isinstance(value, bool) else escape(str(value))
    return f"<{name}>{text}</{name}>"


def elements(**values: Any) -> str:
    """Several elements in order."""
    return "".join(element(name, value) for name, value in values.items())


def save_result(full_name: str, faults: Iterable[Fault], *, created: bool | None = None) -> str:
    """A SaveResult, or with ``created`` an UpsertResult, in the WSDL's order."""
    errors = [
        f"<errors>{''.join(element('fields', name) for name in item.fields)}"
        f"{elements(message=item.message, statusCode=item.code)}</errors>"
        for item in faults
    ]
    head = "" if created is None else element("created", created)
    return f"<result>{head}{''.join(errors)}{elements(fullName=full_name, success=not errors)}</result>"


def _envelope(header: str, body: str) -> bytes:
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="{_ENVELOPE}" '
        f'xmlns:sf="{NAMESPACE}" xmlns:xsi="{_XSI}">{header}<soapenv:Body>{body}</soapenv:Body></soapenv:Envelope>'
    )
    return text.encode()
