"""A small internet with one public site, and a secret one on every private address."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from internet import Internet, Site, http

from studiocrew.clock import FixedClock
from tools.web.fetch import Fetcher, Limits

PUBLIC = "93.184.216.34"
PRIVATE = ("127.0.0.1", "::1", "169.254.169.254", "10.0.0.5", "::ffff:127.0.0.1", "0.0.0.0")

ARTICLE = """<!doctype html><html lang="en"><head><title>How wet is sourdough</title>
<meta property="article:published_time" content="2026-03-04T10:00:00Z">
<link rel="license" href="https://creativecommons.org/licenses/by/4.0/"></head>
<body><nav><a href="/">Home</a> <a href="/about">About us</a></nav><article>
<h1>How wet is sourdough</h1>
<p>Bakers mix sourdough with 65 to 80 grams of water for every 100 grams of flour. A wetter dough
rises higher and keeps longer, but it is harder to shape by hand.</p>
<p>Rye takes up more water than wheat. A rye loaf stays fresh for nine days.</p>
<ul><li>The starter is fed at six in the morning and again at six in the evening.</li></ul>
</article><footer>Bread Weekly</footer></body></html>"""


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 5, 6, 7, 8, tzinfo=UTC))


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """What stands at page.example."""
    async with Site({"/": http(ARTICLE)}) as running:
        yield running


@pytest.fixture
async def secret() -> AsyncIterator[Site]:
    """What must never be asked anything."""
    secret = http("<p>The secret of this machine is a canary that sings at night.</p>")
    async with Site(dict.fromkeys(("/", "/robots.txt", "/latest/meta-data/"), secret)) as site:
        yield site


@pytest.fixture
def internet(site: Site, secret: Site) -> Internet:
    internet = Internet()
    internet.put(site, PUBLIC, "page.example", "www.page.example")
    for address in PRIVATE:
        internet.put(secret, address)
    internet.names |= {"localhost.example": [["127.0.0.1"]], "meta.example": [["169.254.169.254"]]}
    return internet


@pytest.fixture
async def fetcher(internet: Internet, clock: FixedClock) -> AsyncIterator[Fetcher]:
    limits = Limits(bytes=200_000, seconds=5)
    async with Fetcher(clock, limits=limits, resolve=internet.resolve, network=internet) as running:
        yield running
