"""Three concepts for a campaign's look: proposed, kept apart and ranked by rule alone.

Candidates are every direction (directions.yaml) in every palette that the brand's colours make
(leads.py). The three with the best scores are taken that differ in colours, type, motif, imagery
and layout, as `distance.distinct` measures it. Nothing here asks a model.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations, product

from studiocrew.contracts import Concepts, Contract, Id, Identity, IdentityConcept, Score, Swatch
from tools.identity import fit
from tools.identity.distance import distinct, gap, palette_distance
from tools.identity.elsewhere import VisualMark
from tools.identity.leads import LEADS
from tools.identity.traits import Traits, data, parts
from tools.layout import PAIRINGS, motif_for
from tools.palette import palette

LETTERS = "ABC"
SHORTLIST = 2
"""Candidates of each direction in each palette and motif among which three are sought."""


class Direction(Contract):
    """A way to go, whole in itself; see directions.yaml."""

    id: Id
    noun: str
    family: Id
    imagery: Id
    pairings: tuple[Id, ...]
    marks: tuple[Id, ...]
    leads: tuple[Id, ...]
    moods: tuple[Id, ...]
    why: str


@dataclass(frozen=True)
class Wanted:
    """What concepts are made for. `elsewhere` are looks of the tenant's other brands."""

    wordmark: str
    trade: str = ""
    mood: str = "warm"
    tone: tuple[str, ...] = ()
    wish: Traits = field(default_factory=Traits)
    colours: tuple[str, ...] = ()
    seed: int = 0
    voice_line: str = ""
    elsewhere: tuple[VisualMark, ...] = ()


@dataclass(frozen=True)
class _Candidate:
    direction: Direction
    identity: Identity
    scores: tuple[Score, ...]
    total: float


@cache
def directions() -> tuple[Direction, ...]:
    """All of directions.yaml."""
    return tuple(Direction.model_validate(entry) for entry in data("directions.yaml"))


def propose(wanted: Wanted) -> Concepts:
    """Three concepts, best first, with their scores and the distances between them.

    The same for the same `wanted`. There are always three; should a brand leave no three that are
    apart in everything, the three that are furthest apart are given, and their gaps say so.
    """
    trio = _apart(_shortlist(_candidates(wanted)))
    named = dict(zip(LETTERS, sorted(trio, key=lambda c: -c.total), strict=True))
    concepts = tuple(_concept(letter, chosen) for letter, chosen in named.items())
    return Concepts(
        concepts=concepts,
        gaps=tuple(
            gap(one.id, one.identity, other.id, other.identity)
            for one, other in combinations(concepts, 2)
        ),
        best=concepts[0].id,
        why=reason(concepts),
    )


def preferred(concepts: Concepts, letter: str) -> Concepts:
    """The concepts with the art director's preference as one more score, and chosen again."""
    scored = tuple(_liked(concept, concept.id == letter) for concept in concepts.concepts)
    ranked = sorted(scored, key=lambda c: -c.total)
    return concepts.model_copy(
        update={"concepts": scored, "best": ranked[0].id, "why": reason(ranked)}
    )


def _liked(concept: IdentityConcept, first: bool) -> IdentityConcept:
    said = "the art director would take it" if first else "the art director would take another"
    scores = (*concept.scores, fit.score_director(first, said))
    return concept.model_copy(update={"scores": scores, "total": fit.mean(scores)})


def _shortlist(candidates: Iterable[_Candidate]) -> list[_Candidate]:
    """The best few in each way of going, palette and motif, best first: type is what differs."""
    kept: Counter[tuple[str, tuple[Swatch, ...], str]] = Counter()
    short: list[_Candidate] = []
    for candidate in sorted(candidates, key=lambda c: -c.total):
        identity = candidate.identity
        key = (candidate.direction.id, identity.swatches, identity.motif)
        kept[key] += 1
        if kept[key] <= SHORTLIST:
            short.append(candidate)
    return short


def reason(concepts: Sequence[IdentityConcept]) -> str:
    """Why the first of them is the choice, in a sentence with its scores."""
    best, second = concepts[0], concepts[1]
    scores = {score.name: score for score in second.scores}
    ahead = [
        (s.weight * (s.value - scores[s.name].value), s) for s in best.scores if s.name in scores
    ]
    lead = max(ahead, key=lambda pair: pair[0])[1] if ahead else best.scores[0]
    return (
        f"{best.id} scores {best.total:.2f}, {second.id} {second.total:.2f}; what tells most for "
        f"{best.id}: {lead.why}."
    )


