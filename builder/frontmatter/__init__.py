"""Front matter: the YAML block at the beginning of a file, with the place of every value."""

from builder.frontmatter.dump import dump
from builder.frontmatter.head import FrontMatter, read_mapping
from builder.frontmatter.validate import SchemaType, json_schema, read_struct
from builder.frontmatter.yaml_values import KeyPath, key_places, read_yaml

__all__ = [
    "FrontMatter", "KeyPath", "SchemaType", "dump", "json_schema", "key_places", "read_mapping", "read_struct",
    "read_yaml",
]  # fmt: skip
