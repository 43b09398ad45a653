"""Page images: the images of a saved page with their captions, put back where the extractor has left them out."""

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any, NamedTuple
from urllib.parse import urljoin

_FIRST_MARK = 0xF0000
"""Of private use, beyond what icon fonts use: each stands for an image while the extractor works."""
_LIMIT = 500
"""Images of a page."""
_MARK = re.compile("[\U000f0000-\U000f0fff]")
_SKIPPED = frozenset(
    {"script", "style", "noscript", "template", "head", "nav", "footer", "aside", "form", "svg", "select", "button"}
)
_BOILERPLATE = re.compile(
    r"(?:^|[\s_-])(?:share|social|avatar|author|logo|icons?|related|recommend\w*|promo|sponsor\w*|ads?|advert\w*|banner|"
    r"newsletter|thumb(?:nail)?s?|comments?|sidebar|widget|emoji|smiley|gravatar|wp-smiley)(?:$|[\s_-])",
    re.IGNORECASE,
)
_SMALL = 100
"""Pixels: a smaller image is an icon."""
_SOURCES = ("data-src", "data-lazy-src", "data-original", "data-srcset", "srcset", "src")


class Image(NamedTuple):
    """An image, or a figure with its caption."""

    source: str
    alt: str
    caption: Any
    """An element, or None."""
    is_figure: bool


def mark_images(root: Any, url: str) -> list[Image]:
    """Mark the place of each image in the text of a page, which is changed, at the end of the text before it.

    Images outside of the text are left out. The first figure is marked in the text after it too, since an
    article often begins with one.
    """
    if _MARK.search("".join(root.itertext())):
        return []
    images: list[Image] = []
    slot: tuple[Any, str] | None = None
    lead: str | None = None
    for element, part in _in_order(root.find("body")):
        if part == "image":
            if len(images) < _LIMIT and (found := _image(element, url)):
                mark = chr(_FIRST_MARK + len(images))
                images.append(found)
                if slot:
                    setattr(slot[0], slot[1], getattr(*slot) + mark)
                if found.is_figure and lead is None:
                    lead = mark
        else:
            if lead:
                setattr(element, part, lead + getattr(element, part))
                lead = ""
            slot = element, part
    return images


def put_images(tree: Any, images: list[Image]) -> None:
    """Put the images after the blocks with their marks, and take the marks away."""
    put: set[int] = set()
    for number, block in enumerate(list(tree)):
        found = []
        is_lead = number == 0 and bool(_MARK.match("".join(block.itertext()).lstrip()))
        for element in [block, *block.iterdescendants()]:
            for part in ("text", "tail"):
                text = getattr(element, part) or ""
                if _MARK.search(text):
                    found += [ord(mark) - _FIRST_MARK for mark in _MARK.findall(text)]
                    setattr(element, part, _MARK.sub("", text))
        for image in dict.fromkeys(found):
            if image not in put and image < len(images):
                put.add(image)
                _put(block, images[image], is_before=is_lead and image == found[0])


def _put(block: Any, image: Image, *, is_before: bool) -> None:
    figure = block.makeelement("figure")
    if image.source:
        figure.append(figure.makeelement("img", {"src": image.source, "alt": image.alt}))
    if image.caption is not None:
        caption = deepcopy(image.caption)
        caption.tag, caption.tail = "figcaption", None
        figure.append(caption)
    if is_before:
        block.addprevious(figure)
    else:
        figure.tail, block.tail = block.tail, None
        block.addnext(figure)


def _in_order(body: Any) -> Iterator[tuple[Any, str]]:
    """The text and images of a body in their order: an element with `text` or `tail`, or `image`."""
    stack = [(body, False)]
    while stack:
        element, is_after = stack.pop()
        if is_after:
            if element.tail and element.tail.strip():
                yield element, "tail"
        elif element.tag in ("figure", "img") or "wp-caption" in (element.get("class") or "").split():
            yield element, "image"
        elif element.tag not in _SKIPPED:
            if element.text and element.text.strip():
                yield element, "text"
            for child in reversed(element):
                stack += [(child, True), (child, False)]


def _image(element: Any, url: str) -> Image | None:
    """The image of an element; None for one outside of the text."""
    if next(element.iter("table", "blockquote"), None) is not None or _is_boilerplate(element):
        return None
    caption = _caption(element)
    image = next(element.iter("img"), None)
    source = _source(image, url) if image is not None and not _is_small(image) else ""
    if not source and caption is None:
        return None
    alt = "" if image is None else image.get("alt") or ""
    return Image(source, alt, caption, element.tag != "img")


def _is_boilerplate(element: Any) -> bool:
    """Whether an image is an icon, or a portrait of the author, by what it is in."""
    parents = [element, *list(element.iterancestors())[:4]]
    return any(_BOILERPLATE.search(f"{one.get('class') or ''} {one.get('id') or ''}") for one in parents)


def _caption(element: Any) -> Any:
    """The caption in a figure, if it has words."""
    found = (one for one in element.iter("figcaption", "p") if one.tag == "figcaption" or _is_caption(one))
    return next((one for one in found if "".join(one.itertext()).strip()), None)


def _is_caption(element: Any) -> bool:
    return "wp-caption-text" in (element.get("class") or "").split()


def _is_small(image: Any) -> bool:
    sizes = [image.get("width") or "", image.get("height") or ""]
    return any(size.isdecimal() and len(size) < 5 and int(size) < _SMALL for size in sizes)


def _source(image: Any, url: str) -> str:
    """The address of an image; empty if it is in the page itself."""
    for name in _SOURCES:
        value = (image.get(name) or "").strip().split(" ")[0].rstrip(",")
        if value and not value.lower().startswith(("data:", "blob:", "about:")):
            try:
                address = urljoin(url, value)
            except ValueError:
                return ""
            return address if address.startswith(("http://", "https://")) else ""
    return ""
