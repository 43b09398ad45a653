"""Post values: the keys of a post as the keys of an article; others are kept as they are."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from builder.convert.post_keys import is_short, plain
from builder.slugs import file_slug, is_former_path

_TOPIC_KEYS = ("categories", "category", "tags", "tag", "topics", "Categories", "Tags")
_AUTHOR_KEYS = ("authors", "author", "Author")
_ALIAS_KEYS = ("aliases", "alias", "redirect_from", "url", "link")
_SUMMARY_KEYS = ("summary", "excerpt", "description", "deck", "subtitle")
_LANGUAGE_KEYS = ("lang", "language", "locale")
_USED = frozenset({"title", "date", "slug", "draft", "url", "permalink", "path", "redirect_from", "aliases", "alias"})
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_MOST = 64
"""Names, topics and aliases that an article may have."""
_LONGEST_NAME = 200
_LONGEST_SUMMARY = 2_000
_LONGEST_TITLE = 500
_NAMES = ("name", "full_name", "display_name", "title", "author")


@dataclass
class Values:
    """The keys of a post, sorted by their use in the article."""

    title: str = ""
    keys: dict[str, Any] = field(default_factory=dict)
    """Front matter of the article, without title, date and aliases."""
    topics: dict[str, str] = field(default_factory=dict)
    categories: list[str] = field(default_factory=list)
    meta: dict[str, Any] = field(default_factory=dict)
    unusable: list[str] = field(default_factory=list)
    """Keys whose value cannot be that of an article."""
    paths: list[str] = field(default_factory=list)

    def aliases(self, address: str, base: str) -> tuple[list[str], list[str]]:
        """The former addresses of a post, and those that cannot be any."""
        usable: list[str] = []
        unusable: list[str] = []
        for one in dict.fromkeys((address, *self.paths)):
            path = one.removeprefix(base) if base and one.startswith(base) else one
            if re.match(r"(https?:)?//", path):
                continue
            path = path if path.startswith(("/", "?")) else f"/{path}"
            (usable if one and is_former_path(path) else unusable).append(path)
        usable = list(dict.fromkeys(usable))
        return usable[:_MOST], [one for one in (*unusable, *usable[_MOST:]) if one != "/"]


def values_of(values: Mapping[str, Any], kind: str, language: str) -> Values:
    """The keys of a post of this kind of site; `language` is that of the site."""
    found = Values(title=" ".join(str(values.get("title") or values.get("Title") or "").split()))
    found.meta = {key: plain(value) for key, value in values.items() if key not in _USED and value not in (None, "")}
    _topics(values, kind, found)
    _authors(values, found)
    _summary(values, found)
    _language(values, language, found)
    _status(values, found)
    for key in _ALIAS_KEYS:
        found.paths += [one.strip() for one in _strings(values.get(key)) if one.strip()]
    for key in [key for key, value in found.meta.items() if not is_short(value)]:
        found.unusable.append(key)
        del found.meta[key]
    return found


def _authors(values: Mapping[str, Any], found: Values) -> None:
    names = [" ".join(unescape(one).split()) for key in _AUTHOR_KEYS for one in _names(values.get(key), "")]
    authors = list(dict.fromkeys(filter(None, names)))
    if authors and len(authors) <= _MOST and all(len(one) <= _LONGEST_NAME for one in authors):
        found.keys["authors"] = authors
        _drop(found, _AUTHOR_KEYS)
    elif authors:
        found.unusable += [key for key in _AUTHOR_KEYS if key in found.meta]


def _summary(values: Mapping[str, Any], found: Values) -> None:
    """The first that is short enough to stay whole, and without template code."""
    for key in _SUMMARY_KEYS:
        value = values.get(key)
        text = " ".join(unescape(value).split()) if isinstance(value, str) else ""
        if text and len(text) <= _LONGEST_SUMMARY and "{{" not in text and "{%" not in text:
            found.keys["summary"] = re.sub(r"</?[A-Za-z][^<>]*>", "", text)
            _drop(found, (key,))
            return


def _language(values: Mapping[str, Any], language: str, found: Values) -> None:
    written = next((str(values[key]) for key in _LANGUAGE_KEYS if values.get(key)), "")
    tag = (written or language).replace("_", "-").partition(".")[0]
    if _LANGUAGE.fullmatch(tag):
        found.keys["language"] = tag
        _drop(found, _LANGUAGE_KEYS)
    elif written:
        found.unusable += [key for key in _LANGUAGE_KEYS if key in found.meta]


def _status(values: Mapping[str, Any], found: Values) -> None:
    status = str(values.get("status")).lower()
    published = str(values.get("published")).lower()
    if str(values.get("draft")).lower() == "true" or published == "false" or status in ("draft", "hidden"):
        found.keys["status"] = "draft"
    _drop(found, ["published"] * (published in ("true", "false")))
    _drop(found, ["status"] * (status in ("published", "draft", "hidden")))


def _drop(found: Values, keys: Iterable[str]) -> None:
    for key in keys:
        found.meta.pop(key, None)


def _topics(values: Mapping[str, Any], kind: str, found: Values) -> None:
    taxonomies = values.get("taxonomies")
    sources = [(key, values.get(key)) for key in _TOPIC_KEYS]
    if isinstance(taxonomies, dict):
        sources += [(f"taxonomies.{key}", value) for key, value in taxonomies.items() if key != "authors"]
        found.meta.pop("taxonomies", None)
    rest: list[str] = []
    for key, value in sources:
        names = [" ".join(unescape(one).split()) for one in _names(value, kind, split=key != "category")]
        found.categories += names if "categor" in key else []
        rest += [name for name in names if name and not _is_topic(name, found.topics)]
        _drop(found, (key,))
    if found.topics:
        found.keys["topics"] = list(found.topics)
    if rest:
        found.meta["topics"] = rest
        found.unusable.append("topics")


def _is_topic(name: str, topics: dict[str, str]) -> bool:
    """Add the topic of this name; False if it cannot be one, or there are too many."""
    slug = file_slug(name)
    if not slug or len(name) > _LONGEST_TITLE or (slug not in topics and len(topics) >= _MOST):
        return False
    topics.setdefault(slug, name)
    return True


def _names(value: Any, kind: str, *, split: bool = True) -> list[str]:
    """The names in a value: text, a list of text, or mappings with a name. Jekyll parts them at spaces."""
    if isinstance(value, list):
        return [name for one in value for name in (_named(one) if isinstance(one, dict) else _strings(one))]
    if isinstance(value, dict):
        return _named(value)
    text = str(value or "")
    if split and (mark := next((one for one in ";,"[kind != "pelican" :] if one in text), "")):
        return text.split(mark)
    return text.split() if split and kind == "jekyll" else [text][: len(text)]


def _named(value: Mapping[str, Any]) -> list[str]:
    named = next((str(value[key]) for key in _NAMES if value.get(key)), "")
    return [named] if named else [str(key) for key in value]


def _strings(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, str)]
