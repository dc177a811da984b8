"""Every code that a diagnostic can have, explained. Gathers what each floor says of its own; adds none."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from dealspec.core.explained import Explained
from dealspec.provisioner.codes import PLAN_CODES
from dealspec.schema.codes import SCHEMA_CODES, YAML_CODES
from dealspec.schema.project_codes import ATTESTATION_CODES, DRIFT_CODES, PROJECT_CODES
from dealspec.validators.codes import judging_codes


@cache
def every_code() -> Mapping[str, Explained]:
    """The catalogue, by code, in the order of codes."""
    found = (
        *YAML_CODES,
        *SCHEMA_CODES,
        *PROJECT_CODES,
        *ATTESTATION_CODES,
        *DRIFT_CODES,
        *PLAN_CODES,
        *judging_codes(),
    )
    return {item.code: item for item in sorted(found, key=lambda item: item.code)}
