"""Files of content/assets/ and content/root/ are published unchanged, and take no page's place."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.config import Config, load_config
from builder.load.assets import assets
from builder.pipeline import BuildRequest, build, check_site
from builder.problems import ContentError


def archive(root: Path, **files: str) -> Config:
    """An archive of one article with these files of content/root/; `__` is a slash in their names."""
    root.mkdir(exist_ok=True)
    (root / "site.yaml").write_text("title: Test archive\nurl: https://example.org/\n", encoding="utf-8")
    write(root, "articles/one.md", "---\ntitle: One\n---\nSome words.\n")
    for name, text in files.items():
        write(root, f"root/{name}", text)
    return load_config(root / "site.yaml")


def write(root: Path, name: str, text: str) -> None:
    path = root / "content" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def built(config: Config) -> tuple[Path, list[str]]:
    """The site, and code and place of each problem."""
    out = config.root / "out"
    try:
        report = build(BuildRequest(config, out))
    except ContentError as error:
        return out, [f"{one.code} {one.place.path}" for one in error.problems]
    return out, [f"{one.code} {one.place.path}" for one in report.problems]


def test_files_of_the_root_folder_are_published_at_the_root_hidden_ones_too(tmp_path: Path) -> None:
    files = {".well-known/security.txt": "Contact", "google1.html": "google", "_redirects": "/a /b", "favicon.ico": "i"}
    site, problems = built(archive(tmp_path, **files, **{".git/config": "secret", ".DS_Store": "x", "old~": "x"}))
    assert problems == []
    assert {name: (site / name).read_text("utf-8") for name in files} == files
    assert not [name for name in (".git", ".DS_Store", "old~") if (site / name).exists()]


def test_a_robots_txt_of_the_archive_takes_the_place_of_the_builders_own_until_it_is_taken_away(tmp_path: Path) -> None:
    config = archive(tmp_path, **{"robots.txt": "Disallow: /\n"})
    site, problems = built(config)
    assert ((site / "robots.txt").read_text("utf-8"), problems) == ("Disallow: /\n", [])
    assert check_site(config).problems == ()
    (tmp_path / "content/root/robots.txt").unlink()
    built(config)
    assert "Sitemap: https://example.org/sitemap.xml" in (site / "robots.txt").read_text("utf-8")


@pytest.mark.parametrize("name", ["404.html", "index.html", "undated/one/index.html", "theme/a", "manifest-sha256.txt"])
def test_a_file_of_the_root_folder_that_the_site_has_already_is_refused(tmp_path: Path, name: str) -> None:
    config = archive(tmp_path)
    built(config)
    before = (tmp_path / "out/manifest-sha256.txt").read_bytes()
    write(tmp_path, f"root/{name}", "other")
    assert built(config)[1] == [f"L404 content/root/{name}"]
    assert (tmp_path / "out/manifest-sha256.txt").read_bytes() == before


def test_check_refuses_a_file_with_the_name_of_a_folder_or_below_the_name_of_a_file(tmp_path: Path) -> None:
    config = archive(tmp_path, **{"entities": "x", "feed.xml/x": "x", "404.html": "x"})
    found = [f"{one.code} {one.place.path}" for one in check_site(config).problems]
    assert found == [f"L404 content/root/{name}" for name in ("404.html", "entities", "feed.xml/x")]


def test_an_editors_text_may_link_to_a_file_of_the_root_folder(tmp_path: Path) -> None:
    config = archive(tmp_path, **{"brief.pdf": "pdf"})
    write(tmp_path, "pages/about.md", "---\ntitle: About\n---\nThe [brief](../root/brief.pdf).\n")
    site, problems = built(config)
    assert problems == []
    assert 'href="../brief.pdf"' in (site / "about/index.html").read_text("utf-8")


def test_a_name_that_cannot_be_an_address_is_refused(tmp_path: Path) -> None:
    config = archive(tmp_path, **{"a\nb": "x"})
    with pytest.raises(ContentError, match="F013"):
        assets(config)
