"""Paths: the names that an article and its annotations have by their files."""

ARTICLES = "content/articles/"
ANNOTATIONS = "content/annotations/"


def file_name(path: str) -> str:
    """The name of a Markdown file without its ending, which is the slug of what is in it."""
    return path.rpartition("/")[2].removesuffix(".md")


def path_name(path: str, folder: str = ARTICLES) -> str:
    """The path of a Markdown file below the folder without its ending, which no other file there has."""
    return path.removeprefix(folder).removesuffix(".md")
