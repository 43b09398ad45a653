"""The stages, in order: convert, load, annotate, link, plan, render, publish; and check, suggest, search and serve."""

__version__ = "0.1.0"
