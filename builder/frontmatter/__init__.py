"""Front matter: the YAML block at the beginning of a file, with the place of every value."""

from builder.frontmatter.dump import dump
from builder.frontmatter.head import FrontMatter, read_body, read_mapping
from builder.frontmatter.validate import SchemaType, json_schema, read_keys, read_struct, without_keys
from builder.frontmatter.yaml_values import KeyPath, key_places, read_yaml

__all__ = [
    "FrontMatter", "KeyPath", "SchemaType", "dump", "json_schema", "key_places", "read_body", "read_keys",
    "read_mapping", "read_struct", "read_yaml", "without_keys",
]  # fmt: skip
