"""How long a brand board and cards take: cold in a fresh process, and warm, per template.

Run it alone: `python benchmarks/cards.py`. "After start" means after the imports a run has made
anyway. Besides the clock it prints CPU seconds, which a busy machine does not stretch.
"""

import json
import os
import statistics
import subprocess
import sys
import time

from studiocrew.contracts import CardCopy, Identity
from tools.layout import FAMILIES, PAIRINGS, TEMPLATES, render_board, render_card
from tools.palette import palette

COLD_BUDGET = 5.0  # seconds for the board and six cards (issue 4, point 8)
WARM_BUDGET = 0.250  # median seconds a card
WARM_ROUNDS = 4
COLD_RUNS = 3
SIZES = [(1080, 1350), (1080, 1920), (1200, 627), (1080, 1080), (1600, 900), (1000, 1500)]
COPY = CardCopy(
    headline="Slow bread for fast weeks.",
    kicker="Bakehouse, open from six",
    body="Rye, spelt and einkorn, proved for three days and gone by ten.",
    details=("72-hour sourdough", "Tue to Sun", "Pre-order by 8 pm"),
    emphasis="fast weeks.",
)


def identity() -> Identity:
    """The look of a made-up bakery."""
    return Identity(
        wordmark="Morrow",
        mood="warm",
        swatches=palette(["#E5401C"], "warm", 1),
        pairing=PAIRINGS["market"],
        motif="botanical",
        seed=7,
        voice_line="Warm, dry-witted, never twee.",
    )


def cold() -> dict[str, float]:
    """Palette, six cards of all families and the board, for the first time in this process."""
    wall, cpu = time.perf_counter(), time.process_time()
    look = identity()
    names = [names[i] for i in (0, 1) for names in FAMILIES.values()][: len(SIZES)]
    cards = [
        render_card(look, COPY, width=w, height=h, template=name, seed=i, subject="loaf").png
        for i, ((w, h), name) in enumerate(zip(SIZES, names, strict=True))
    ]
    render_board(look, title="Morrow Bakehouse", previews=cards, say=["gone by ten"])
    return {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


def warm() -> dict[str, list[tuple[float, float]]]:
    """(wall, CPU) seconds of 1080x1350 cards by template, each with a new seed and headline."""
    look = identity()
    taken: dict[str, list[tuple[float, float]]] = {}
    for name in TEMPLATES:
        for i in range(WARM_ROUNDS + 1):
            copy = COPY.model_copy(update={"headline": f"Slow bread for week {i + 1}."})
            wall, cpu = time.perf_counter(), time.process_time()
            render_card(look, copy, width=1080, height=1350, template=name, seed=i, subject="loaf")
            spent = (time.perf_counter() - wall, time.process_time() - cpu)
            if i:  # the first of a template also loads it
                taken.setdefault(name, []).append(spent)
    return taken


def main() -> int:
    if sys.argv[1:] == ["cold"]:
        print(json.dumps(cold()))
        return 0
    runs = [
        json.loads(subprocess.check_output([sys.executable, __file__, "cold"], text=True))
        for _ in range(COLD_RUNS)
    ]
    wall = statistics.median(run["wall"] for run in runs)
    cpu = statistics.median(run["cpu"] for run in runs)
    print(f"cold board and six cards  {wall:5.2f} s, CPU {cpu:4.2f} s   (budget {COLD_BUDGET:g} s)")
    print(f"load while measuring      {os.getloadavg()[0]:5.1f} on {os.cpu_count()} cores")
    taken = warm()
    for name, spent in taken.items():
        clock, used = (statistics.median(pair[i] for pair in spent) for i in (0, 1))
        print(f"  warm {name:<10} {clock * 1000:5.0f} ms, CPU {used * 1000:4.0f} ms")
    every = [pair for spent in taken.values() for pair in spent]
    clock, used = (statistics.median(pair[i] for pair in every) for i in (0, 1))
    print(
        f"warm card, median         {clock * 1000:5.0f} ms, CPU {used * 1000:4.0f} ms"
        f"   (budget {WARM_BUDGET * 1000:.0f} ms)"
    )
    return int(wall > COLD_BUDGET or clock > WARM_BUDGET)


if __name__ == "__main__":
    raise SystemExit(main())
