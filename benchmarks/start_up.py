"""How long a person waits before anything of ours answers: `crew --help` and `import crews`.

Each command is run once to warm the disk cache, then a few times; the median counts.
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path

TIMES = 7
BUDGETS = {"crew --help": 0.3, "crew version": 0.3, "import crews": 0.2}  # seconds


def seconds(command: list[str]) -> float:
    """Median wall time of `command`."""
    taken: list[float] = []
    for _ in range(TIMES + 1):
        began = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken[1:])


def main() -> int:
    crew = str(Path(sys.executable).with_name("crew"))
    commands = {
        "crew --help": [crew, "--help"],
        "crew version": [crew, "version"],
        "import crews": [sys.executable, "-c", "import crews"],
    }
    late = 0
    for name, command in commands.items():
        took = seconds(command)
        late += took > BUDGETS[name]
        print(f"{name:<14}{took * 1000:6.0f} ms   (budget {BUDGETS[name] * 1000:.0f} ms)")
    return int(late > 0)


if __name__ == "__main__":
    raise SystemExit(main())
