"""Post shortcodes: what the widespread tags and shortcodes of site generators show, as Markdown."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

_ARGUMENT = re.compile(r"(?:([\w-]+)\s*[=:]\s*)?(?:\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'|`([^`]*)`|([^\s,=]+))")
_PICTURE = re.compile(r"\.(?:avif|gif|jpe?g|png|svg|webp)(?:[?#].*)?$", re.IGNORECASE)
_IMAGE_NAMES = re.compile(
    r"(?:^|[-_./])(?:img|image|figure|fig|picture|photo|thumbnail|lightbox)(?:[-_.]|$)", re.IGNORECASE
)
_ID = re.compile(r"[\w-]{1,64}")


class Arguments(NamedTuple):
    """The words after the name of a tag."""

    named: Mapping[str, str]
    positional: Sequence[str]

    @classmethod
    def of(cls, text: str) -> "Arguments":
        """`src="a.jpg" width=3 "b"`, with commas between them or without."""
        named: dict[str, str] = {}
        positional: list[str] = []
        for name, *values in _ARGUMENT.findall(text[:8000]):
            value = next((one for one in values if one), "")
            value = re.sub(r"\\([\"'\\])", r"\1", value)
            if name:
                named.setdefault(name.lower(), value)
            else:
                positional.append(value)
        return cls(named, positional)

    def get(self, *names: str, at: int | None = None) -> str:
        """The first of these that is not empty, or the word at this place."""
        found = next((self.named[name] for name in names if self.named.get(name)), "")
        if not found and at is not None and at < len(self.positional):
            found = self.positional[at]
        return found.strip()


def known(name: str, arguments: Arguments, ref: Callable[[str], str]) -> str | None:
    """The Markdown that means the same as this tag; None when that is not known. `ref` finds a post by its file."""
    name = name.lower()
    if name in ("ref", "relref", "post_url", "link"):
        return ref(arguments.get("path", at=0)) or None
    if name in _PAGES:
        return _page(name, arguments)
    if _IMAGE_NAMES.search(name):
        return _image(arguments)
    return None


def _page(name: str, arguments: Arguments) -> str | None:
    """The address of what is embedded, as a link."""
    first = arguments.get("id", "url", "src", "video", "videoid", "link", at=0)
    if re.match(r"https?://[^\s<>\"]+$", first):
        return f"<{first}>"
    user = arguments.get("user", at=0 if len(arguments.positional) > 1 else None)
    if name in ("tweet", "twitter", "x", "twitter_simple"):
        number = arguments.get("id", at=len(arguments.positional) - 1 if arguments.positional else None)
        path = f"{user}/status/{number}" if user else f"i/status/{number}"
        return f"<https://twitter.com/{path}>" if number.isdigit() else None
    if name == "gist":
        number = arguments.get("id", at=len(arguments.positional) - 1 if arguments.positional else None)
        path = f"{user}/{number}" if user and user != number else number
        return f"<https://gist.github.com/{path}>" if re.fullmatch(r"[\w-]+(/[\w-]+)?", path) else None
    return f"<{_PAGES[name]}{first}>" if _PAGES[name] and _ID.fullmatch(first) else None


_PAGES = {
    "youtube": "https://www.youtube.com/watch?v=",
    "youtube.html": "https://www.youtube.com/watch?v=",
    "youtubeplayer": "https://www.youtube.com/watch?v=",
    "vimeo": "https://vimeo.com/",
    "vimeo.html": "https://vimeo.com/",
    "vimeo_simple": "https://vimeo.com/",
    "instagram": "https://www.instagram.com/p/",
    "tweet": "",
    "twitter": "",
    "twitter_simple": "",
    "x": "",
    "gist": "",
    "oembed": "",
    "embed": "",
}
"""Before the id of what is embedded; empty where it takes more, or must be an address."""


def _image(arguments: Arguments) -> str | None:
    source = arguments.get("src", "url", "image", "image_path", "path", "file", at=0)
    if not _PICTURE.search(source) or re.search(r"[\n<>]", source):
        source = next((one for one in arguments.positional if _PICTURE.search(one)), "")
    if not source or re.search(r"[\n<>]", source):
        return None
    alt = " ".join(re.sub(r"([\[\]\\])", r"\\\1", arguments.get("alt", "description")).split())
    title = " ".join(arguments.get("title").replace('"', "”").split())
    image = f"![{alt}](<{source}>" if re.search(r"[\s()]", source) else f"![{alt}]({source}"
    image += f' "{title}")' if title else ")"
    link = arguments.get("link")
    if link and not re.search(r"[\s<>()]", link):
        image = f"[{image}]({link})"
    caption = arguments.get("caption", "attr")
    return f"{image}\n\n{caption}\n\n" if caption else image
