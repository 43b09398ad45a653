"""Post tags: template code and shortcodes as Markdown where their meaning is known, else taken out."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from builder.convert.post_shortcodes import Arguments, known

_LIQUID = re.compile(
    r"\{%-?\s*(?P<tag>(?:[^%{]|%(?!\})|\{(?!%)){0,4000}?)\s*-?%\}|\{\{-?\s*(?P<value>[^{}]{0,2000}?)\s*-?\}\}"
)
_TAGS = re.compile(r"\{%-?\s*(?P<tag>(?:[^%{]|%(?!\})|\{(?!%)){0,4000}?)\s*-?%\}(?P<value>)")
_SHORTCODE = re.compile(
    r"\{\{<\s*(?P<tag>(?:[^>{]|>(?!\}\})|\{(?!\{<)){0,8000}?)\s*>\}\}"
    r"|\{\{%\s*(?P<value>(?:[^%{]|%(?!\}\})|\{(?!\{%)){0,8000}?)\s*%\}\}"
)
_ZOLA = re.compile(
    r"\{%-?\s*(?P<tag>\w+\((?:[^%{]|%(?!\})){0,4000}?\)|end)\s*-?%\}|\{\{-?\s*(?P<value>\w+\([^{}]{0,4000}?\))\s*-?\}\}"
)
_SYNTAX = {"jekyll": _LIQUID, "hugo": _SHORTCODE, "zola": _ZOLA, "pelican": _TAGS}
_HIDDEN = frozenset({"comment", "capture"})
"""What is between these tags is not shown where it stands."""


@dataclass
class Cleaned:
    """A body as Markdown alone."""

    text: str = ""
    taken: list[tuple[str, int]] = field(default_factory=list)
    """What was taken out because its meaning is not known, and its line from 0."""
    heading_ids: list[tuple[str, str]] = field(default_factory=list)
    """Ids that headings were given, and the headings."""


class Tags:
    """Replaces the tags of a body, and collects what is taken out."""

    def __init__(self, kind: str, ref: Callable[[str], str], page: Mapping[str, object], result: Cleaned) -> None:
        self.kind, self.ref, self.page, self.result = kind, ref, page, result
        self.out: list[str] = []
        self.line = 0
        self.unclosed: set[str] = set()

    def run(self, body: str) -> str:
        """The body with every tag replaced."""
        end = 0
        position = 0
        while match := _SYNTAX[self.kind].search(body, position):
            self.out.append(body[end : match.start()])
            self.line += body.count("\n", end, match.start())
            inside = (match["tag"] or match["value"] or "").strip()
            name = re.match(r"[\w./-]*", inside)[0]  # type: ignore[index]
            start, end = match.span()
            if match["tag"] is not None and (closing := self._closing(name, body, end)):
                content, end = body[match.end() : closing.start()], closing.end()
                self.out.append(self._element(name, inside, content))
            else:
                self.out.append(
                    self._tag(match[0], name, inside, is_value=self.kind == "jekyll" and match["tag"] is None)
                )
            self.line += body.count("\n", start, end)
            position = end
        return "".join((*self.out, body[end:]))

    def _closing(self, name: str, body: str, start: int) -> re.Match[str] | None:
        """The end of an element whose content is not processed."""
        names = ("highlight",) if self.kind == "hugo" else () if self.kind == "zola" else ("raw", "highlight", *_HIDDEN)
        if name not in names or name in self.unclosed:
            return None
        end = r"\{\{[<%]\s*/\s*highlight\s*[>%]\}\}" if self.kind == "hugo" else rf"\{{%-?\s*end{name}\s*-?%\}}"
        found = re.compile(end).search(body, start)
        self.unclosed |= set() if found else {name}
        return found

    def _element(self, name: str, inside: str, content: str) -> str:
        if name == "raw":
            return content
        if name == "highlight":
            content = re.sub(r"\{%-?\s*(?:end)?raw\s*-?%\}", "", content).strip("\n")
            words = inside.split()
            language = words[1].strip("\"'") if len(words) > 1 and "=" not in words[1] else ""
            fence = "`" * max(3, *(len(one) + 1 for one in re.findall("`+", content)), 3)
            return f"\n\n{fence}{language}\n{content}\n{fence}\n\n"
        if name == "capture":
            self.result.taken.append(("{% capture %}", self.line))
        return ""

    def _tag(self, written: str, name: str, inside: str, *, is_value: bool) -> str:
        if self.kind == "hugo" and inside.startswith("/*"):
            return written.replace("/*", "", 1).replace("*/", "", 1)
        if is_value:
            label, text = self._value(inside)
        else:
            name = name.strip("/") or inside.strip("/ ").split(" ")[0]
            text = self._meaning(name, inside)
            is_end = inside.startswith("/") or name.startswith("end") or name in ("else", "elsif", "break", "when")
            braces = ("{{< ", " >}}") if self.kind == "hugo" else ("{% ", " %}")
            label = "" if is_end else f"{braces[0]}{name[:40]}{braces[1]}"
        if text is not None:
            return text
        if label:
            self.result.taken.append((label, self.line))
        return ""

    def _meaning(self, name: str, inside: str) -> str | None:
        rest = inside[len(name) :]
        if self.kind == "zola":
            rest = rest.strip("()")
        if name in ("include", "include_relative", "include_cached"):
            name, _, rest = rest.strip().partition(" ")
        elif name in ("link", "post_url"):
            return self.ref(rest.strip().strip("\"'")) or None
        return known(name, Arguments.of(rest), self.ref)

    def _value(self, inside: str) -> tuple[str, str | None]:
        """The label of a value of Liquid, and what it shows if that is known."""
        first, *filters = (part.strip() for part in inside.split("|"))
        names = [one.partition(":")[0].strip() for one in filters]
        is_address = all(
            one in ("relative_url", "absolute_url", "escape", "strip", "uri_escape")
            or re.fullmatch(r"prepend:\s*site\.(base)?url", whole)
            for one, whole in zip(names, filters, strict=True)
        )
        if is_address and first in ("site.baseurl", "site.url", "site.github.url", "site.base_url", "baseurl"):
            return "", ""
        if is_address and re.fullmatch(r"\"[^\"]*\"|'[^']*'", first):
            return "", first[1:-1]
        value = self.page.get(first.removeprefix("page.")) if first.startswith("page.") else None
        if is_address and isinstance(value, str):
            return "", value
        label = first if re.fullmatch(r"[\w.\[\]-]{1,40}", first) else "…"
        return f"{{{{ {' | '.join((label, *names))} }}}}", None
