"""Finds every check: each module of this package that has a ``CHECK``."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from dealspec.validators.checks.check import Check

_PACKAGE = __name__.rpartition(".")[0]


@cache
def catalogue() -> tuple[Check, ...]:
    """All checks, by code."""
    path = importlib.import_module(_PACKAGE).__path__
    modules = (importlib.import_module(f"{_PACKAGE}.{module.name}") for module in pkgutil.iter_modules(path))
    found = [module.CHECK for module in modules if isinstance(getattr(module, "CHECK", None), Check)]
    return tuple(sorted(found, key=lambda check: check.code))
