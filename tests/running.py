"""One command line of dealspec, run in this process: what it ended with, its data and its talk."""

from __future__ import annotations

import contextlib
import io
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from unittest import mock

from dealspec.cli import run


@dataclass(frozen=True, slots=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def dealspec(*args: object, env: Mapping[str, str] | None = None) -> Ran:
    """Runs ``dealspec ARGS`` with these variables added to the environment."""
    out, err = io.StringIO(), io.StringIO()
    with (
        mock.patch.dict(os.environ, dict(env or {})),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        code = run([str(arg) for arg in args])
    return Ran(code, out.getvalue(), err.getvalue())
