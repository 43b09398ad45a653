"""Addresses: what the last publication promised, compared with what the content has now.

A page or note whose address has changed is known by a digest of its words, its name or its quotation. Where exactly one
page is new and has the digest of exactly one that is missing, the missing address is redirected to it. All other
addresses that are missing are reported. The result becomes the next list, and comparing with that gives it again.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import PurePosixPath

from builder.addresses import ENTITIES, TOPICS, entity_address, topic_address
from builder.check.note_addresses import NoteAddresses, compare_notes, successors
from builder.model import AddressList, Site, Topic, WithdrawnKind
from builder.paths import ANNOTATIONS, path_name
from builder.problems import Place, Problem
from builder.slugs import former_address, written_path
from builder.topic_tree import title_of

DIGEST_LENGTH = 12
"""Hexadecimal digits: among a million articles, two would have the same once in 500 archives."""
FOLDERS = ((ENTITIES, "content/entities"), (TOPICS, "content/topics"))
BUILDERS_OWN = re.compile(
    r"/|/\d{4}/(\d\d/)?((page-)?\d+/)?|/undated/(\d+/)?|/(entities|topics)/|/entities/called/.*|/(entities|topics)/[^/]+/.+"
    r"|/(annotations|archive|assets|corrections|on-this-day|search|sources|theme|timeline)(/.*)?"
)
"""Addresses where the builder may need to have a page of its own, so that only a file may redirect them."""


@dataclass(frozen=True)
class Comparison:
    """The addresses of the site, those of former publications included."""

    addresses: AddressList
    redirects: Mapping[str, str]
    """Those that no file gives, as `Site.redirects` has them."""
    former_ids: Mapping[str, Mapping[str, tuple[str, ...]]]
    problems: tuple[Problem, ...]


@dataclass
class Pages:
    """The pages of the site, and where those of the last publication are now."""

    present: Mapping[str, str]
    """Digest by address."""
    places: Mapping[str, Place]
    given: Mapping[str, str]
    """By former address: the present one, as files give them."""
    carried: dict[str, str] = field(default_factory=dict)
    """By former address: the present one, where no file says so."""
    lost: dict[str, str] = field(default_factory=dict)

    def find(self, address: str) -> str:
        """The present address of what had this address; empty when it is lost."""
        return address if address in self.present else self.given.get(address) or self.carried.get(address, "")


def compare_addresses(site: Site, published: AddressList, unread: Collection[str]) -> Comparison:
    """The site's addresses compared with the last list; `unread` are files whose errors hide what is in them."""
    own = _own_addresses(site)
    present = own.of_pages()
    given = {one: target for one, target in _given(site).items() if one not in present}
    pages = Pages(present, places_of(site), given)
    _find_pages(pages, published, frozenset(f"/{path}" for path in site.root_files))
    notes = compare_notes(site, published, pages.find)
    addresses = AddressList(
        own.articles,
        notes.promised,
        own.entities,
        own.topics,
        own.pages,
        {**pages.given, **pages.carried, **notes.redirects},
        {**pages.lost, **notes.lost},
    )
    problems = (*_problems(site, pages, unread), *_note_problems(notes, unread))
    return Comparison(addresses, pages.carried, notes.former_ids, problems)


def words_digest(title: str, text: str) -> str:
    """The digest of an article's words; its title counts only where the text may be a mere formula."""
    words = " ".join(text.split())
    return _digest(words if len(words) >= 200 else f"{title}\n{words}")


def _digest(*parts: str) -> str:
    return sha256("\n".join(parts).encode(errors="surrogatepass")).hexdigest()[:DIGEST_LENGTH]


def _own_addresses(site: Site) -> AddressList:
    """The published pages of the site; drafts have no address yet."""
    articles = [one for one in site.articles if one.is_public(site.day)]
    topics = {slug: Topic(slug, title_of(slug, {}), Place("")) for one in articles for slug in one.topics}
    words = {one.address: site.word_digests.get(one.slug, "") for one in articles}
    names = {entity_address(one.id): _digest("entity", one.kind, one.name) for one in site.entities.values()}
    titles = {topic_address(slug): _digest("topic", one.title) for slug, one in {**topics, **site.topics}.items()}
    return AddressList(
        articles={**words, **_withdrawn(site, "article")},
        entities={**names, **_withdrawn(site, "entity")},
        topics={**titles, **_withdrawn(site, "topic")},
        pages={one.address: _digest("page", one.title) for one in site.pages},
    )