def _candidates(wanted: Wanted) -> Iterator[_Candidate]:
    motif = motif_for(wanted.trade)
    motifs = (motif, *parts().neighbours.get(motif, ()))
    for direction in directions():
        for swatches, mood in _palettes(wanted, direction):
            settled = _palette_scores(swatches, wanted)
            trade = {shown: fit.score_trade(shown, motif, wanted.trade) for shown in motifs}
            for pairing, mark, shown in product(direction.pairings, direction.marks, motifs):
                identity = Identity(
                    wordmark=wanted.wordmark,
                    mood=mood,
                    swatches=swatches,
                    pairing=PAIRINGS[pairing],
                    motif=shown,
                    seed=wanted.seed,
                    voice_line=wanted.voice_line,
                    family=direction.family,
                    mark=mark,
                    imagery=direction.imagery,
                )
                tone = fit.score_tone(identity, wanted.wish, wanted.tone)
                scores = tuple(filter(None, (tone, *settled[:2], trade[shown], *settled[2:])))
                yield _Candidate(direction, identity, scores, fit.mean(scores))


def _palette_scores(swatches: tuple[Swatch, ...], wanted: Wanted) -> tuple[Score | None, ...]:
    """Colours, contrast and distance elsewhere: the same for all that wear the palette."""
    near = [palette_distance(swatches, other.swatches) for other in wanted.elsewhere]
    return (
        fit.score_colours(swatches, wanted.colours),
        fit.score_contrast(swatches),
        fit.score_elsewhere(min(near, default=None)),
    )


def _palettes(wanted: Wanted, direction: Direction) -> Iterable[tuple[tuple[Swatch, ...], str]]:
    """The direction's palettes; each lead has a seed of its own, so that their accents differ."""
    moods = [m for m in (wanted.mood,) if m in direction.moods] or [direction.moods[0]]
    base = wanted.colours or (_own_colour(wanted),)
    for mood, lead in product(moods, direction.leads):
        if colours := LEADS[lead](base):
            seed = wanted.seed + 101 * [*LEADS].index(lead)
            yield palette(colours, mood, seed), mood


def _own_colour(wanted: Wanted) -> str:
    """A brand without colours is lent one that suits its mood, and keeps to it."""
    swatches = palette((), wanted.mood, wanted.seed)
    return next(swatch.hex for swatch in swatches if swatch.role == "primary")


def _apart(ranked: Sequence[_Candidate]) -> tuple[_Candidate, ...]:
    """The best three that are distinct; else those with the widest least gap."""
    best: tuple[float, tuple[_Candidate, ...]] = (0.0, ())
    far = cache(lambda i, j: distinct(ranked[i].identity, ranked[j].identity))
    for i, one in enumerate(ranked):
        if 3 * one.total <= best[0]:
            break  # sorted: nothing that follows can be better
        for j in range(i + 1, len(ranked)):
            if one.total + 2 * ranked[j].total <= best[0]:
                break
            if not far(i, j):
                continue
            third = next((k for k in range(j + 1, len(ranked)) if far(i, k) and far(j, k)), None)
            if third is not None:
                trio = (one, ranked[j], ranked[third])
                best = max(best, (sum(c.total for c in trio), trio), key=lambda found: found[0])
    return best[1] or _widest(ranked)


def _widest(shortlist: Sequence[_Candidate]) -> tuple[_Candidate, ...]:
    """One candidate of each of three families, with the widest least palette gap."""
    tops = {c.direction.family: c for c in reversed(shortlist)}
    by_family = [[c for c in shortlist if c.direction.family == name][:6] for name in tops]
    trios = [trio for three in combinations(by_family, 3) for trio in product(*three)]
    return max(
        trios,
        key=lambda trio: min(
            palette_distance(one.identity.swatches, other.identity.swatches)
            for one, other in combinations(trio, 2)
        ),
    )


def _concept(letter: str, chosen: _Candidate) -> IdentityConcept:
    lead = next(s.name for s in chosen.identity.swatches if s.role == "primary")
    colours = next((s.why for s in chosen.scores if s.name == "colours"), "")
    said = f" {colours[0].upper()}{colours[1:]}." if colours else ""
    identity = chosen.identity.model_copy(
        update={"concept": letter, "why": chosen.direction.why + said}
    )
    return IdentityConcept(
        id=letter,
        title=f"{lead} {chosen.direction.noun}",
        identity=identity,
        scores=chosen.scores,
        total=chosen.total,
    )
