"""Import: web annotations made elsewhere become annotations of the archive, in new annotations files."""

from builder.importing.importer import import_annotations
from builder.importing.report import ImportReport

__all__ = ["ImportReport", "import_annotations"]
