"""The judge of SOAP answers: it lets pass what the WSDL allows and what has a name, and nothing else."""

from __future__ import annotations

import pytest
from tests.soap_answers import KNOWN, problems

ENVELOPE = (
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>{}</soapenv:Body></soapenv:Envelope>'
)
NAMESPACE = 'xmlns="http://soap.sforce.com/2006/04/metadata"'
SAVED = "<result>{}</result>"


def judged(operation: str, inner: str) -> list[str]:
    answer = f"<{operation}Response {NAMESPACE}>{inner}</{operation}Response>"
    return problems(ENVELOPE.format(answer).encode())


@pytest.mark.parametrize(
    "inner",
    ["<created>true</created><fullName>A.B__c</fullName><success>true</success>",
     "<created>false</created><errors><message>m</message><statusCode>INVALID_TYPE</statusCode></errors>"
     "<fullName>A.B__c</fullName><success>false</success>"],
)  # fmt: skip
def test_what_the_wsdl_allows_passes(inner: str) -> None:
    assert judged("upsertMetadata", SAVED.format(inner)) == []


@pytest.mark.parametrize(
    ("inner", "words"),
    [
        ("<created>true</created><fullName>A.B__c</fullName>", "Missing child element(s)"),
        ("<fullName>A.B__c</fullName><created>true</created><success>true</success>", "not expected"),
        ("<created>yes</created><fullName>A.B__c</fullName><success>true</success>", "not a valid value"),
        ("<created>true</created><errors><message>m</message><statusCode>NO_SUCH_CODE</statusCode></errors>"
         "<fullName>A.B__c</fullName><success>true</success>", "enumeration"),
    ],
)  # fmt: skip
def test_what_it_does_not_allow_is_told(inner: str, words: str) -> None:
    assert any(words in problem for problem in judged("upsertMetadata", SAVED.format(inner)))


def test_what_is_known_passes_and_only_that() -> None:
    nil = '<records xsi:nil="true"/>'
    later = '<records xsi:type="Later"><fullName>X</fullName><thing>1</thing></records>'

    assert len(KNOWN) == 2
    assert judged("readMetadata", f"<result>{nil}</result>") == []
    assert judged("readMetadata", f"<result>{later}</result>") == []
    assert judged("readMetadata", f"<result>{nil}<more/></result>") != []
