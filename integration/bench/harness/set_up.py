"""Installs and builds what the comparison needs."""

import os
import re
import shutil
import subprocess
import sys

from .paths import HERE, TARGET

MATPLOTLIB = "matplotlib>=3.6,<4"
SHOWN = ["axum", "axum-tracing-opentelemetry", "opentelemetry-instrumentation-tower", "opentelemetry-otlp",
         "opentelemetry_sdk", "reqwest", "reqwest-middleware", "reqwest-tracing", "tower-http",
         "tracing-opentelemetry"]


def everything(quick):
    install([tool for tool in ["valgrind"] + ["wrk"] * (not quick) if not shutil.which(tool)])
    # Nobody else builds this workspace: what our crates depend on may be new to its lock file.
    run("cargo", "build", "--quiet", "--release")
    if not has(venv(), "matplotlib"):
        if not has(sys.executable, "ensurepip"):
            install(["python3-venv"])
        run(sys.executable, "-m", "venv", "--clear", venv().parent.parent)
        run(venv(), "-m", "pip", "install", "--quiet", MATPLOTLIB)


def has(python, module):
    if not shutil.which(python):
        return False
    command = [python, "-c", f"import {module}"]
    return subprocess.run(command, stderr=subprocess.DEVNULL).returncode == 0


def install(packages):
    if packages:
        sudo = [] if os.getuid() == 0 else ["sudo"]
        run(*sudo, "apt-get", "update", "-qq")
        run(*sudo, "apt-get", "install", "-y", "-qq", *packages)


def plot():
    run(venv(), "-m", "harness.plot")


def versions():
    """Of the crates that are compared, and the compiler."""
    lock = (HERE / "Cargo.lock").read_text()
    # Of several versions the newest comes last.
    locked = dict(re.findall(r'^name = "(.+)"\nversion = "(.+)"$', lock, re.MULTILINE))
    rustc = subprocess.check_output(["rustc", "--version"], text=True).split()[1]
    return {name: locked[name] for name in SHOWN} | {"rustc": rustc}


def venv():
    return TARGET / "venv" / "bin" / "python"


def run(*command):
    subprocess.run(command, check=True, cwd=HERE)
