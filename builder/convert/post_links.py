"""Post links: where the links and pictures of a post lead in the archive."""

import posixpath
import re
from pathlib import Path, PurePosixPath
from urllib.parse import quote, unquote, urlsplit

from builder.convert.capture import Asset
from builder.convert.post_addresses import address_named
from builder.convert.post_site import SUFFIXES, PostSite

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_PELICAN = re.compile(r"^[{|](filename|attach|static|index|tag|category|author)[}|]")
_ASSETS = "../../assets"
"""Of content/, from the folder of a year of articles."""
_PLACES = ("", "static", "assets", "content", "content/images", "content/extra", "source")
"""Folders of a site whose files are at its root when it is published."""


class PostLinks:
    """Gives links their new address, and collects the local files that they lead to."""

    def __init__(self, site: PostSite, kind: str, path: Path | None, address: str) -> None:
        self.site, self.kind, self.path, self.address = site, kind, path, address
        self.assets: dict[str, Asset] = {}
        host = urlsplit(site.base).netloc.removeprefix("www.")
        self._base = (
            re.compile(rf"(?:https?:)?//(?:www\.)?{re.escape(host)}(?=[/?#]|$)", re.IGNORECASE) if host else None
        )

    def new(self, href: str) -> str:
        """The address of a link in the article."""
        href = href.strip()
        if self._base and (match := self._base.match(href)):
            href = href[match.end() :] or "/"
        if not href or href.startswith("#") or _SCHEME.match(href):
            return href
        href = _PELICAN.sub("", href, count=1).removeprefix("@/")
        path, mark, anchor = href.partition("#")
        if asset := self._asset(path):
            return f"{_ASSETS}/{quote(asset.name)}"
        if unquote(path).lower().endswith((".md", ".markdown", ".mkd")):
            named = address_named(unquote(path), self.site, self.kind)
            return f"{named}{mark}{anchor}" if named else href
        return href if path.startswith("/") or not self.address else f"{self._joined(path)}{mark}{anchor}"

    def _joined(self, path: str) -> str:
        """The path on the old site of a link that is relative to the post."""
        folder = self.address if self.address.endswith("/") else posixpath.dirname(self.address)
        joined = posixpath.normpath(posixpath.join(folder, path))
        return f"{joined}/" if path.endswith("/") and joined != "/" else joined

    def ref(self, name: str) -> str:
        """The former address of the post with this path or file name; a path that names none stays."""
        name, mark, anchor = name.partition("#")
        found = address_named(name, self.site, self.kind) if name else self.address
        if found or not name:
            return f"{found}{mark}{anchor}"
        return f"{name}{mark}{anchor}" if name.startswith("/") else ""

    def _asset(self, path: str) -> Asset | None:
        """The file of the site that a link leads to."""
        root = self.site.root or (self.path and self.path.parent)
        name = unquote(path.partition("?")[0])
        if not root or not self.path or not name or PurePosixPath(name).suffix.lower() in ("", *SUFFIXES):
            return None
        if name in self.assets:
            return self.assets[name]
        found = next((one for one in self._places(name, root, self.path) if one.is_file()), None)
        if found is None or found.is_symlink() or not found.resolve().is_relative_to(root.resolve()):
            return None
        inside = found.resolve().relative_to(root.resolve()).as_posix()
        inside = re.sub(r"^(static|assets|content)/", "", inside)
        if re.search(r"(^|/)\.|[\x00-\x1f\x7f\\]", inside):
            return None
        self.assets[name] = Asset(found, inside)
        return self.assets[name]

    def _places(self, name: str, root: Path, post: Path) -> list[Path]:
        """Where the file of a link may be."""
        inside = name.removeprefix(f"/{self.site.folder}/") if self.site.folder else name
        places = [root / place / inside.lstrip("/") for place in _PLACES]
        return places if name.startswith("/") else [post.parent / name, post.with_suffix("") / name, *places]
