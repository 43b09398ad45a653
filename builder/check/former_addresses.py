"""Former addresses: those for which a site of files can have no page."""

from collections.abc import Iterator

from builder.model import Site
from builder.problems import Problem
from builder.slugs import former_address


def check_former_addresses(site: Site) -> Iterator[Problem]:
    """A problem for each former address that is not redirected."""
    slugs = {article.address: article.slug for article in site.articles}
    for one in site.former_paths():
        if former_address(one.path):
            continue
        place = one.place
        if slug := slugs.get(one.address):
            index = [former.path for former in site.former_paths() if former.address == one.address].index(one.path)
            place = site.texts[slug].places.get(f"aliases.{index}", place)
        reason = "it ignores what follows `?`" if "?" in one.path else "no file can have that name"
        message = f"`{one.path[:60]}` cannot be redirected by a static host: {reason}"
        help_ = "keep the line as a record, and redirect it with rules of the host, such as content/root/_redirects"
        yield Problem("F018", message, place, help_)
