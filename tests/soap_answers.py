"""Holds every SOAP answer that the embedded org gives in this process to the vendor's own schema.

The schema is that of the WSDL which simple-salesforce ships; lxml judges, since zeep lets missing elements pass.
Answers are judged once each, when the test that got them ends. What is answered against the schema, knowingly, has a
name below.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

KNOWN = {
    "a nil record stands for an unknown name": "{M}records': The element is not 'nillable'",
    "a type of a later version comes back as it came": "does not resolve to a type definition",
}
"""What the schema says against answers that are given knowingly."""
_BODY = "{http://schemas.xmlsoap.org/soap/envelope/}Body"
_FAULT = "{http://schemas.xmlsoap.org/soap/envelope/}Fault"
_SHORT = {"{http://soap.sforce.com/2006/04/metadata}": "{M}", "{http://www.w3.org/2001/XMLSchema-instance}": "{X}"}


def problems(body: bytes) -> list[str]:
    """What the schema has against an answer, without what is known."""
    from lxml import etree

    answer = etree.fromstring(body).find(_BODY)[0]
    if answer.tag == _FAULT:
        return []
    # A copy of the element alone carries the namespace declarations that validation needs.
    _schema().validate(etree.fromstring(etree.tostring(answer)))
    found = [_short(entry.message) for entry in _schema().error_log]
    nil, later = KNOWN.values()
    if any(later in words for words in found):
        return []  # of a type it does not know, the schema knows no element either
    return [words for words in found if nil not in words]


@functools.cache
def _schema() -> Any:
    import simple_salesforce
    from lxml import etree

    wsdl = etree.parse(str(Path(simple_salesforce.__file__).parent / "metadata.wsdl"))
    types = wsdl.find(".//{http://www.w3.org/2001/XMLSchema}schema")
    return etree.XMLSchema(etree.fromstring(etree.tostring(types)))


def _short(words: str) -> str:
    for long, short in _SHORT.items():
        words = words.replace(long, short)
    return words


_TAKEN: list[bytes] = []
_JUDGED: set[bytes] = set()


@pytest.fixture(scope="session", autouse=True)
def soap_answers_are_taken() -> Iterator[None]:
    """Keeps every SOAP answer of an embedded org in this process until a test ends."""
    from dealspec.emulator.salesforce import handlers_soap

    real = handlers_soap.answer

    def answer(org: Any, request: Any) -> Any:
        response = real(org, request)
        _TAKEN.append(response.body)
        return response

    handlers_soap.answer = answer
    yield
    handlers_soap.answer = real


@pytest.fixture(autouse=True)
def soap_answers_obey_the_wsdl(soap_answers_are_taken: None) -> Iterator[None]:
    """Fails the test in which the embedded org gave a SOAP answer that the WSDL does not allow."""
    yield
    if not _TAKEN:
        return
    taken = {hashlib.sha256(body).digest(): body for body in _TAKEN}
    _TAKEN.clear()
    told = {words for key, body in taken.items() if key not in _JUDGED for words in problems(body)}
    _JUDGED.update(taken)
    assert not told, "SOAP answers against the WSDL:\n" + "\n".join(sorted(told))
