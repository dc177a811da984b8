"""Three-way merge of schema files: what a newer blueprint changed goes into a user's files without losing a word."""

from dealspec.schema.merge.files import Merge, merge_files
from dealspec.schema.merge.three_way import Edit, EditKind, Held

__all__ = ["Edit", "EditKind", "Held", "Merge", "merge_files"]
