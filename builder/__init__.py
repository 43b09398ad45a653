"""The stages, in order: convert, load, annotate, link, plan, render, write; beside them check and serve."""

__version__ = "0.1.0"
