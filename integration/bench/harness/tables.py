"""Tables in Markdown, of what was measured."""

from statistics import median

from .names import NAMES

COSTS = ["", "attributes", "instructions", "on all threads", "allocations", "on all threads", "time"]
RATES = {5_000: "5,000 spans/s", 20_000: "20,000", 50_000: "50,000"}


def costs(measured, request):
    """Of the contenders that met a kind of request."""
    cases = {case.split("/")[1]: case for case in measured["counts"] if case.split("/")[0] == request}
    return table(COSTS, [cost(measured, case, cases["noop"]) for case in cases.values()])


def cost(measured, case, noop):
    counts, zero = measured["counts"][case], measured["counts"][noop]
    is_zero = case == noop
    cells = [NAMES[case.split("/")[1]], str(counts["attributes"] or "")]
    for what, digits in [("instructions", 0), ("allocations", 1)]:
        for where in ["thread", "all"]:
            number = counts[what][where]
            cells.append(f"({number:,.{digits}f})" if is_zero
                         else f"{number - zero[what][where]:+,.{digits}f}")
    return cells + [time(measured.get("times", {}), case, noop)]


def time(times, case, noop):
    """The median of the rounds: of the difference between the two cases of a round."""
    if case not in times:
        return ""
    if case == noop:
        return f"({median(times[case]):,.0f} ns)"
    return f"{median(one - zero for one, zero in zip(times[case], times[noop])):+,.0f} ns"


def loss(measured):
    runs = {(run["who"], run["delay"], run["rate"]): run for run in measured["loss"]["runs"]}
    bare = measured["loss"]["bare_peak_kib"]
    rows = []
    for who, delay in sorted({key[:2] for key in runs}, key=lambda key: (key[1], key[0] == "lumigo")):
        of_rates = [runs[who, delay, rate] for rate in RATES]
        fastest = of_rates[-1]
        rows.append([NAMES[who], f"{delay} ms", *[lost(run["arrived"], run["made"]) for run in of_rates],
                     mib(fastest["peak_kib"] - bare)])
    return table(["", "the sink answers after", *RATES.values(), "peak memory"], rows)


def load(measured):
    head = ["", "the sink answers after", "requests/s beside bare", "CPU per request", "lost", "peak memory"]
    return table(head, [loaded(run) for run in measured["load"]])


def loaded(run):
    pairs = [(pair["bare"], pair["watched"]) for pair in run["pairs"]]
    ratio = median(watched["per_second"] / bare["per_second"] for bare, watched in pairs)
    cpu = median(watched["cpu_us"] - bare["cpu_us"] for bare, watched in pairs)
    memory = median(watched["peak_kib"] - bare["peak_kib"] for bare, watched in pairs)
    arrived = sum(watched["spans"] for _, watched in pairs)
    made = sum(watched["requests"] for _, watched in pairs)
    return [NAMES[run["contender"]], f"{run['delay']} ms", f"{ratio:.2f}", f"{cpu:+.2f} µs",
            lost(arrived, made), mib(memory)]


def bare_load(measured):
    pairs = [pair["bare"] for run in measured["load"] for pair in run["pairs"]]
    return (f"The bare server: {median(one['per_second'] for one in pairs):,.0f} requests/s, "
            f"{median(one['cpu_us'] for one in pairs):.1f} µs of CPU per request, "
            f"{median(one['peak_kib'] for one in pairs) / 1024:.1f} MiB.")


def versions(measured):
    return ", ".join(f"{name} {version}" for name, version in measured["versions"].items()) + "."


def lost(arrived, made):
    # Of requests, wrk does not count those that are under way when it ends.
    share = max(0, 1 - arrived / made)
    return f"{share:.1%}" if share else "0"


def mib(kib):
    return f"{kib / 1024:+.1f} MiB"


def table(head, rows):
    align = ["---"] + ["---:"] * (len(head) - 1)
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, align, *rows])
