import base64
import hashlib
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from studiocrew.contracts import Campaign, Identity, Post, Swatch, TypePairing
from studiocrew.errors import StoreError
from tools.colour import contrast
from tools.export.page import render_page
from tools.export.pattern import pattern
from tools.export.pictures import data_uri
from tools.export.theme import FONT_BUDGET, headline_fit, theme_of

HEX = st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06X}")
ROLES = ("ink", "paper", "primary", "secondary", "accent", "deep")
EVIL = "\"><script>alert(1)</script><img src=x onerror=alert(2)> ' & {{ 7*7 }} {% raw %}"


class Reader(HTMLParser):
    """Collects what a browser would act on."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, {key: value or "" for key, value in attrs}))

    def handle_data(self, data):
        self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def sources(campaign: Campaign, pictures: dict[str, Path]) -> dict[str, Path]:
    return {asset.path: pictures[asset.sha256] for asset in campaign.assets}


@pytest.fixture(scope="module")
def page(campaign: Campaign, sources: dict[str, Path]) -> str:
    return render_page(campaign, sources)


def test_the_page_loads_nothing(page: str) -> None:
    reader = Reader(page)
    for _, attributes in reader.tags:
        for name in ("src", "srcset", "poster", "data", "background", "action"):
            assert attributes.get(name, "data:").startswith("data:")
        assert not any(name.startswith("on") for name in attributes)
    assert not reader.all("link") + reader.all("iframe") + reader.all("object")
    assert "@import" not in page
    assert not re.search(r"url\(\s*['\"]?(?!data:)", page)
    for link in reader.all("a"):
        assert not re.match(r"[a-z]+:|//", link["href"])


def test_the_policy_forbids_the_network_and_knows_its_script(page: str) -> None:
    (policy,) = [m["content"] for m in Reader(page).all("meta") if "http-equiv" in m]
    assert policy.startswith("default-src 'none';")
    assert "http" not in policy
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy


def test_the_page_stays_under_four_megabytes(page: str) -> None:
    assert len(page.encode()) < 4_000_000


def test_everything_a_client_asks_for_is_there(campaign: Campaign, page: str) -> None:
    words = " ".join(" ".join(Reader(page).words).split())
    for text in (
        campaign.goal,
        campaign.plan.theme,
        campaign.brand.name,
        campaign.provenance.model,
        campaign.provenance.project,
        "18,200",
        "5 min 16 s",
        *(a.statement for a in campaign.brief.assumptions),
        *(a.why for a in campaign.brief.assumptions),
        *(q.text for q in campaign.brief.questions),
        *(c.evidence for c in campaign.checks),
        *(s.title for s in campaign.sources),
        *(p.alt_text for p in campaign.posts),
        *(tag for p in campaign.posts for tag in p.hashtags),
    ):
        assert text in words


def test_the_page_can_be_read_aloud(campaign: Campaign, page: str) -> None:
    reader = Reader(page)
    (html,) = reader.all("html")
    assert html["lang"] == "en"
    levels = [int(tag[1]) for tag, _ in reader.tags if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    assert all("alt" in image for image in reader.all("img"))
    ids = [attributes["id"] for _, attributes in reader.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for link in reader.all("a"):
        if link["href"].startswith("#"):
            assert link["href"][1:] in ids
    posts = [a["id"] for a in reader.all("article")]
    assert posts == [entry.post_id for entry in campaign.calendar]


def test_links_beside_the_page_are_files_of_the_folder(campaign: Campaign, page: str) -> None:
    from tools.export.folder import file_names

    links = {link["href"] for link in Reader(page).all("a")}
    assert {link for link in links if not link.startswith("#")} <= set(file_names(campaign))


def evil_campaign(campaign: Campaign) -> Campaign:
    """Every free text is hostile."""
    brief = campaign.brief
    return campaign.model_copy(
        update={
            "goal": EVIL,
            "brand": campaign.brand.model_copy(update={"name": EVIL}),
            "plan": campaign.plan.model_copy(update={"theme": EVIL}),
            "brief": brief.model_copy(
                update={
                    "message": EVIL,
                    "audience": EVIL,
                    "language": EVIL,
                    "assumptions": tuple(
                        a.model_copy(update={"statement": EVIL, "why": EVIL, "affects": (EVIL,)})
                        for a in brief.assumptions
                    ),
                    "questions": tuple(
                        q.model_copy(update={"text": EVIL, "answer": EVIL}) for q in brief.questions
                    ),
                }
            ),
            "identity": campaign.identity.model_copy(update={"wordmark": EVIL, "why": EVIL}),
            "posts": tuple(
                p.model_copy(update={"caption": EVIL, "alt_text": EVIL, "hashtags": (f"#{EVIL}",)})
                for p in campaign.posts
            ),
            "documents": tuple(
                d.model_copy(update={"title": EVIL, "text": EVIL}) for d in campaign.documents
            ),
            "checks": tuple(c.model_copy(update={"evidence": EVIL}) for c in campaign.checks),
            "sources": tuple(
                s.model_copy(update={"title": EVIL, "locator": "javascript:alert(1)"})
                for s in campaign.sources
            ),
            "provenance": campaign.provenance.model_copy(update={"model": EVIL, "recipe": EVIL}),
        }
    )


def test_hostile_text_stays_text(campaign: Campaign, sources: dict[str, Path], page: str) -> None:
    reader = Reader(render_page(evil_campaign(campaign), sources))
    assert len(reader.all("script")) == len(Reader(page).all("script")) == 1
    assert not [i for i in reader.all("img") if not i["src"].startswith("data:")]
    assert not any(name.startswith("on") for _, a in reader.tags for name in a)
    assert not [a for a in reader.all("a") if a["href"].startswith("javascript")]
    assert any("{{ 7*7 }}" in words for words in reader.words)


def test_a_bare_campaign_still_makes_a_page(campaign: Campaign) -> None:
    bare = Campaign(
        goal="g",
        brand=campaign.brand,
        brief=campaign.brief.model_copy(update={"assumptions": (), "questions": (), "facts": ()}),
        plan=campaign.plan.model_copy(update={"theme": ""}),
        posts=(Post(id="p1", platform="town_crier", caption="Hear ye"),),
        provenance=campaign.provenance,
    )
    words = " ".join(Reader(render_page(bare, {})).words)
    assert "Town Crier" in words
    assert "Hear ye" in words


def test_a_failed_check_is_told_by_its_rule(campaign: Campaign, page: str) -> None:
    """A client read "0.39 likely, 0.50 needed" and nothing of what was likely."""
    words = " ".join(" ".join(Reader(page).words).split())
    rules = {item.id: item.text for item in campaign.checklist}
    failed = [c for c in campaign.checks if not c.passed and c.target_id.startswith("post-")]
    assert failed
    for check in failed:
        assert f"{rules[check.item]} {check.evidence}" in words
        assert f"“{rules[check.item].rstrip('.')}” is in doubt: {check.evidence}" in words


def test_what_was_left_undone_for_the_budget_is_told(
    campaign: Campaign, sources: dict[str, Path]
) -> None:
    said = "2 posts left out for the budget (post-5, post-6)."
    short = campaign.model_copy(update={"savings": (said,)})
    assert said in " ".join(Reader(render_page(short, sources)).words)


def test_a_long_caption_folds_where_the_platform_folds(page: str) -> None:
    article = page[page.index('id="post-1"') : page.index('id="post-1-text"')]
    head = re.search(r"<summary><b>[^<]*</b> (.*?)<span class=\"more\">", article, re.DOTALL)
    assert head
    assert len(head[1]) <= 125
    assert head[1].startswith("Seventy-two hours")


# The look


@given(st.tuples(*[HEX] * 6), st.tuples(*[HEX] * 6))
def test_any_palette_is_readable(grounds: tuple[str, ...], ons: tuple[str, ...]) -> None:
    swatches = tuple(
        Swatch(role=role, name=role, hex=hex_, on=on, contrast=1)
        for role, hex_, on in zip(ROLES, grounds, ons, strict=True)
    )
    pairing = TypePairing(display="None", serif="None", text="None")
    identity = Identity(
        wordmark="w", mood="m", swatches=swatches, pairing=pairing, motif="m", seed=1
    )
    look = dict(theme_of(identity).variables)
    for text, ground, least in (
        ("ink", "paper", 4.5),
        ("mute", "paper", 4.5),
        ("strong", "paper", 4.5),
        ("on-ink", "ink", 4.5),
        ("on-ink-mute", "ink", 4.5),
        ("ink", "raised", 4.5),
        ("mute", "raised", 4.5),
        ("on-primary", "primary", 4.5),
        ("on-secondary", "secondary", 4.5),
        ("on-accent", "accent", 4.5),
        ("on-deep", "deep", 4.5),
        ("big-on-primary", "primary", 3),
    ):
        assert contrast(look[text], look[ground]) >= least, (text, ground)


def test_shipped_fonts_are_carried_within_the_budget(campaign: Campaign) -> None:
    faces = theme_of(campaign.identity).faces
    sizes = [len(base64.b64decode(face.uri.split(",")[1])) for face in faces]
    assert sum(sizes) <= FONT_BUDGET
    assert {face.voice for face in faces} <= {"display", "serif", "text"}


@given(st.text(max_size=200))
def test_a_headline_always_gets_a_size(text: str) -> None:
    assert 4.5 <= headline_fit(text, "No such family") <= 22


def test_longer_headlines_are_smaller() -> None:
    sizes = [headline_fit("slow bread " * n, "No such family") for n in (1, 3, 9)]
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) == 3


@given(st.integers(0, 2**40), st.lists(HEX, min_size=1, max_size=6), st.integers(1, 8))
def test_patterns_repeat_exactly(seed: int, colours: list[str], columns: int) -> None:
    made = pattern(seed, colours, columns, 2)
    assert made == pattern(seed, colours, columns, 2)
    assert set(re.findall(r"#[0-9A-F]{6}", made)) <= set(colours)
    assert made.count("<g ") == 2 * columns


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(3_000, 60_000), st.integers(50, 900))
def test_copies_keep_to_their_budget(tmp_path: Path, budget: int, width: int) -> None:
    file = tmp_path / "noise.png"
    if not file.exists():
        Image.effect_noise((640, 800), 90).save(file)
    uri = data_uri(file, width=width, budget=budget)
    data = base64.b64decode(uri.removeprefix("data:image/webp;base64,"))
    assert data[8:12] == b"WEBP"
    assert len(data) <= budget


def test_what_is_no_picture_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 40)
    with pytest.raises(StoreError, match="cannot be read"):
        data_uri(bad, width=100, budget=1000)
    bomb = tmp_path / "bomb.png"
    Image.new("1", (9000, 9000)).save(bomb)
    with pytest.raises(StoreError, match="pixels"):
        data_uri(bomb, width=100, budget=1000)
