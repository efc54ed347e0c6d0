"""The built wheel, installed elsewhere, is the whole product: what is tested is what is shipped."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SERVE = """
import json, s11, wsgi
from s11 import paths
client = wsgi.app.test_client()
page = client.get("/sign-in")
styles = page.text.split('rel="stylesheet" href="')[1].split('"')[0]
print(json.dumps({
    "from": s11.__file__, "status": page.status_code, "page": page.text,
    "styles": styles, "css": client.get(styles).status_code,
    "migrations": (paths.MIGRATIONS / "env.py").exists(),
}))
"""
SHIPPED = (
    "wsgi.py",
    "forms/base.py",
    "s11/app.py",
    "s11/colours.json",
    "s11/migrations/env.py",
    "s11/static/build/manifest.json",
    "standards/vocabulary.yaml",
    "standards/section-11/2026/edition.yaml",
    "templates/base.html",
    "templates/mail/invitation.txt",
)


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={"PATH": os.environ["PATH"], "HOME": str(cwd), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without the network from the tree as it stands."""
    out = tmp_path_factory.mktemp("dist")
    build = ("-m", "build", "--wheel", "--no-isolation", "--outdir", out, ROOT)
    run(sys.executable, *build, cwd=out)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an environment in which the wheel, and not this checkout, is installed."""
    folder = tmp_path_factory.mktemp("elsewhere")
    run(sys.executable, "-m", "venv", "--without-pip", folder / "venv", cwd=folder)
    site = Path(sysconfig.get_path("purelib", vars={"base": str(folder / "venv")}))
    install = ("install", "--no-deps", "--no-index", "--quiet", "--target", site, wheel)
    run(sys.executable, "-m", "pip", *install, cwd=folder)
    # Dependencies come from this environment; its own .pth, to the checkout, is not read there.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder


def test_the_wheel_holds_code_and_data_alike(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert [name for name in SHIPPED if name not in names] == []


def test_the_wheel_holds_every_template_and_standard_of_the_checkout(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    here = {
        path.relative_to(ROOT).as_posix()
        for folder in ("templates", "standards", "s11/static/build")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.name != ".inputs"
    }
    assert here - names == set()


def test_the_wheel_holds_nothing_of_the_workshop(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    tops = {top for top in tops if not top.endswith(".dist-info")}
    assert tops == {"s11", "forms", "standards", "templates", "wsgi.py"}


def test_installed_elsewhere_it_serves_a_page_with_its_styles(elsewhere: Path) -> None:
    python = elsewhere / "venv" / "bin" / "python"
    told = json.loads(run(python, "-c", SERVE, cwd=elsewhere, S11_DATA_DIR=str(elsewhere / "var")))
    assert told["from"].startswith(str(elsewhere))
    assert told["status"] == 200
    assert "<h1" in told["page"]
    assert told["css"] == 200
    assert told["migrations"]


def test_installed_elsewhere_its_command_checks_the_standards(elsewhere: Path) -> None:
    python = elsewhere / "venv" / "bin" / "python"
    said = run(python, "-c", "from s11.cli import main; main()", "standards", "lint", cwd=elsewhere)
    assert "no faults" in said
