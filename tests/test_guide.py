"""The editors' guide: its examples pass the check, and its tables name what the builder knows."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

from builder.config import load_config
from builder.load.properties import NOTE_KEYS
from builder.problems import RULES

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "content" / "pages" / "editors-guide.md").read_text(encoding="utf-8")
EXAMPLES = [
    example for example in re.findall(r"```markdown\n(.*?)```", GUIDE, re.DOTALL) if "source: [RT" not in example
]


def cells(heading: str, column: int) -> list[str]:
    """The cells of one column of the first table under a heading, without its head."""
    table = GUIDE.split(f"\n{heading}\n")[1].split("\n| --- |")[1].split("\n\n")[0]
    return [row.split(" | ")[column].strip("| ") for row in table.split("\n")[1:]]


def test_the_examples_of_the_guide_pass_the_check(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    shutil.copy(ROOT / "site.yaml", tmp_path)
    annotation, reply, reply_in_a_file, withdrawn, entity, topic, article = EXAMPLES
    other_reply = reply.replace("His successors", "A second reply")
    files = {
        "annotations/2012/opposition-coalition-doha.md": f"{annotation}\n{other_reply}",
        "annotations/2012/opposition-coalition-doha/successors.md": reply_in_a_file,
        "annotations/2012/opposition-coalition-doha/withdrawn.md": withdrawn.replace(
            "- id: two-bodies", "- id: bodies"
        ),
        "entities/vitaly-naumkin.md": entity,
        "topics/sanctions.md": topic,
        "articles/2016/short-english-name.md": article,
    }
    for name, text in files.items():
        path = tmp_path / "content" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "builder", "check", "--site", str(tmp_path / "site.yaml")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("no problems")


def test_the_guide_lists_every_property_and_its_values() -> None:
    keys = re.findall(r"`([a-z-]+)`", " ".join(cells("### The properties", 0)))
    assert sorted(keys) == sorted(NOTE_KEYS)
    config = load_config(ROOT / "site.yaml")
    values = dict(zip(cells("### The properties", 0), cells("### The properties", 1), strict=True))
    for key, known in (("`type`", config.annotation_types), ("`verdict`", config.verdicts)):
        assert re.split(r", | or ", values[key]) == list(known)
    editors = values["`by`"].removeprefix("your desk: ")
    assert {*re.split(r", | or ", editors), "imported"} == config.editors.keys()


def test_the_guide_explains_problems_that_exist() -> None:
    assert set(cells("## When the check finds a problem", 0)) <= RULES.keys()
