"""Addresses: where each page and file is, and the ids that links to a part of a page use."""

ENTITIES = "/entities/"
TOPICS = "/topics/"
ON_THIS_DAY = "/on-this-day/"
ENTITIES_FILE = f"{ENTITIES}entities.json"
ALL_ANNOTATIONS_FILE = "/annotations/annotations.json"


def year_address(year: int) -> str:
    """The page of a year."""
    return f"/{year:04}/"


def month_address(year: int, month: int) -> str:
    """The first page of a month."""
    return f"/{year:04}/{month:02}/"


def on_this_day_address(month: int) -> str:
    """The page with the articles of a month of all years."""
    return f"{ON_THIS_DAY}{month:02}/"


def topic_address(slug: str) -> str:
    """The first page of a topic."""
    return f"{TOPICS}{slug}/"


def timeline_address(slug: str) -> str:
    """The timeline of a topic."""
    return f"{topic_address(slug)}timeline/"


def entity_address(identifier: str) -> str:
    """The first page of an entity."""
    return f"{ENTITIES}{identifier}/"


def disambiguation_address(slug: str) -> str:
    """The page of a name that several entities share."""
    return f"{ENTITIES}called/{slug}/"


def mention_id(entity: str, number: int) -> str:
    """The id, on the article's page, of a mention of the entity; the first has the number 1."""
    return f"m-{entity}-{number}"


def asset_address(path: str) -> str:
    """The file of this path in content/assets/; empty for no path."""
    return path and f"/assets/{path}"


def changes_address(page: str) -> str:
    """The page with the differences between an article and its capture; `page` is the address of the article."""
    return f"{page}changes/"


def text_address(page: str) -> str:
    """The file of the reading text, which the positions in web annotations refer to."""
    return f"{page}text.txt"


def collection_address(page: str) -> str:
    """The file of the article's annotations as web annotations."""
    return f"{page}annotations.json"


def note_id(identifier: str) -> str:
    """The id of an annotation on the article's page."""
    return f"note-{identifier}"


def note_address(page: str, identifier: str) -> str:
    """An annotation on the article's page."""
    return f"{page}#{note_id(identifier)}"


def reply_id(note: str, reply: str) -> str:
    """The id of a reply on the article's page; ids of annotations never have two hyphens in a row."""
    return f"reply-{note}--{reply}"


def reply_address(page: str, note: str, reply: str) -> str:
    """A reply on the article's page."""
    return f"{page}#{reply_id(note, reply)}"


def parts_of(element_id: str) -> tuple[str, str]:
    """Id of the note and id of the reply, which is empty for a note."""
    note, _, reply = element_id.partition("-")[2].partition("--")
    return note, reply


def type_address(identifier: str) -> str:
    """The list of all annotations of a type; corrections have an address of their own, as readers expect."""
    return "/corrections/" if identifier == "correction" else f"/annotations/{identifier}/"


def tag_address(slug: str) -> str:
    """The list of all annotations with a tag; empty for no slug."""
    return slug and f"/annotations/tags/{slug}/"
