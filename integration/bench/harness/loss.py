"""What arrives of spans that are made at a fixed rate, whatever the backend does."""

import json
import subprocess
from concurrent.futures import ThreadPoolExecutor

from .paths import binary
from .sink import Sink

SECONDS = 20
DELAYS = [0, 50, 100]
WHO = ["sdk", "lumigo"]
# Together they use a part of a core.
SLOW = [5_000, 20_000]
FAST = 50_000


def measure():
    runs = []
    for delay in DELAYS:
        slow = [(who, rate, delay) for rate in SLOW for who in WHO]
        with ThreadPoolExecutor() as pool:
            runs += pool.map(lambda one: paced(*one), slow)
        runs += [paced(who, FAST, delay) for who in WHO]
    return {"bare_peak_kib": paced("bare", FAST, 0, 1)["peak_kib"], "runs": runs}


def paced(who, rate, delay, seconds=SECONDS):
    with Sink(delay) as sink:
        command = [binary("contender"), "pace", who, str(rate), str(seconds), sink.traces]
        made = json.loads(subprocess.check_output(command, stderr=subprocess.DEVNULL, text=True))
        arrived = sink.seen()["spans"]
    return {"who": who, "rate": rate, "delay": delay, "arrived": arrived, **made}