def _withdrawn(site: Site, kind: WithdrawnKind) -> dict[str, str]:
    """The addresses of what is withdrawn, which has no words to make a digest of."""
    return {one.address: "" for one in site.withdrawn if one.kind == kind}


def places_of(site: Site) -> dict[str, Place]:
    """The file of each page by address."""
    return {
        **{one.address: one.place for one in site.articles},
        **{entity_address(one.id): one.place for one in site.entities.values()},
        **{topic_address(one.slug): one.place for one in site.topics.values()},
        **{one.address: one.place for one in site.pages},
        **{one.address: one.place for one in site.withdrawn},
    }


def _given(site: Site) -> dict[str, str]:
    drafts = {one.address for one in site.articles if not one.is_public(site.day)}
    found: dict[str, str] = {}
    for one in site.former_paths():
        address = former_address(one.path)
        if address not in {"", one.address} and one.address not in drafts:
            found.setdefault(written_path(address), one.address)
    return found


def _find_pages(pages: Pages, published: AddressList, files: Collection[str]) -> None:
    """Find where each address of the last publication is now."""
    digests, links = _of_last_list(published)
    missing = {one: digest for one, digest in digests.items() if not pages.find(one)}
    found = successors(missing, {one: digest for one, digest in pages.present.items() if one not in digests})
    for address, target in links.items():
        if not pages.find(address):
            missing[address] = target
            found[address] = pages.find(target) or found.get(target, "")
    for address, value in missing.items():
        taken = BUILDERS_OWN.fullmatch(address) or former_address(address) in files
        if found.get(address) and not taken:
            pages.carried[address] = found[address]
        else:
            pages.lost[address] = value


def _of_last_list(published: AddressList) -> tuple[dict[str, str], dict[str, str]]:
    """The pages of the last list with their digests, those lost before included; and where redirects led to."""
    former = {one: value for one, value in {**published.redirects, **published.lost}.items() if "#" not in one}
    links = {one: value for one, value in former.items() if value.startswith("/")}
    return {**{one: former[one] for one in former.keys() - links.keys()}, **published.of_pages()}, links


def _problems(site: Site, pages: Pages, unread: Collection[str]) -> Iterator[Problem]:
    for address, target in pages.carried.items():
        place = pages.places.get(target, Place("content/topics"))
        if place.path in unread:
            continue
        message = (
            f"{address} was published, and only the list of published addresses still leads from there to {target}"
        )
        help_ = f"add `{former_key(target)}: [{address}]`, or run `check --fix`"
        yield Problem("L405", message, place, help_)
    hidden = {part for path in unread for part in PurePosixPath(path).with_suffix("").parts}
    by_name = _by_name(site) if pages.lost else {}
    for address in pages.lost:
        name = PurePosixPath(address).name
        if name in hidden or (address.startswith(ENTITIES) and any(map(_is_entity_list, unread))):
            continue
        withdrawn = "`withdrawn: {date: YEAR-MONTH-DAY, reason: …}`"
        likely = by_name.get(name, ()) if _folder_of(address) == "content/articles" else ()
        place = likely[0] if likely else Place(_folder_of(address))
        where = "here, if this is what took its place" if likely else "to what took its place"
        added = f"add `{former_key(address)}: [{address}]` {where}"
        back = "write a file for it" if address.startswith(TOPICS) else "bring its file back"
        help_ = f"{added}; or {back}, with {withdrawn} if it may not be read"
        yield Problem("L406", f"{address} was published, and no longer exists", place, help_)


def former_key(address: str) -> str:
    """The key for former addresses in the file of a page."""
    return "former_addresses" if address.startswith(ENTITIES) else "aliases"


def _by_name(site: Site) -> dict[str, list[Place]]:
    """Articles by the names of their files."""
    found: defaultdict[str, list[Place]] = defaultdict(list)
    for one in site.articles:
        found[PurePosixPath(one.address).name].append(one.place)
    return {name: places for name, places in found.items() if len(places) == 1}


def _is_entity_list(path: str) -> bool:
    return path.startswith("content/entities/") and not path.endswith(".md")


def _folder_of(address: str) -> str:
    by_kind = next((folder for start, folder in FOLDERS if address.startswith(start)), "")
    return by_kind or ("content/articles" if address.count("/") > 2 else "content/pages")


def _note_problems(notes: NoteAddresses, unread: Iterable[str]) -> Iterator[Problem]:
    """The problems of notes, unless a file that could not be read may have the note."""
    files = [path_name(path, ANNOTATIONS) for path in unread]
    for article, problem in notes.problems:
        name = article.path_name
        if not any(path == name or path.startswith(f"{name}/") for path in files):
            yield problem
