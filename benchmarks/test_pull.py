"""Reading a large Salesforce project into a schema costs little more than merely parsing its files."""

from lxml import etree
from tests.running import dealspec

from benchmarks.measure import ratio
from benchmarks.sfdx_project import write_project

FILES = 10_000


def test_pulling_a_project_against_parsing_its_xml(tmp_path):
    paths = [str(path) for path in write_project(tmp_path / "project", FILES)]
    assert len(paths) == FILES

    taken = ratio(
        f"pull sfdx: of {FILES:,} files",
        lambda: _pulled(tmp_path),
        "lxml, same files",
        lambda: [etree.parse(path) for path in paths],
        rounds=3,
        bar=3,
    )

    assert taken.holds


def _pulled(folder):
    ran = dealspec("pull", f"sfdx:{folder / 'project'}", "-o", folder / "out", "--force", "--format", "json")
    assert ran.code in (0, 3), ran.err
    assert ran.json["taken"]["fields"] > FILES * 0.8
