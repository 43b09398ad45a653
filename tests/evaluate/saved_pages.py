"""Saved pages: a folder of pages converted for a scorer, one Markdown file each, and the time that it takes.

    python -m tests.evaluate.saved_pages PAGES OUTPUT

PAGES has `NAME.html.gz`, and perhaps `gold.json` with the `url` of each name. The scorer is elsewhere, with its pages.
"""

from __future__ import annotations

import gzip
import json
import sys
import time
from pathlib import Path

from builder.convert.article import convert
from builder.convert.capture import Capture, Options
from builder.problems import ContentError


def main() -> None:
    """Write the articles, and print the time of the processor for each page and the pages that gave none."""
    pages, output = map(Path, sys.argv[1:])
    output.mkdir(parents=True, exist_ok=True)
    gold = pages / "gold.json"
    addresses = json.loads(gold.read_text(encoding="utf-8")) if gold.exists() else {}
    files = sorted(pages.glob("*.html.gz"))
    failed, review = 0, 0
    start = time.process_time()
    for file in files:
        name = file.name.removesuffix(".html.gz")
        content = gzip.decompress(file.read_bytes())
        url = str(addresses.get(name, {}).get("url", "")).strip()
        content = b"<!-- saved from url=(%04d)%s -->\n" % (len(url), url.encode()) + content if url else content
        try:
            article = convert(Capture(f"{name}.html", content), Options())
        except ContentError as error:
            failed += 1
            sys.stdout.write(f"{name}: {error.problems[0]}\n")
            continue
        review += any(problem.code == "C530" for problem in article.document.problems)
        (output / f"{name}.md").write_text(article.text, encoding="utf-8")
    used = (time.process_time() - start) * 1000 / (len(files) or 1)
    sys.stdout.write(f"{len(files)} pages, {failed} without an article, {review} to compare, {used:.0f} ms each\n")


if __name__ == "__main__":
    main()
