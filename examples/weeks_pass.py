"""A project that lasts for weeks: mornings go by, the owner agrees, the next part is made."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from crews import Crew
from studiocrew.clock import FixedClock

HERE = Path(__file__).parent


def main(out: Path = Path("out"), mornings: int = 10) -> None:
    """The first weeks of a relaunch, on a clock of our own. Cron would call `crew advance`."""
    clock = FixedClock(datetime(2026, 3, 2, 6, tzinfo=UTC))
    crew = Crew.load("relaunch", clock=clock)
    run = crew.run("relaunch my bakery", brand=HERE / "nonnas-crust", project="bakery-relaunch")
    for _ in range(mornings):
        clock.advance(timedelta(days=1))
        done = run.advance(clock=clock)
        if done.made:
            print(f"{clock.now():%d %B}: {', '.join(done.made)} is made")
        if done.waiting:
            print(f"{clock.now():%d %B}: waits for {done.waiting.who}: {done.waiting.what}")
            waiting = next(stretch for stretch in done.stretches if stretch.waiting)
            run.gate(waiting.id, clock=clock)
    run.save(out)


if __name__ == "__main__":
    main()
