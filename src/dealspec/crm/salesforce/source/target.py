"""A folder of Salesforce metadata files as a ``Target`` that can be read and compared, and never written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from dealspec.core.coverage import Coverage
from dealspec.core.errors import Refused, UsageFault
from dealspec.crm.salesforce import deploy
from dealspec.crm.salesforce.convert import to_model
from dealspec.crm.salesforce.project import project
from dealspec.crm.salesforce.source.collect import Collected, collect
from dealspec.crm.salesforce.source.files import project_name
from dealspec.provisioner.changes import Change
from dealspec.provisioner.ports import Chosen, Crm, Extract, Identity, Probe, Pulled, Selection, Step, StepOutcome
from dealspec.provisioner.resource import LiveState, Projection, Resource
from dealspec.schema.model import Schema

_HINT = "Name the org that the folder was retrieved from as a target in dealspec.yaml."


class SourceTarget:
    """One project folder, read once."""

    def __init__(self, folder: Path) -> None:
        """Reads nothing yet. Raises ``UsageFault`` when there is no such folder."""
        if not folder.is_dir():
            raise UsageFault(f"There is no folder {folder}.", hint="Write sfdx:FOLDER with the folder of a project.")
        self._folder = folder
        self._collected: Collected | None = None
        self._layouts: frozenset[str] = frozenset()

    def identity(self) -> Identity:
        """The folder by its path; protected, since nothing may write to it."""
        where = f"sfdx:{self._folder.resolve()}"
        return Identity(Crm.SALESFORCE, where, project_name(self._folder), "Source folder", is_protected=True)

    def project(self, schema: Schema) -> Projection:
        """The schema as a folder can hold it: everything but who has which permission set."""
        whole = project(schema)
        held = tuple(item for item in whole.resources if item.native["type"] != "PermissionSetAssignment")
        return Projection(held, whole.grades, whole.manual, whole.unsupported)

    def read(self, resources: Sequence[Resource]) -> LiveState:
        """The state of these resources in the files, in no call; files that cannot be read are gaps."""
        layouts = frozenset(item.native["name"] for item in resources if item.native["type"] == "Layout")
        collected = self._read(layouts)
        converted = (to_model(resource, collected.snapshot) for resource in resources)
        found = {resource.address: resource for resource in converted if resource is not None}
        return LiveState(found, Coverage().plus(collected.gaps))

    def steps(self, changes: Sequence[Change]) -> tuple[Step, ...]:
        """What an org would be asked for the same changes. Pure."""
        return deploy.steps(changes, "")

    def execute(self, step: Step) -> StepOutcome:
        """Refuses."""
        raise Refused("A folder is only read, never written.", why="Changes belong into an org.", hint=_HINT)

    def extract(self, schema: Schema, obj: str, fields: Sequence[str], chosen: Chosen | None = None) -> Extract:
        """Refuses: there are no records in metadata files."""
        raise Refused(f"{self._folder} holds definitions, no records.", hint=_HINT)

    def pull(self, selection: Selection) -> Pulled:
        """The folder's definitions as a schema that plans empty against it. The elements are not kept beside it."""
        from dealspec.crm.salesforce.to_model import schema_of

        collected = self._read()
        pulled = schema_of(collected.snapshot, selection)
        self.close()
        return replace(pulled, left_out=(*collected.gaps, *pulled.left_out))

    def record_url(self, obj: str, record_id: str) -> str:
        """Nowhere: there are no records."""
        return ""

    def probe(self) -> tuple[Probe, ...]:
        """How many files there are, and whether all of them can be read."""
        collected = self._read()
        seen = f"{collected.files} metadata files in {self._folder}"
        hint = "; ".join(f"{gap.subject}: {gap.why}" for gap in collected.gaps[:3])
        return (Probe("files", not collected.gaps, f"{seen}, {len(collected.gaps)} not taken", hint),)

    def close(self) -> None:
        """Forgets what was read."""
        self._collected = None

    def _read(self, layouts: frozenset[str] = frozenset()) -> Collected:
        """What the folder holds, read again only for layouts that were not looked for."""
        if self._collected is None or not layouts <= self._layouts:
            try:
                self._layouts |= layouts
                self._collected = collect(self._folder, self._layouts)
            except OSError as error:
                hint = "Mend the permissions of the folder."
                raise UsageFault(f"{error.filename} cannot be listed: {error.strerror}.", hint=hint) from error
        return self._collected
