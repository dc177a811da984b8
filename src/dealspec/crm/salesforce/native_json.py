"""Metadata XML as the JSON that a schema carries for what the language does not model, and back. Knows no type.

One spelling on both sides: ``true`` and whole numbers are what they mean, other texts are stripped, and a single
element is never a list of one, since XML cannot tell the two apart.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import cast

from dealspec.crm.salesforce.markup import Element, child_of, made, put
from dealspec.provisioner.resource import Json

_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,14})")
_FLAGS = {"true": True, "false": False}


def json_of(element: Element) -> Json:
    """What an element holds."""
    if len(element) == 0:
        return _of_text(element.text or "")
    return cast(Json, children_json(element))


def children_json(element: Iterable[Element], skip: Collection[str] = ()) -> dict[str, Json]:
    """What an element's children hold, by name; ``skip`` names those that are not asked for."""
    found: dict[str, Json] = {}
    for child in element:
        tag = child.tag
        if tag in skip or not (len(child) or (child.text or "").strip()):
            continue
        value = json_of(child)
        if tag not in found:
            found[tag] = value
        elif isinstance(known := found[tag], list):
            known.append(value)
        else:
            found[tag] = [known, value]
    return found


def canonical(value: Json) -> Json:
    """The one spelling of a value."""
    match value:
        case str():
            return _of_text(value)
        case dict():
            return {key: canonical(item) for key, item in value.items()}
        case list() if len(value) == 1:
            return canonical(value[0])
        case list():
            return [canonical(item) for item in value]
        case float():
            return int(value) if value.is_integer() else str(value)
        case _:
            return value


def put_json(parent: Element, tag: str, value: Json) -> None:
    """Sets what a child holds; of a mapping only the keys that it names, of a list the whole."""
    here = parent.findall(tag)
    if isinstance(value, dict) and len(here) <= 1:
        child = child_of(parent, tag)
        for name, item in value.items():
            put_json(child, name, item)
        return
    if isinstance(value, dict | list) or len(here) > 1:
        for old in here:
            parent.remove(old)
        for item in value if isinstance(value, list) else [value]:
            parent.append(_element(tag, item))
        return
    put(parent, tag, value)


def merged(parent: Element, native: Json) -> None:
    """Lays declared native elements over those of a component."""
    for tag, value in cast("Mapping[str, Json]", native or {}).items():
        put_json(parent, tag, value)


def _of_text(value: str) -> Json:
    text = value.replace("\r\n", "\n").strip()
    if text in _FLAGS:
        return _FLAGS[text]
    return int(text) if _WHOLE.fullmatch(text) and text != "-0" else text


def _element(tag: str, value: Json) -> Element:
    if not isinstance(value, dict):
        element = made(tag)
        element.text = str(value).lower() if isinstance(value, bool) else str(value)
        return element
    element = made(tag)
    for name, item in value.items():
        put_json(element, name, item)
    return element
