"""Where the project's data lies: in a checkout, an editable install and a wheel alike."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STANDARDS = ROOT / "standards"
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "s11" / "static"
BUILT = STATIC / "build"
FONTS = BUILT / "fonts"
MIGRATIONS = ROOT / "s11" / "migrations"
