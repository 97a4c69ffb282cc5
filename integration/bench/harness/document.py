"""Writes what was measured between the markers of docs/performance.md."""

import re

from . import tables
from .paths import DOCS

DOCUMENT = DOCS / "performance.md"


def write(measured):
    parts = {"versions": tables.versions(measured)}
    parts |= {request: tables.costs(measured, request)
              for request in ["get", "post", "unsampled", "root", "client"]}
    if "loss" in measured:
        parts |= {"loss": tables.loss(measured)}
    if "load" in measured:
        parts |= {"load": f"{tables.load(measured)}\n\n{tables.bare_load(measured)}"}
    text = DOCUMENT.read_text()
    for name, content in parts.items():
        text = replaced(text, name, content)
    DOCUMENT.write_text(text)


def replaced(text, name, content):
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    between = re.compile(f"{re.escape(begin)}.*{re.escape(end)}", re.DOTALL)
    assert between.search(text), f"no {begin} in {DOCUMENT}"
    return between.sub(lambda _: f"{begin}\n{content}\n{end}", text)
