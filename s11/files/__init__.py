"""Keeping evidence: what may come in (`inspection`), and where it is kept (`port`, `folder`)."""

from __future__ import annotations

from flask import Flask

from s11.config import Config
from s11.files.folder import FolderStore

EXTENSION = "s11_files"


def init_app(app: Flask) -> None:
    """Keep files in the folder that the settings name."""
    config: Config = app.extensions["s11"]
    app.extensions[EXTENSION] = FolderStore(config.files_dir)
