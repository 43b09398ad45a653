"""Field map: in which fields of an export the parts of an article are, for the programs and services known here."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from builder.convert.capture import Options
from builder.convert.profile import Profile
from builder.problems import ContentError, Place, Problem, did_you_mean


class FieldMap(NamedTuple):
    """The fields of one program or service."""

    name: str
    marks: tuple[str, ...]
    """A record with all of these fields is of this kind; of names with `|` between them, with one."""
    parts: Mapping[str, tuple[str, ...]]
    """By part of an article (those of a profile's `fields`): the fields to try. `a.b` is `b` in the object `a`, or in
    each object of the list `a`; `a[b=c]` are those objects of the list whose `b` is `c`."""


FIELD_MAPS = (
    FieldMap("news-please", ("maintext", "date_publish"), {
        "title": ("title", "title_page", "title_rss"), "text": ("maintext",), "date": ("date_publish",),
        "authors": ("authors",), "publisher": ("source_domain",), "language": ("language",),
        "summary": ("description",), "url": ("url",), "captured": ("date_download",),
    }),
    FieldMap("trafilatura", ("source-hostname", "text"), {
        "title": ("title",), "text": ("text",), "date": ("date",), "authors": ("author",),
        "publisher": ("source-hostname", "hostname"), "language": ("language",), "topics": ("categories",),
        "keywords": ("tags",), "summary": ("excerpt",), "rights": ("license",), "url": ("source",),
        "captured": ("filedate",),
    }),
    FieldMap("Media Cloud", ("media_name", "publish_date"), {
        "id": ("id", "stories_id"), "title": ("title",), "text": ("text", "story_text"), "date": ("publish_date",),
        "publisher": ("media_name",), "language": ("language",), "url": ("url",),
        "captured": ("indexed_date", "collect_date"),
    }),
    FieldMap("Trove", ("heading", "articleText"), {
        "id": ("id",), "title": ("heading",), "html": ("articleText",), "date": ("date",),
        "publisher": ("title.title", "title.value"), "section": ("category",), "edition": ("edition",),
        "page": ("page", "pageLabel"), "url": ("identifier", "troveUrl", "url"),
    }),
    FieldMap("Chronicling America", ("lccn", "ocr_eng"), {
        "id": ("id",), "title": ("title",), "text": ("ocr_eng",), "date": ("date",), "publisher": ("title",),
        "section": ("section_label",), "edition": ("edition_label",), "page": ("page", "sequence"),
        "place": ("place_of_publication",), "language": ("language",), "url": ("url",),
    }),
    FieldMap("Guardian", ("webTitle", "webPublicationDate"), {
        "id": ("id",), "title": ("fields.headline", "webTitle"), "html": ("fields.body",),
        "text": ("fields.bodyText",), "date": ("webPublicationDate",),
        "authors": ("tags[type=contributor].webTitle", "fields.byline"), "publisher": ("fields.publication",),
        "section": ("sectionName",), "language": ("fields.lang",), "topics": ("tags[type=keyword].webTitle",),
        "summary": ("fields.trailText", "fields.standfirst"), "url": ("webUrl",),
    }),
    FieldMap("ninjs 2 and 3", ("headlines", "bodies"), {
        "id": ("uri",), "title": ("headlines[role=main].value", "headlines[role=headline].value", "headlines.value"),
        "html": ("bodies[contentType=text/html].value", "bodies[contenttype=text/html].value",
                 "bodies[contentType=application/xhtml+xml].value", "bodies[contenttype=application/xhtml+xml].value"),
        "body": ("bodies[role=main].value", "bodies.value"),
        "date": ("contentCreated", "contentcreated", "firstCreated", "firstcreated", "versionCreated",
                 "versioncreated"),
        "authors": ("people[rel=author].name", "by"), "publisher": ("copyrightHolder", "copyrightholder"),
        "place": ("located",), "language": ("language",), "topics": ("subjects.name",),
        "summary": ("descriptions[role=summary].value", "descriptions.value"),
        "rights": ("copyrightNotice", "copyrightnotice", "usageTerms", "usageterms"), "url": ("url", "uri"),
        "status": ("pubStatus", "pubstatus"),
    }),
    FieldMap("ninjs 1", ("uri", "headline", "body_xhtml|body_html|body_text"), {
        "id": ("uri",), "title": ("headline",), "html": ("body_xhtml", "body_html"), "text": ("body_text",),
        "date": ("contentcreated", "firstcreated", "versioncreated"), "authors": ("person[rel=author].name", "byline"),
        "publisher": ("copyrightholder",), "place": ("located",), "language": ("language",),
        "topics": ("subject.name",), "summary": ("description_text",),
        "rights": ("copyrightnotice", "usageterms"), "url": ("url", "uri"), "status": ("pubstatus",),
    }),
    FieldMap("other exports", (), {
        "id": ("id", "uuid", "guid", "_id", "article_id"),
        "title": ("title", "headline", "heading", "Title", "Headline"),
        "html": ("html", "content_html", "body_html", "content.rendered"),
        "body": ("body", "content", "articleBody", "article", "text", "full_text", "fulltext", "maintext", "Text",
                 "Body", "Content"),
        "date": ("date", "published", "published_at", "publication_date", "publish_date", "date_published",
                 "datePublished", "pub_date", "pubDate", "Date"),
        "authors": ("authors.name", "authors", "author.name", "author", "byline", "creator", "Author"),
        "publisher": ("publisher.name", "publisher", "newspaper", "source.name", "site_name", "Publisher"),
        "section": ("section",), "edition": ("edition",), "page": ("page",), "place": ("dateline", "place"),
        "language": ("language", "lang", "inLanguage"), "topics": ("topics", "categories", "category"),
        "keywords": ("tags", "keywords"), "summary": ("summary", "abstract", "excerpt", "description"),
        "rights": ("rights", "license", "copyright"), "url": ("url", "link", "source_url", "canonical_url", "URL"),
        "captured": ("captured", "date_download", "scraped_at", "crawled_at", "fetched_at", "retrieved"),
    }),
)  # fmt: skip
"""Those with marks first: of a record that has them, each field's meaning is known."""
_TEXTS = frozenset({"html", "text", "body"})


def field_map_of(record: Mapping[str, Any], options: Options, place: Place) -> tuple[FieldMap, Profile | None]:
    """The map of a record's fields, and the profile it comes from; raises ContentError for an unknown profile."""
    by_id = {profile.id: profile for profile in options.profiles}
    if options.profile and options.profile not in by_id:
        help_ = did_you_mean(options.profile, by_id) or f"use one of {', '.join(by_id) or 'content/profiles/'}"
        raise ContentError(Problem("C504", f"there is no profile `{options.profile}`", place, help_))
    known = next(one for one in FIELD_MAPS if _fits(record, one))
    if options.profile:
        profile = by_id[options.profile]
        return _with_fields(known, profile), profile
    for profile in options.profiles:
        if _has_fields_of(record, profile):
            return _with_fields(known, profile), profile
    return known, None


def _with_fields(known: FieldMap, profile: Profile) -> FieldMap:
    """The map with the fields that a profile names before all others."""
    parts = profile.fields.candidates()
    # Of a profile that says where the text is, no other field may be the text.
    rest = {part: paths for part, paths in known.parts.items() if part not in _TEXTS or not _TEXTS & parts.keys()}
    return FieldMap(profile.id, (), {**rest, **parts}) if parts else known


def _has_fields_of(record: Mapping[str, Any], profile: Profile) -> bool:
    """Whether a record has a title and a text where the profile says that they are."""
    parts = profile.fields.candidates()
    texts = [path for part in _TEXTS for path in parts.get(part, ())]
    return bool("title" in parts and first(record, parts["title"])[0] and first(record, texts)[0])


def id_fields(record: Mapping[str, Any], options: Options) -> tuple[str, ...]:
    """The fields that may hold the id of a record."""
    try:
        return field_map_of(record, options, Place(""))[0].parts.get("id", ())
    except ContentError:
        return ()  # an unknown profile: reading the record reports it


def _fits(record: Mapping[str, Any], one: FieldMap) -> bool:
    return all(any(name in record for name in mark.split("|")) for mark in one.marks)


def is_article(record: Any, options: Options) -> bool:
    """Whether an object has the fields of an article, rather than those of a page of results."""
    if not isinstance(record, dict):
        return False
    try:
        found, _ = field_map_of(record, options, Place(""))
    except ContentError:
        return True  # an unknown profile: reading the record reports it
    bodies = [path for part in _TEXTS for path in found.parts.get(part, ())]
    return bool(found.marks or (first(record, found.parts["title"])[0] and first(record, bodies)[0]))


def first(record: Mapping[str, Any], paths: Sequence[str]) -> tuple[list[Any], str]:
    """The values in the first of these fields that has any, and its name."""
    for path in paths:
        if values := [*_values(record, path)]:
            return values, path
    return [], ""


def _values(value: Any, path: str) -> Iterator[Any]:
    """The texts and numbers at a path, those of a list one by one; objects have none."""
    if isinstance(value, list):
        for item in value:
            yield from _values(item, path)
    elif not path:
        if value not in (None, "") and not isinstance(value, dict):
            yield value
    elif isinstance(value, dict):
        if path in value:  # a name may have dots
            yield from _values(value[path], "")
            return
        step, _, rest = path.partition(".")
        name, _, condition = step.partition("[")
        items = value.get(name)
        if condition and isinstance(items, list):
            key, _, wanted = condition.rstrip("]").partition("=")
            items = [item for item in items if isinstance(item, dict) and str(item.get(key)) == wanted]
        yield from _values(items, rest) if items is not None else ()
