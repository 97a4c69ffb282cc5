"""Where things are."""

import os
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
DOCS = HERE.parent.parent / "docs"
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", HERE / "target"))
RESULTS = HERE / "results.json"


def binary(name):
    return TARGET / "release" / name
