"""Nanoseconds of a request."""

import subprocess

from . import counts
from .paths import binary
from .sink import Sink

ROUNDS = 6
MILLISECONDS = 150


def measure():
    """A list for each case, one number a round: every second round goes backwards."""
    cases = counts.names()
    times = {case: [] for case in cases}
    for round in range(ROUNDS):
        for case in cases if round % 2 == 0 else reversed(cases):
            times[case].append(timed(case))
    return times


def timed(case):
    with Sink() as sink:
        command = [binary("contender"), "time", case, str(MILLISECONDS), sink.traces]
        return float(subprocess.check_output(command, text=True))
