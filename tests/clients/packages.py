"""Small deploys: one text field, as the zip of a package. Knows no client."""

from __future__ import annotations

import io
import zipfile

NAMESPACE = "http://soap.sforce.com/2006/04/metadata"
FIELD = "Opportunity.Registration__c"


def text_field(*, length: int | None) -> bytes:
    """The package of the text field ``FIELD``; an org refuses it when it has no ``length``."""
    size = "" if length is None else f"<length>{length}</length>"
    manifest = (
        f'<Package xmlns="{NAMESPACE}"><types><members>{FIELD}</members><name>CustomField</name></types>'
        "<version>66.0</version></Package>"
    )
    fields = (
        f'<CustomObject xmlns="{NAMESPACE}"><fields><fullName>Registration__c</fullName><label>Registration</label>'
        f"{size}<type>Text</type></fields></CustomObject>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("package.xml", manifest)
        archive.writestr("objects/Opportunity.object", fields)
    return stream.getvalue()
