"""What was measured last, as JSON."""

import json

from .paths import RESULTS


def read():
    return json.loads(RESULTS.read_text()) if RESULTS.exists() else {}


def write(measured):
    RESULTS.write_text(json.dumps(measured, indent=1) + "\n")
