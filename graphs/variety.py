"""Voice and variety in a run: which draft sounds like the brand, and what has been said before."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from graphs.studio import Studio
from memory.items import MemoryItem
from studiocrew.contracts import Brief, Identity, Post
from tools.identity.elsewhere import VisualMark
from tools.voice.checks import own_words, voice_of
from tools.voice.distance import distance
from tools.voice.fingerprint import Fingerprint

WEIGHT = 0.5
"""What the brand's voice counts among usable drafts: less than a tenth of what makes a good
opening (`ENOUGH`), so that it decides between lines that are equally good."""

Preference = Callable[[str], float]


def by_voice(studio: Studio, brief: Brief) -> Preference | None:
    """What to add to a draft's score for sounding like the brand; None with too few samples."""
    profile = voice_of(studio.kit.voice_samples, brief.language)
    if not profile.sure or "screening" in studio.without:
        return None
    return lambda line: -WEIGHT * distance(profile, line).total


async def remember_fingerprint(
    studio: Studio, brief: Brief, posts: Sequence[Post], identity: Identity | None
) -> None:
    """Leave the campaign's shapes, phrases and colours, without its words, to the tenant's other
    brands."""
    if not posts:
        return
    code = Fingerprint.of(
        [post.caption for post in posts],
        own_words(studio.kit, brief),
        tenant=studio.memory.scope.tenant,
        language=brief.language,
        names=(studio.kit.name, brief.brand_name),
    ).code
    if identity is not None:
        code = f"{code};{VisualMark(identity.swatches).code}"
    now = studio.clock.now()
    mark = MemoryItem(kind="fingerprint", text=code, shelf="tenant", created_at=now)
    await studio.memory.remember([mark])


async def captions_before(studio: Studio) -> list[str]:
    """Captions of former stretches, and of the brand's other projects, from memory."""
    hits = await studio.recall(studio.kit.name or studio.kit.trade, ("post",), limit=20)
    others = [hit.text for hit in hits if not hit.ref.startswith(f"{studio.project}/")]
    return [*studio.earlier.captions, *others]


async def elsewhere(studio: Studio) -> tuple[Fingerprint, ...]:
    """The fingerprints of the tenant's other brands."""
    if "memory" in studio.without:
        return ()
    tenant = studio.memory.scope.tenant
    read = [Fingerprint.read(code, tenant=tenant) for code in await studio.memory.fingerprints()]
    return tuple(one for one in read if one is not None)


async def palettes_elsewhere(studio: Studio) -> tuple[VisualMark, ...]:
    """The palettes of the tenant's other brands."""
    if "memory" in studio.without:
        return ()
    codes = await studio.memory.fingerprints()
    return tuple(mark for code in codes if (mark := VisualMark.read(code)) is not None)
