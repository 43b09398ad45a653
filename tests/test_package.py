"""What is installed from the wheel or the sdist works without a checkout."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import time
import venv
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from email.parser import BytesParser
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from builder import __version__
from builder.cache import builder_fingerprint
from builder.new.archive import RELEASE
from tests.archive_factory import ROOT
from tests.test_cluster import BUILD, SMALL, files
from tests.workflows import commands

pytestmark = pytest.mark.xdist_group("package")
"""One process builds the packages and makes the environments."""


@dataclass(frozen=True)
class Packages:
    """The two files of a release."""

    wheel: Path
    sdist: Path


@dataclass(frozen=True)
class Installed:
    """An environment with the builder and what it depends on, and a folder to work in that is no checkout."""

    environment: Path
    folder: Path

    @property
    def variables(self) -> Mapping[str, str]:
        """Nothing of the tests' own environment, and no network."""
        return {
            "PATH": f"{self.environment / 'bin'}:/usr/bin:/bin",
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PIP_NO_INDEX": "1",
        }

    def run(self, *words: str | Path, cwd: Path | None = None, more: Mapping[str, str] | None = None) -> str:
        """What a command prints; it has to end well."""
        variables = {**self.variables, **(more or {})}
        done = subprocess.run(words, cwd=cwd or self.folder, env=variables, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr


def built(source: Path, folder: Path, *targets: str) -> list[Path]:
    """The packages of a source tree, made by the build backend of pyproject.toml without its front end.

    A front end would fetch the backend from the network; the development environment has it.
    """
    options = [word for target in targets for word in ("--target", target)]
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", *options, "--directory", folder],
        cwd=source,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return sorted(folder.iterdir())


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Packages:
    """Those of the folder that the environment variable DIST names, as a release does; otherwise new ones."""
    if folder := os.environ.get("DIST"):
        found = sorted((ROOT / folder).iterdir())
    else:
        found = built(ROOT, tmp_path_factory.mktemp("dist"), "wheel", "sdist")
    wheel, sdist = found
    assert (wheel.suffix, sdist.suffix) == (".whl", ".gz")
    return Packages(wheel, sdist)


@pytest.fixture(scope="module")
def unpacked(packages: Packages, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source tree in the sdist."""
    folder = tmp_path_factory.mktemp("sdist")
    with tarfile.open(packages.sdist) as archive:
        archive.extractall(folder, filter="data")
    (tree,) = folder.iterdir()
    return tree


@pytest.fixture(scope="module")
def rebuilt(unpacked: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that the sdist gives."""
    (wheel,) = built(unpacked, tmp_path_factory.mktemp("rebuilt"), "wheel")
    return wheel


@pytest.fixture(scope="module")
def installed(packages: Packages, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    return install(packages.wheel, tmp_path_factory.mktemp("wheel"))


def install(wheel: Path, folder: Path, extras: tuple[str, ...] = ()) -> Installed:
    """A new environment that has pip, the wheel, what it declares to depend on, and nothing else.

    The dependencies are links to the distributions of the development environment, which needs no network and takes
    no time. Only those that the wheel declares are there, so one that it forgets is missed.
    """
    made = Installed(folder / "environment", folder / "elsewhere")
    made.folder.mkdir()
    venv.create(made.environment)
    (packages,) = made.environment.glob("lib/python*/site-packages")
    for name in ("pip", *required(wheel, extras)):
        for part in parts_of(metadata.distribution(name)):
            if not (packages / part.name).exists():
                (packages / part.name).symlink_to(part)
    made.run("python", "-m", "pip", "install", "--quiet", wheel)
    return made


def required(wheel: Path, extras: tuple[str, ...]) -> set[str]:
    """Names of all distributions that a wheel depends on, directly or not."""
    with zipfile.ZipFile(wheel) as archive:
        (path,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        waiting = list(wanted(BytesParser().parsebytes(archive.read(path)).get_all("Requires-Dist", []), extras))
    found: set[str] = set()
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name not in found:
            found.add(name)
            assert requirement.specifier.contains(metadata.version(name)), requirement
            waiting += wanted(metadata.distribution(name).requires or [], tuple(requirement.extras))
    return found


def wanted(lines: list[str], extras: tuple[str, ...]) -> Iterator[Requirement]:
    """Those requirements that hold on this machine."""
    for requirement in map(Requirement, lines):
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            yield requirement


def parts_of(distribution: metadata.Distribution) -> set[Path]:
    """Its files and folders at the top of site-packages."""
    names = {path.parts[0] for path in distribution.files or ()} - {"..", "__pycache__"}
    return {Path(str(distribution.locate_file(name))) for name in names}


def members(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def tracked(folder: str) -> set[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", folder],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return {path for path in listed.stdout.split("\0") if path and (ROOT / path).is_file()}


def test_the_wheel_has_the_package_and_the_themes_in_it_and_nothing_else(packages: Packages) -> None:
    names = {name for name in members(packages.wheel) if ".dist-info/" not in name}
    assert names == tracked("builder") | {f"builder/{path}" for path in tracked("themes")}
    assert "builder/py.typed" in names


def test_the_sdist_has_what_a_build_needs_and_no_tests(packages: Packages, unpacked: Path) -> None:
    found = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()}
    beside = {"CHANGELOG.md", "LICENSE", "README.md", "pyproject.toml"}
    assert found == tracked("builder") | tracked("themes") | beside | {"PKG-INFO", ".gitignore"}


def test_the_sdist_gives_the_same_wheel(packages: Packages, rebuilt: Path) -> None:
    assert members(rebuilt) == members(packages.wheel)


def test_the_version_is_that_of_the_package(packages: Packages, installed: Installed) -> None:
    assert packages.wheel.name == f"annotated_archive-{__version__}-py3-none-any.whl"
    assert RELEASE.endswith(f"/v{__version__}/{packages.wheel.name}"), "what a new archive installs"
    said = installed.run("python", "-c", "from importlib import metadata; print(metadata.version('annotated-archive'))")
    assert said.strip() == __version__


def test_what_is_installed_is_the_same_builder_as_the_checkout(installed: Installed) -> None:
    program = (
        "import builder; from builder.cache import builder_fingerprint; print(builder.__file__, builder_fingerprint())"
    )
    path, fingerprint = installed.run("python", "-c", program).split()
    assert Path(path).is_relative_to(installed.environment)
    assert fingerprint == builder_fingerprint()


@pytest.mark.parametrize("source", ["wheel", "sdist"])
def test_an_archive_is_made_built_and_checked_without_a_checkout(
    source: str, installed: Installed, rebuilt: Path, tmp_path: Path
) -> None:
    there = installed if source == "wheel" else install(rebuilt, tmp_path)
    made = there.run("annotated-archive", "new", "site", source)
    assert "site.yaml" in made
    assert "no problems" in there.run("annotated-archive", "build", cwd=there.folder / source)
    assert "no problems" in there.run("annotated-archive", "check", cwd=there.folder / source)
    assert "Usage: python -m builder" in there.run("python", "-m", "builder", "--help")
    for page in ("index.html", "search/index.html", "search/pagefind/pagefind.js"):
        assert (there.folder / source / "site" / page).is_file()


@pytest.mark.parametrize("workflow", ["check.yml", "publish.yml"])
def test_a_new_archive_passes_the_commands_of_its_own_workflows(
    workflow: str, packages: Packages, installed: Installed, tmp_path: Path
) -> None:
    """As on a clean machine: the builder is not installed until the workflow installs what requirements.txt names."""
    archive = tmp_path / "archive"
    installed.run("annotated-archive", "new", "site", archive, "--builder", packages.wheel)
    installed.run("python", "-m", "pip", "uninstall", "--quiet", "--yes", "annotated-archive")
    ran = commands(archive / ".github" / "workflows" / workflow)
    for command in ran:
        if "curl" in command:
            # There is no published site; tests/test_workflows.py runs this with one.
            (tmp_path / "addresses.json").write_text("{}", encoding="utf-8")
            continue
        given = {"ADDRESS": "https://example.org/base", "RUNNER_TEMP": str(tmp_path)}
        installed.run("bash", "-e", "-c", command, cwd=archive, more=given)
    assert any(" build" in command for command in ran)
    base = "https://example.org/base/" if workflow == "publish.yml" else "http://localhost:8000/"
    assert base in (archive / "site" / "sitemap.xml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def clustered(packages: Packages, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    return install(packages.wheel, tmp_path_factory.mktemp("cluster"), ("cluster",))


@pytest.fixture(scope="module")
def scheduler(clustered: Installed) -> Iterator[str]:
    """The address of a scheduler with two workers, which have the wheel and no checkout."""
    folder = clustered.folder / "workers"
    folder.mkdir()
    python = clustered.environment / "bin" / "python"
    ready = folder / "scheduler.json"
    plain = ["--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(ready)]
    with ExitStack() as stack:

        def start(*words: str) -> None:
            process = subprocess.Popen(
                [python, "-m", "dask", *words, *plain],
                cwd=folder,
                env=clustered.variables,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            stack.callback(process.wait)
            stack.callback(os.killpg, process.pid, signal.SIGKILL)

        start("scheduler", "--port", "0")
        address = address_in(ready)
        start("worker", "--nworkers", "2", "--nthreads", "1")
        clustered.run("python", "-c", f"from distributed import Client; Client({address!r}).wait_for_workers(2, 60)")
        yield address.replace("tcp://", "dask://")


def address_in(ready: Path) -> str:
    """The address of the scheduler, once it has written its file."""
    for _ in range(600):
        with suppress(OSError, ValueError):
            return str(json.loads(ready.read_text(encoding="utf-8"))["address"])
        time.sleep(0.1)
    pytest.fail("no scheduler within a minute")


def test_workers_that_have_only_the_wheel_do_the_work_of_a_build(clustered: Installed, scheduler: str) -> None:
    archive = shutil.copytree(SMALL, clustered.folder / "archive", ignore=shutil.ignore_patterns("expected"))
    site = ("--no-search", "--site", archive / "site.yaml")
    program = f"import builder\nassert {str(clustered.environment)!r} in builder.__file__\n{BUILD}"
    said = clustered.run("python", "-c", program, "build", "--output", "there", "--executor", scheduler, *site)
    (stages,) = (line.split()[3:] for line in said.splitlines() if line.startswith("on the cluster:"))
    assert {"analyze", "render"} <= set(stages)
    clustered.run("annotated-archive", "build", "--output", "here", "--jobs", "1", *site)
    assert files(clustered.folder / "there") == files(clustered.folder / "here")
