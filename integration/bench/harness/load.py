"""Whole servers under wrk, each run beside one of the bare server."""

import os
import re
import signal
import subprocess

from .paths import binary
from .sink import Sink

PAIRS = 2
SECONDS = 5
CONNECTIONS = 64
# Who, and after how many milliseconds the sink answers.
RUNS = [("otel-tower", 0), ("axum-tracing", 0), ("lumigo", 0), ("lumigo-captured", 0),
        ("otel-tower", 50), ("lumigo", 50)]
TRACEPARENT = "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def measure():
    runs = [{"contender": contender, "delay": delay, "pairs": []} for contender, delay in RUNS]
    for number in range(PAIRS):
        for run in runs:
            pair = [run["contender"], "bare"]
            if number % 2:
                pair.reverse()
            served = {contender: serve(contender, run["delay"]) for contender in pair}
            run["pairs"].append({"bare": served["bare"], "watched": served[run["contender"]]})
    return runs


def serve(contender, delay):
    with Sink(delay) as sink:
        server = subprocess.Popen([binary("contender"), "serve", contender, sink.traces],
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        requests, per_second = send(int(server.stdout.readline()))
        server.send_signal(signal.SIGTERM)
        peak_kib = int(server.stdout.readline())
        _, server.returncode, usage = os.wait4(server.pid, 0)
        spans = sink.seen()["spans"]
    return {"requests": requests, "per_second": per_second, "spans": spans, "peak_kib": peak_kib,
            "cpu_us": (usage.ru_utime + usage.ru_stime) * 1e6 / requests}


def send(port):
    """How many requests were answered, in all and per second."""
    said = subprocess.check_output(
        ["wrk", "--threads=1", f"--connections={CONNECTIONS}", f"--duration={SECONDS}s",
         "--header", TRACEPARENT, "--header", "user-agent: bench-client/1.0",
         f"http://127.0.0.1:{port}/users/42"], text=True)
    assert "errors" not in said and "Non-2xx" not in said, said
    return (int(re.search(r"(\d+) requests in", said)[1]),
            float(re.search(r"Requests/sec: +([\d.]+)", said)[1]))
