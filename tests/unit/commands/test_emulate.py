"""``dealspec emulate``: what it is told to load is there when it is ready, and what it cannot load stops it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from tests.running import dealspec

FIELD = """<CustomField xmlns="http://soap.sforce.com/2006/04/metadata">
<fullName>Tier__c</fullName><label>Tier</label><type>Text</type><length>40</length>
</CustomField>"""


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("all", "--load", "project"), "is neither sfdx:DIR nor a .json file"),
        (("hubspot", "--load", "sfdx:project"), "is for salesforce, which is not run"),
        (("salesforce", "--load", "deals.json"), "is for hubspot, which is not run"),
    ],
)
def test_what_cannot_be_meant_is_a_usage_fault(arguments, told):
    ran = dealspec("emulate", *arguments)

    assert (ran.code, ran.out) == (64, "")
    assert told in ran.err


def test_broken_files_are_named_and_nothing_runs(tmp_path):
    field = tmp_path / "objects" / "Opportunity" / "fields" / "Tier__c.field-meta.xml"
    field.parent.mkdir(parents=True)
    field.write_text("<CustomField>\n<label>", encoding="utf-8")

    ran = dealspec("emulate", "salesforce", "--load", f"sfdx:{tmp_path}")

    assert (ran.code, ran.out) == (65, "")
    assert "error: 1 file is broken; nothing was loaded." in ran.err
    assert f"{field}:2: " in ran.err


def test_what_is_loaded_is_there_and_stays(tmp_path):
    field = tmp_path / "project" / "objects" / "Opportunity" / "fields" / "Tier__c.field-meta.xml"
    field.parent.mkdir(parents=True)
    field.write_text(FIELD, encoding="utf-8")
    export = tmp_path / "deals.json"
    export.write_text(json.dumps({"results": [{"name": "ps", "label": "Partner sales"}]}), encoding="utf-8")
    loads = ("--load", f"sfdx:{tmp_path / 'project'}", "--load", str(export))

    for arguments in (loads, ()):
        talk, portal, org = running(tmp_path / "orgs", *arguments)
        assert ("Loaded 1 component from" in talk) == bool(arguments)
        assert "ps" in portal
        assert "Tier__c" in org


def running(state: Path, *arguments: str) -> tuple[str, str, str]:
    """What a process said, the portal's groups of deals, and the deploy's field as the Metadata API reads it."""
    command = [sys.executable, "-m", "dealspec", "emulate", "all", "--state", str(state), *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            doors = json.loads(process.stdout.readline())
            portal = get(doors["hubspot"], "/crm/v3/properties/deals/groups")
            org = read(doors["salesforce"])
        finally:
            process.send_signal(signal.SIGINT)
            talk = process.communicate(timeout=20)[1]
    assert process.returncode == 0, talk
    return talk, portal, org


def get(door: dict[str, str], path: str) -> str:
    request = urllib.request.Request(door["url"] + path, headers={"Authorization": f"Bearer {door['access_token']}"})
    with urllib.request.urlopen(request) as answer:
        return answer.read().decode()


def read(door: dict[str, str]) -> str:
    space = "http://soap.sforce.com/2006/04/metadata"
    body = (
        f'<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header><SessionHeader xmlns="{space}">'
        f"<sessionId>{door['access_token']}</sessionId></SessionHeader></e:Header><e:Body>"
        f'<readMetadata xmlns="{space}"><type>CustomField</type><fullNames>Opportunity.Tier__c</fullNames>'
        "</readMetadata></e:Body></e:Envelope>"
    )
    headers = {"Content-Type": "text/xml", "SOAPAction": '""'}
    request = urllib.request.Request(f"{door['url']}/services/Soap/m/66.0", body.encode(), headers)
    with urllib.request.urlopen(request) as answer:
        return answer.read().decode()
