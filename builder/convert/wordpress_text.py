"""WordPress text: the content of a post as HTML, with paragraphs marked and shortcodes by their meaning."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from html import escape

_BLOCKS = (
    "address|article|aside|blockquote|center|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header"
    "|hr|iframe|legend|li|main|nav|object|ol|p|pre|script|section|style|summary|table|tbody|td|tfoot|th|thead|tr|ul|video"
)
_BLOCK_START = re.compile(rf"(?=<(?:{_BLOCKS})\b)", re.IGNORECASE)
_BLOCK_END = re.compile(rf"(</(?:{_BLOCKS})>|<hr\b[^<>]*>)", re.IGNORECASE)
_BLOCK = re.compile(rf"</?(?:{_BLOCKS})\b", re.IGNORECASE)
_VERBATIM = re.compile(r"(<(pre|script|style|textarea)\b.*?</\2>)", re.IGNORECASE | re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_HAS_BLOCKS = re.compile(r"<!-- wp:(?!freeform|core/freeform)")
_SHORTCODE = re.compile(
    r"\[(/?)([A-Za-z][\w-]{0,60})((?:\s[^\[\]<>]{0,2000}|=[^\[\]<>]{0,2000})?)(/?)\]|\[\[([^\[\]]{1,200})\]\]"
)
_CAPTION = re.compile(r"\[(?:wp_)?caption\b([^\]]{0,2000})\](.*?)\[/(?:wp_)?caption\]", re.DOTALL)
_ENCLOSING = re.compile(r"\[(embed|youtube|vimeo|audio|video)\b([^\[\]]{0,2000})\]\s*([^\[\]<>\s]{1,2000})\s*\[/\1\]")
_PICTURE = re.compile(r"(?:<a\b[^<>]*>\s*)?<img\b[^<>]*>(?:\s*</a>)?", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"']+))")
_ADDRESS = re.compile(r"https?://[^\s\"'<>\]]+")
_KNOWN = frozenset({
    "ad", "audio", "button", "caption", "code", "column", "columns", "contact-form", "embed", "gallery", "googlemaps",
    "gravityform", "more", "nextpage", "playlist", "pullquote", "recent-posts", "row", "sidebar", "slideshow",
    "soundcloud", "tabs", "tweet", "twitter", "video", "vimeo", "youtube",
})  # fmt: skip
"""Names that are shortcodes even alone: other words in brackets, such as [sic], are text."""
_LINKS = frozenset({"embed", "youtube", "vimeo", "audio", "video", "soundcloud", "tweet", "twitter", "playlist"})


def text_of_post(content: str, attachments: Mapping[str, str]) -> tuple[str, Counter[str]]:
    """The HTML of a post, and how often each shortcode was left out; `attachments` has addresses by number."""
    has_blocks = bool(_HAS_BLOCKS.search(content))
    text = _COMMENT.sub("", content.replace("\r\n", "\n").replace("\r", "\n"))
    left_out: Counter[str] = Counter()
    parts = _VERBATIM.split(text)
    # Each match is followed by the name of its tag.
    converted = [
        part if number % 3 == 1 else _converted(part, attachments, left_out, has_blocks=has_blocks)
        for number, part in enumerate(parts)
        if number % 3 != 2
    ]
    return "".join(converted), +left_out


def _converted(text: str, attachments: Mapping[str, str], left_out: Counter[str], *, has_blocks: bool) -> str:
    text = _CAPTION.sub(lambda match: _figure(match[1], match[2]), text)
    text = _ENCLOSING.sub(lambda match: f"\n\n{_link(match[3])}\n\n" if _ADDRESS.match(match[3]) else match[0], text)
    closed = {match[2].lower() for match in _SHORTCODE.finditer(text) if match[1]}
    text = _SHORTCODE.sub(lambda match: _replaced(match, closed, attachments, left_out), text)
    return text if has_blocks else with_paragraphs(text)


def _replaced(match: re.Match[str], closed: set[str], attachments: Mapping[str, str], left_out: Counter[str]) -> str:
    if match[5]:
        return f"[{match[5]}]"  # brackets that WordPress shows
    name, rest = match[2].lower(), match[3]
    attributes = {key.lower(): one or two or three for key, one, two, three in _ATTRIBUTE.findall(rest)}
    if not (name in _KNOWN or name in closed or attributes or match[4]):
        return match[0]
    if match[1]:
        return ""
    known = _gallery(attributes.get("ids", ""), attachments) if name == "gallery" else ""
    if name in _LINKS and (address := _ADDRESS.search(rest)):
        known = _link(address[0])
    left_out[name] += not known
    return f"\n\n{known}\n\n" if known else ""


def _gallery(ids: str, attachments: Mapping[str, str]) -> str:
    """The pictures with these numbers, without those that the export does not have."""
    found = [attachments[one] for one in (number.strip() for number in ids.split(",")) if one in attachments]
    return "".join(f'<p><img src="{escape(one)}" alt=""></p>' for one in found)


def _figure(attributes: str, content: str) -> str:
    """A picture and its caption, which is in an attribute in old posts."""
    picture = _PICTURE.search(content)
    given = {key.lower(): one or two or three for key, one, two, three in _ATTRIBUTE.findall(attributes)}
    caption = (content[picture.end() :] if picture else content).strip() or given.get("caption", "")
    return (
        f"\n\n<figure>{picture[0] if picture else ''}<figcaption>{' '.join(caption.split())}</figcaption></figure>\n\n"
    )


def _link(address: str) -> str:
    return f'<p><a href="{escape(address)}">{escape(address)}</a></p>'


def with_paragraphs(text: str) -> str:
    """The text with `<p>` between blank lines and blocks, and `<br>` for other line breaks, as WordPress shows it."""
    text = _BLOCK_END.sub(r"\1\n\n", _BLOCK_START.sub("\n\n", text))
    return "\n".join(_paragraphs(text))


def _paragraphs(text: str) -> Iterator[str]:
    for part in re.split(r"\n\s*\n", text):
        stripped = part.strip()
        if not stripped:
            continue
        if _BLOCK.match(stripped):
            yield stripped
        elif match := _BLOCK.search(stripped):
            # The end of a block after its last text: `text</div>`.
            yield f"{_lines(stripped[: match.start()])}{stripped[match.start() :]}"
        else:
            yield f"<p>{_lines(stripped)}</p>"


def _lines(text: str) -> str:
    return re.sub(r"(?:<br\s*/?>)?[ \t]*\n", "<br>\n", text, flags=re.IGNORECASE)
