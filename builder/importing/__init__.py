"""Import: web annotations made elsewhere become annotations of the archive, in new annotations files."""

from builder.importing.importer import ImportReport, import_annotations

__all__ = ["ImportReport", "import_annotations"]
