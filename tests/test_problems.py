"""Every problem code has a small archive that causes it, and the exact output for the editor."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from builder.cli import main
from builder.problems import RULES

FOLDER = Path(__file__).parent / "problems"
GUARDS = {"C501", "S605", "S607", "S608"}
"""No content causes them: see the tests of convert, search, serve and dates."""
CODES = sorted(RULES.keys() - GUARDS)


def output_of(archive: Path, out: Path) -> str:
    """What the command prints for an archive: `check`, or the one named in its file `command`."""
    command = archive / "command"
    words = command.read_text(encoding="utf-8").split() if command.exists() else ["check"]
    words = [word.replace("{out}", str(out)).replace("{root}", str(archive)) for word in words]
    done = CliRunner().invoke(main, [*words, "--site", str(archive / "site.yaml")], catch_exceptions=False)
    assert done.exit_code == (1 if ": error " in done.stderr else 0), done.output
    return done.stderr.replace(str(out), "OUT").replace(str(archive), "ARCHIVE")


@pytest.mark.parametrize("code", CODES)
def test_the_problem_is_reported_as_expected(code: str, tmp_path: Path) -> None:
    case = FOLDER / code
    assert case.is_dir(), f"tests/problems/{code}/ is missing"
    archive = tmp_path / "archive"
    shutil.copytree(case, archive, symlinks=True, ignore=shutil.ignore_patterns("expected.txt"))
    if not (archive / "site.yaml").exists():
        (archive / "site.yaml").write_text("title: Test archive\n", encoding="utf-8")
    out = tmp_path / "out"
    prepare = archive / "prepare"
    if prepare.exists():
        subprocess.run(
            ["sh", "-ec", prepare.read_text().replace("{out}", str(out)).replace("{root}", str(archive))], check=True
        )
    output = output_of(archive, out)
    expected = case / "expected.txt"
    if os.environ.get("ACCEPT"):
        expected.write_text(output, encoding="utf-8")
    assert f" {code}: " in output
    assert output == expected.read_text(encoding="utf-8")
