"""Article names: an article named on the command line, as messages and pages name it."""

import re
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

from builder.load import article_paths
from builder.paths import ANNOTATIONS, ARTICLES, file_name
from builder.problems import ContentError, Place, Problem, did_you_mean

_POSITION = re.compile(r"(:\d+){1,2}:?$")
_ADDRESS = re.compile(r"(?:^|/)(\d{1,4}(?:/\d\d){0,2}|undated)/([^/]+)(?:/(?:index\.html)?)?$")


def article_path(name: str, addresses: Mapping[str, str]) -> str:
    """The path of the article with this name; `addresses` has those of all pages by path, empty where it is not known.

    The name is a path as messages print it, with or without line, `content/`, the folder or `.md`; the path of its
    annotations; or the address of its page, with or without the site's. Raises ContentError when it names none or
    several.
    """
    known = sorted(addresses)
    path = _POSITION.sub("", name.strip().replace("\\", "/").removeprefix("./"))
    _, is_annotation, inside = f"/content/{path}".rpartition("/annotations/")
    if is_annotation:
        candidates = article_paths(f"{ANNOTATIONS}{inside.removesuffix('.md')}.md")
        found = [one for one in candidates if one in known][:1]
    else:
        found = _at_path(path, known) or _at_address(name, addresses)
    if len(found) == 1:
        return found[0]
    if found:
        help_ = f"write its path: {' or '.join(found)}"
        raise ContentError(
            Problem("N105", f"there are {len(found)} articles `{name[:80]}`", Place(ARTICLES[:-1]), help_)
        )
    help_ = (
        did_you_mean(file_name(path.rstrip("/")), map(file_name, known))
        or "write its path, its name or the address of its page"
    )
    raise ContentError(Problem("N105", f"there is no article `{name[:80]}`", Place(ARTICLES[:-1]), help_))


def _at_path(path: str, known: list[str]) -> list[str]:
    """The article at exactly this path, or those whose path ends in it."""
    path = path if path.endswith(".md") else f"{path}.md"
    inside = path.rpartition(ARTICLES)[2].removeprefix("content/").removeprefix("articles/")
    exact = f"{ARTICLES}{inside}"
    return [exact] if exact in known else [one for one in known if one.endswith(f"/{inside}")]


def _at_address(address: str, addresses: Mapping[str, str]) -> list[str]:
    """The articles whose page has this address, or may have it; those of its year where there are some."""
    try:
        match = _ADDRESS.search(unquote(urlsplit(address).path))
    except ValueError:
        match = None
    if match is None:
        return []
    if exact := [path for path, one in addresses.items() if one == f"/{match[1]}/{match[2]}/"]:
        return exact
    found = [one for one in sorted(addresses) if file_name(one) == match[2]]
    year = match[1].partition("/")[0]
    return [one for one in found if f"/{year}/" in one] or found
