"""Test a program that embeds studiocrew without any model: the fakes are public."""

from pathlib import Path
from tempfile import TemporaryDirectory

from crews import Crew
from studiocrew.testing import ScriptedServer, settings_for

HERE = Path(__file__).parent


def main(out: Path = Path("out")) -> None:
    """Run a whole campaign over real HTTP against a server that fills in every schema."""
    with ScriptedServer() as server, TemporaryDirectory() as home:
        crew = Crew.load("social-campaign", settings=settings_for(server, home=Path(home)))
        run = crew.run("make my bakery look trendy", brand=HERE / "nonnas-crust")
        run.save(out)
        print(f"{len(run.campaign.posts)} posts, {len(server.calls)} requests")


if __name__ == "__main__":
    main()
