"""Draws docs/performance.svg: what contenders that make spans cost. Needs matplotlib."""

import matplotlib

matplotlib.use("svg")

from matplotlib import pyplot

from . import results
from .names import NAMES
from .paths import DOCS

REQUESTS = {"get": "server", "client": "client"}
LEFT_OUT = ["bare", "noop", "tower-http-text", "lumigo-filtered", "lumigo-off", "lumigo-uninitialised"]
OURS, THEIRS = "#0a6ebd", "#8a8f98"
# The same figures give the same file, with text that can be searched.
STYLE = {"svg.hashsalt": "performance", "svg.fonttype": "none", "font.size": 9}


def main():
    matplotlib.rcParams.update(STYLE)
    counts = results.read()["counts"]
    figure, grid = pyplot.subplots(len(REQUESTS), 2, figsize=(10, 4), width_ratios=[2, 1], sharey="row",
                                   height_ratios=[len(shown(counts, it)) for it in REQUESTS])
    for axes, request in zip(grid, REQUESTS):
        draw(axes[0], counts, request, "instructions")
        draw(axes[1], counts, request, "allocations")
        axes[0].invert_yaxis()
    figure.tight_layout()
    figure.savefig(DOCS / "performance.svg", metadata={"Date": None})


def shown(counts, request):
    return [case for case in counts
            if case.startswith(f"{request}/") and case.split("/")[1] not in LEFT_OUT]


def draw(axes, counts, request, what):
    """Dark on the thread of the request, pale on others."""
    cases = shown(counts, request)
    zero = counts[f"{request}/noop"][what]
    thread = [counts[case][what]["thread"] - zero["thread"] for case in cases]
    total = [counts[case][what]["all"] - zero["all"] for case in cases]
    names = [NAMES[case.split("/")[1]].replace("*", "").replace("`", "") for case in cases]
    colours = [OURS if "lumigo" in case else THEIRS for case in cases]
    bars = axes.barh(names, total, color=colours, alpha=0.4)
    axes.barh(names, thread, color=colours)
    axes.bar_label(bars, [f"{on:,.0f} / {of:,.0f}" for on, of in zip(thread, total)], padding=4)
    axes.set_title(f"{what}, {REQUESTS[request]}", loc="left", fontsize=10)
    axes.set_xlim(0, max(total) * 1.3)
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.spines[["top", "right"]].set_visible(False)


main()
