"""Follow a run from your own program: every stage, task and model call as it happens."""

import asyncio
from pathlib import Path

from crews import Crew
from studiocrew.events import Event, Events

HERE = Path(__file__).parent


def note(event: Event) -> None:
    """Print what a person would want to know. A listener must not raise and must be quick."""
    match event.kind:
        case "stage_started":
            print(event.text or event.task)
        case "task_finished":
            print(f"  {event.role}: {event.text or event.task}")
        case "warning":
            print(f"  ! {event.text}")


async def main(out: Path = Path("out")) -> None:
    """Make the bakery's campaign in `out`, and say what is going on meanwhile."""
    crew = Crew.load("social-campaign", events=Events(note))
    run = await crew.arun("make my bakery look trendy", brand=HERE / "nonnas-crust")
    run.save(out)


if __name__ == "__main__":
    asyncio.run(main())
