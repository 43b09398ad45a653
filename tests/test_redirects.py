"""Every path that a site may have had is redirected, if a host of files can serve a page there."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.model import Page
from builder.pages import plan
from builder.render import Renderer
from builder.serve.handler import find_file
from builder.slugs import former_address, is_former_path
from tests.archive_factory import ROOT, article, config, site

SERVED = {
    "/news/Bürger/": "/news/Bürger/",
    "/news/caf%C3%A9.html": "/news/café.html",
    "/blog/Harbour%20Closed/": "/blog/Harbour Closed/",
    "/2016/04/13/%D7%A2%D7%99%D7%A8/": "/2016/04/13/עיר/",
    "/अख़बार/2016": "/अख़बार/2016/",
    "/story.php": "/story.php/",
    "/a/page.aspx": "/a/page.aspx/",
    "/2015/old-name": "/2015/old-name/",
    "/100%25/": "/100%/",
    "/what%3F/": "/what?/",
    "/a,b;c=d(e)!/": "/a,b;c=d(e)!/",
    "/.archive/one/": "/.archive/one/",
}
UNSERVED = [
    "/?p=123",
    "?p=123",
    "/index.php?id=3&x=%C3%A9",
    "/caf%E9.html",
    "/a//b/",
    f"/{'a' * 256}/",
    f"/{'%C3%A9' * 128}/",
]
NO_PATHS = [
    "old/place", "../x", "/../up/", "/a/./b", "/a/%2e%2e/b", "//host/a", "https://old.example/a", "/a#b", "/a\\b",
    "/a%00", "/a\nb", "",
]  # fmt: skip


def redirects(*aliases: str) -> dict[str, Page]:
    """The redirects of an article with these aliases, by address."""
    pages = plan(site(article("closed", aliases=aliases)), config())
    return {page.address: page for page in pages if page.template == "redirect.html"}


@pytest.mark.parametrize(("alias", "address"), SERVED.items())
def test_a_former_path_is_redirected_where_a_host_of_files_looks_for_it(
    alias: str, address: str, tmp_path: Path
) -> None:
    assert is_former_path(alias)
    (page,) = redirects(alias).values()
    assert page.address == address
    output = Renderer(ROOT / "themes" / "classic", config()).render(page)
    path = tmp_path / output.path
    path.parent.mkdir(parents=True)
    path.write_bytes(output.content)
    assert find_file(tmp_path, address.removeprefix("/")) == path
    up = "../" * (address.count("/") - 1)
    assert f'content="0; url={up}2015/11/03/closed/"' in output.content.decode()


@pytest.mark.parametrize("alias", UNSERVED)
def test_a_former_path_that_no_file_can_have_is_kept_without_a_page(alias: str) -> None:
    assert is_former_path(alias)
    assert former_address(alias) == ""
    assert redirects(alias) == {}


@pytest.mark.parametrize("alias", NO_PATHS)
def test_what_is_no_path_is_refused(alias: str) -> None:
    assert not is_former_path(alias)


def test_a_former_path_written_twice_or_the_articles_own_is_one_page_or_none() -> None:
    assert [*redirects("/caf%C3%A9/", "/café/", "/café", "/2015/11/03/closed")] == ["/café/"]
