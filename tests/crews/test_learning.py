"""`crew learn` and `crew calendar` on a project on disk, and what the next campaign finds."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree

import pytest
from typer.testing import CliRunner

from crews.cli import app
from crews.learn import forget_measured, import_metrics, lessons_of, measured_path
from crews.project import Project
from crews.schedule import TIMING, export, taken, timing_of, uploads
from studiocrew.clock import FixedClock
from studiocrew.contracts import Campaign
from studiocrew.errors import AuthorError, CallerError
from studiocrew.settings import Settings

FINISHED = Path(__file__).parents[1] / "fixtures" / "project-1.0" / "finished"
COUNT = 40
EARLY = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("STUDIOCREW_HOME", str(tmp_path))
    return Settings()


@pytest.fixture
def project(settings: Settings) -> Project:
    """A finished project with forty posts, half of them at eight, half at noon."""
    folder = settings.home / "projects" / "finished"
    copytree(FINISHED, folder)
    found = Project.at(folder)
    campaign = found.campaign()
    assert campaign is not None
    path = found.out / "campaign.json"
    path.write_text(many(campaign).model_dump_json(), encoding="utf-8")
    return found


def many(campaign: Campaign) -> Campaign:
    post, entry = campaign.posts[0], campaign.calendar[0]
    posts, entries = [], []
    for n in range(COUNT):
        at = datetime(2026, 3, 12, 8 if n % 2 else 12, tzinfo=UTC) + timedelta(days=n)
        words = f"Loaf number {n} is kneaded by two sisters, and both of them count to {n}."
        update = {"id": f"post-{n}", "scheduled_at": at, "caption": words, "platform": "facebook"}
        posts.append(post.model_copy(update=update))
        update = {"post_id": f"post-{n}", "uid": f"u{n}", "starts_at": at, "platform": "facebook"}
        entries.append(entry.model_copy(update=update))
    return campaign.model_copy(update={"posts": tuple(posts), "calendar": tuple(entries)})


def metrics(path: Path, better: float) -> Path:
    rng = random.Random(3)
    lines = ["post_id,reach,engagements"]
    for n in range(COUNT):
        rate = 0.05 * (better if n % 2 else 1) * rng.uniform(0.9, 1.1)
        lines.append(f"post-{n},10000,{10000 * rate:.0f}")
    path.write_text("\n".join([*lines, "post-99,1,1"]), encoding="utf-8")
    return path


def test_what_is_certain_is_kept_for_the_brands_next_campaign(
    project: Project, settings: Settings, tmp_path: Path
) -> None:
    done = import_metrics(project.id, metrics(tmp_path / "m.csv", 2.0), settings)
    assert len(done.posts) == COUNT
    assert [row.id for row in done.unknown] == ["post-99"]
    file = project.file
    assert lessons_of(settings, file.tenant, file.kit.id) == done.lessons
    assert {one.level for one in done.lessons.certain if one.dimension == "hour"} == {"8", "12"}
    again = import_metrics(project.id, metrics(tmp_path / "m.csv", 2.0), settings)
    assert again.lessons == done.lessons  # the same posts, not twice as many
    new = Project(settings.home / "projects" / "next", file.model_copy(update={"id": "next"}))
    new.folder.mkdir()
    timing = timing_of(new, settings)
    assert timing.learnt().hours[8] > 0 > timing.learnt().hours[12]
    forget_measured(settings, file.tenant, file.kit.id)
    assert not list(measured_path(settings, file.tenant, file.kit.id).parent.iterdir())
    assert timing_of(new, settings) == timing  # pinned when it began


def test_noise_moves_nothing(project: Project, settings: Settings, tmp_path: Path) -> None:
    done = import_metrics(project.id, metrics(tmp_path / "m.csv", 1.0), settings)
    assert not [one for one in done.lessons.certain if one.dimension == "hour"]


def test_rows_about_nothing_of_ours_are_refused(
    project: Project, settings: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "other.csv"
    path.write_text("post_id,reach\nx,1\n", encoding="utf-8")
    with pytest.raises(CallerError, match="None of the 1 rows"):
        import_metrics(project.id, path, settings)


def test_hours_of_other_campaigns_of_the_tenant_are_taken(
    project: Project, settings: Settings
) -> None:
    tenant = project.file.tenant
    found = taken(settings, tenant, datetime(2026, 3, 20, tzinfo=UTC))
    assert len(found) == COUNT - 7
    assert taken(settings, "somebody-else", EARLY) == []
    (project.out / "campaign.json").write_text("{", encoding="utf-8")
    assert taken(settings, tenant, EARLY) == []


def test_uploads_are_written_beside_the_calendar_or_where_one_says(
    project: Project, settings: Settings, tmp_path: Path
) -> None:
    clock, base = FixedClock(EARLY), "https://cdn.example.com"

    def to(name: str, out: Path | None) -> list[Path]:
        return export(project.id, name, out, media_base_url=base, settings=settings, clock=clock)

    assert to("buffer", None) == [project.out / "buffer-facebook.csv"]
    assert to("publer", tmp_path / "p.csv") == [tmp_path / "p.csv"]
    assert to("ayrshare", tmp_path) == [tmp_path / "ayrshare.csv"]
    assert to("ics", tmp_path / "c.ics")[0].read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    with pytest.raises(CallerError, match="no export for 'hootsuite'"):
        to("hootsuite", None)


def test_a_file_the_service_would_refuse_is_not_written(
    project: Project, settings: Settings, tmp_path: Path
) -> None:
    with pytest.raises(AuthorError, match=r"Ayrshare would refuse.*is past.*and 32 more"):
        export(project.id, "ayrshare", tmp_path / "a.csv", settings=settings)
    assert not (tmp_path / "a.csv").exists()
    campaign = project.campaign()
    assert campaign is not None
    with pytest.raises(CallerError, match="No post goes out"):
        uploads(campaign.model_copy(update={"calendar": ()}), "ayrshare")


def test_the_commands_say_what_they_did(project: Project, tmp_path: Path) -> None:
    run = CliRunner().invoke
    path = metrics(tmp_path / "m.csv", 2.0)
    said = run(app, ["learn", project.id, str(path)])
    assert said.exit_code == 0, said.output
    assert f"{COUNT} of {COUNT + 1} rows" in said.output
    assert f"from {COUNT} posts" in said.output
    told = json.loads(run(app, ["learn", project.id, str(path), "--json"]).stdout)
    assert told["unmatched_lines"] == [COUNT + 2]
    assert told["lessons"]["posts"] == COUNT
    shown = json.loads(run(app, ["calendar", project.id, "--json"]).stdout)
    assert len(shown["calendar"]) == COUNT
    table = run(app, ["calendar", project.id])
    assert "post-39" in table.output
    bad = run(app, ["calendar", project.id, "--out", "x.csv"])
    assert bad.exit_code == 4
    out = tmp_path / "c.ics"
    made = json.loads(
        run(app, ["calendar", project.id, "--to", "ics", "--out", str(out), "--json"]).stdout
    )
    assert made["files"] == [str(out)]


def test_a_damaged_pin_is_told_and_not_replaced(project: Project, settings: Settings) -> None:
    (project.folder / TIMING).write_text("{", encoding="utf-8")
    with pytest.raises(Exception, match="cannot be read"):
        timing_of(project, settings)
