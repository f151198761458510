"""What is handed out: the wheel and the source distribution, and the program out of the wheel.

No package is fetched: the wheel is installed beside links to what it names as its dependencies
and to nothing else that is installed here.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
from email import message_from_string
from email.message import Message
from importlib.metadata import distribution
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from copilot_tui import __version__
from tests.servers_fake import FakeServer, in_thread, reply
from tests.test_dependencies import installed
from tests.ui.preparing import scripted_server

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "copilot_tui"
NAME = f"copilot_tui-{__version__}"
MAN_PAGE = "share/man/man1/copilot-tui.1"

AT_THE_TOP = {
    ".gitignore",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "PKG-INFO",
    "README.md",
    "SECURITY.md",
    "assets",
    "copilot_tui",
    "pyproject.toml",
    "tests",
}
"""What the source distribution holds."""


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both, built from this tree."""
    folder = tmp_path_factory.mktemp("dist")
    build(ROOT, folder)
    return folder


@pytest.fixture(scope="module")
def program(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program, out of the wheel, in an environment with its dependencies alone."""
    if (uv := os.environ.get("UV") or shutil.which("uv")) is None:
        pytest.skip("uv is not installed")
    environment = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    packages = Path(sysconfig.get_path("purelib", "venv", {"base": str(environment)}))
    for name in needed(dist):
        link(name, packages)
    install = [uv, "pip", "install", "-q", "--offline", "--no-index"]
    python = ["--python", str(environment / "bin/python")]
    subprocess.run([*install, *python, str(wheel_in(dist))], check=True)
    return environment / "bin/copilot-tui"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home folder."""
    return tmp_path


def build(source: Path, folder: Path) -> None:
    """Build both in a process of its own, since hatchling goes by the working folder."""
    command = [sys.executable, "-m", "hatchling", "build", "--directory", str(folder)]
    subprocess.run(command, cwd=source, check=True, capture_output=True)


def needed(dist: Path) -> set[str]:
    """What the wheel asks for without extras, and what that brings along."""
    asked = [Requirement(text) for text in metadata(dist).get_all("Requires-Dist", [])]
    named = {
        canonicalize_name(each.name)
        for each in asked
        if each.marker is None or each.marker.evaluate({"extra": ""})
    }
    return named.union(*(installed(name) for name in named))


def link(name: str, packages: Path) -> None:
    """Have an installed distribution in another environment, too."""
    found = distribution(name)
    tops = {file.parts[0] for file in found.files or ()} - {"..", "__pycache__"}
    for top in tops:
        there = str(found.locate_file(top))
        if top.endswith(".dist-info"):
            shutil.copytree(there, packages / top)  # uv looks at no link to such a folder.
        else:
            (packages / top).symlink_to(there)


def wheel_in(folder: Path) -> Path:
    return folder / f"{NAME}-py3-none-any.whl"


def sources_in(folder: Path) -> Path:
    return folder / f"{NAME}.tar.gz"


def metadata(dist: Path) -> Message:
    """What the wheel says of itself."""
    with ZipFile(wheel_in(dist)) as wheel:
        return message_from_string(wheel.read(f"{NAME}.dist-info/METADATA").decode())


def run(
    program: Path, home: Path, *words: str, url: str = "", typed: str = ""
) -> tuple[int, str, str]:
    """The program to its end, far from this tree: its status, its output and its complaints."""
    done = subprocess.run(
        [program, *words],
        input=typed,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=50,
        check=False,
        cwd=home,
        env={"HOME": str(home), "PATH": os.environ["PATH"], "COPILOT_TUI_URL": url},
    )
    return done.returncode, done.stdout, " ".join(done.stderr.split())


def test_the_wheel_is_the_package_with_its_man_page_and_its_licence(dist: Path) -> None:
    package = {
        file.relative_to(ROOT).as_posix()
        for file in PACKAGE.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    about = {"METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE"}
    with ZipFile(wheel_in(dist)) as wheel:
        assert set(wheel.namelist()) == {
            *package,
            f"{NAME}.data/data/{MAN_PAGE}",
            *(f"{NAME}.dist-info/{name}" for name in about),
        }
    suffixes = {Path(name).suffix for name in package}
    assert suffixes == {".py", ".md", ".typed", ".tcss", ".html", ".css", ".js", ".svg"}


def test_the_wheel_says_what_the_project_says(dist: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    told = metadata(dist)

    assert told["Requires-Python"] == project["requires-python"]
    assert set(told.get_all("Provides-Extra", [])) == set(project["optional-dependencies"])
    extras = project["optional-dependencies"].values()
    named = len(project["dependencies"]) + sum(len(names) for names in extras)
    assert len(told.get_all("Requires-Dist", [])) == named
    assert told.get_payload() == (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_sources_are_what_is_needed_and_build_the_same_wheel(
    dist: Path, tmp_path: Path
) -> None:
    with tarfile.open(sources_in(dist)) as sources:
        names = {Path(name).relative_to(NAME) for name in sources.getnames()}
        sources.extractall(tmp_path, filter="data")
    assert {name.parts[0] for name in names} == AT_THE_TOP
    assert not {name for name in names if name.suffix in {".pyc", ".lock"}}

    build(tmp_path / NAME, tmp_path / "again")
    again = wheel_in(tmp_path / "again").read_bytes()
    assert again == wheel_in(dist).read_bytes()


def test_nothing_of_the_machine_that_builds_is_in_them(dist: Path) -> None:
    words = re.compile("|".join(re.escape(str(place)) for place in (ROOT, sys.prefix)).encode())
    with tarfile.open(sources_in(dist)) as sources, ZipFile(wheel_in(dist)) as wheel:
        texts = {
            member.name: file.read()
            for member in sources.getmembers()
            if (file := sources.extractfile(member))
        } | {name: wheel.read(name) for name in wheel.namelist()}
        owners = {(member.uname, member.gname, member.uid) for member in sources.getmembers()}
    assert {name for name, text in texts.items() if words.search(text)} == set()
    assert owners == {("", "", 0)}


def test_the_installed_program_says_its_version_and_answers(program: Path, home: Path) -> None:
    with in_thread(scripted_server()) as server:
        assert run(program, home, "--version") == (0, f"copilot-tui {__version__}\n", "")
        assert run(program, home, "list")[:2] == (0, "")
        server.answer(reply("It is ", "blue."))
        asked = run(program, home, "ask", "-q", "Why is the sky blue?", url=server.url)
        assert asked == (0, "It is blue.\n", "")
        status, listed, _ = run(program, home, "list")
    assert (status, listed.count("\n")) == (0, 1)
    assert "Why is the sky blue?" in listed
    assert (program.parents[1] / MAN_PAGE).read_bytes().startswith(b'.\\"')


def test_without_an_extra_the_installed_program_says_how_to_add_it(
    program: Path, home: Path
) -> None:
    config = home / ".config/copilot-tui/config.toml"
    config.parent.mkdir(parents=True)
    (home / "letter.docx").write_bytes(b"PK\x03\x04")

    status, _, said = run(program, home, "serve")
    assert (status, "pipx inject copilot-tui textual-serve" in said) == (1, True)
    with in_thread(FakeServer()) as server:
        attached = f"/attach {home}/letter.docx\n"
        _, told, _ = run(program, home, "--plain", url=server.url, typed=attached)
        assert 'pipx inject copilot-tui "markitdown[' in told
        config.write_text(
            f'profile = "w"\n[profiles.w]\nurl = "{server.url}"\napi_key_keyring = "work/me"\n'
        )
        status, _, said = run(program, home, "ask", "Why?")
        assert (status, "pipx inject copilot-tui keyring" in said) == (3, True)
    config.unlink()
    _, told, _ = run(program, home, "doctor")
    assert "pipx inject copilot-tui xllamacpp" in " ".join(told.split())
