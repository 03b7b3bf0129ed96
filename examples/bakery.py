"""The campaign of an invented bakery, then one correction: the whole of studiocrew in a page."""

from pathlib import Path

from crews import Crew

HERE = Path(__file__).parent


def main(out: Path = Path("out")) -> None:
    """Make the campaign in `out`, correct it, and save it there again."""
    crew = Crew.load("social-campaign")
    run = crew.run("make my bakery look trendy", brand=HERE / "nonnas-crust")
    run.save(out)
    for post in run.campaign.posts[:3]:
        print(f"{post.platform}: {post.caption}\n")

    changed = run.feedback("make the logo less cartoonish")
    changed.save(out)
    usage = changed.campaign.usage
    print(f"{changed.project}: {usage.calls} calls, {usage.replayed} of them replayed at no cost")


if __name__ == "__main__":
    main()
