"""Stop a project when the budget is spent, raise the budget, and go on where it stopped."""

from pathlib import Path

from crews import Crew, resume
from studiocrew.errors import BudgetExceeded

HERE = Path(__file__).parent


def main(out: Path = Path("out"), budget_tokens: int = 3_000) -> None:
    """Run on a budget that is too small, then finish the same project on a larger one."""
    crew = Crew.load("social-campaign")
    try:
        crew.run(
            "make my bakery look trendy",
            brand=HERE / "nonnas-crust",
            project="bakery-on-a-budget",
            budget_tokens=budget_tokens,
        )
    except BudgetExceeded as error:
        print(error)

    # What was answered before is not asked, or paid for, again.
    run = resume("bakery-on-a-budget", budget_tokens=1_000_000)
    print(f"finished; {run.campaign.usage.replayed} calls were replayed")
    run.save(out)


if __name__ == "__main__":
    main()
