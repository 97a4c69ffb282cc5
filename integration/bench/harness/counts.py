"""Instructions and allocations of a request, and how many attributes its span has."""

import json
import os
import re
import shutil
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor

from .paths import binary
from .sink import Sink

# Less than a batch of the SDK: the spans leave when all requests are answered.
REQUESTS = 400
# As in scripts/bench: the same blocks and copies cost the same, whatever the layout of the heap.
ENVIRONMENT = {"GLIBC_TUNABLES": "glibc.malloc.tcache_count=1000"
                                 ":glibc.cpu.hwcaps=-AVX2,-AVX2_Usable,-ERMS,-FSRM"}


def measure():
    cases = names()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return dict(zip(cases, pool.map(counted, cases)))


def names():
    return subprocess.check_output([binary("contender"), "list"], text=True).split()


def counted(case):
    """On the thread that sends the requests, and on all until the spans have arrived."""
    with Sink() as sink:
        command = [binary("allocations"), case, str(REQUESTS), sink.traces]
        allocations = json.loads(subprocess.check_output(command, text=True))
        attributes = sink.seen()["attributes"]
        on_all = instructions(case, REQUESTS, sink) - instructions(case, 0, sink)
        on_thread = instructions(case, REQUESTS, sink, "--toggle-collect=*measured_region*")
    return {
        "attributes": attributes,
        "instructions": {"thread": on_thread / REQUESTS, "all": on_all / REQUESTS},
        "allocations": allocations,
    }


def instructions(case, requests, sink, *options):
    with tempfile.NamedTemporaryFile("r") as profile:
        command = [shutil.which("valgrind"), "--quiet", "--tool=callgrind", f"--callgrind-out-file={profile.name}",
                   *options, binary("contender"), "count", case, str(requests), sink.traces]
        subprocess.run(command, check=True, env=ENVIRONMENT)
        return int(re.search(r"^summary: (\d+)", profile.read(), re.MULTILINE)[1])
