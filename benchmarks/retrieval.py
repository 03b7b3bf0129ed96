"""Does memory find what is asked for? Plain dense search, words alone, and both, as memory does it.

376 facts of eight invented brands in five languages, 160 queries as people and graph nodes put
them. A query is right when a statement that answers it is among those found on its brand's shelf.
Every second query of a brand was used to choose constants (dev); the others were not (test).

    recall@5   share of a query's right statements among the first five
    MRR        one over the place of the first right one, of the first ten
    crowded    the same with all brands' statements on one shelf, as a brand's own past posts and
               passages crowd it
    said       for queries with no answer: share whose first hit reaches the bar from which the
               crew takes a remembered statement for an answer, `NEAR_ENOUGH`
"""

import asyncio
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from memory.brand import read_brand
from memory.edge import FileBackend
from memory.embeddings import LocalEmbedder
from memory.filters import readable
from memory.index import Hit, Row, collection_name
from memory.items import MemoryItem, Scope
from memory.ranking import CANDIDATES, ranked
from memory.terms import document_terms, query_terms

HERE = Path(__file__).parent
DATA = HERE / "retrieval_set"
EXAMPLES = ("nonnas-crust", "harbour-homes", "tide-bottle")
NEAR_ENOUGH = 0.83  # as in graphs/finding.py
NOW = datetime(2026, 11, 21, tzinfo=UTC)
DEEP = 10
WAYS = ("dense", "sparse", "hybrid")

Ranking = list[tuple[str, float]]
"""Statements and their cosines, best first."""


@dataclass(frozen=True)
class Query:
    """One line of queries.yaml. `right` is empty where the shelf has no answer."""

    brand: str
    text: str
    right: frozenset[str]
    kind: str
    half: str


def shelves() -> dict[str, list[str]]:
    """Every brand's statements."""
    found = yaml.safe_load((DATA / "facts.yaml").read_text("utf-8"))
    for name in EXAMPLES:
        kit = read_brand(HERE.parent / "examples" / name).kit
        found[name] = [fact.statement for fact in kit.facts]
    return found


def queries(facts: Mapping[str, Sequence[str]]) -> Iterator[Query]:
    """The queries. Raises `ValueError` for an answer that no statement of the brand holds."""
    for brand, lines in yaml.safe_load((DATA / "queries.yaml").read_text("utf-8")).items():
        for place, line in enumerate(lines):
            text, answers, kind = (part.strip() for part in line.split(" | "))
            right: set[str] = set()
            for part in [] if answers == "-" else answers.split(" & "):
                held = [fact for fact in facts[brand] if part.strip().lower() in fact.lower()]
                if not held:
                    raise ValueError(f"{brand}: no statement holds {part!r}")
                right |= set(held)
            yield Query(brand, text, frozenset(right), kind, ("dev", "test")[place % 2])


CROWD = "crowded"


async def rankings(
    facts: Mapping[str, Sequence[str]], asked: Sequence[Query]
) -> dict[str, list[Ranking]]:
    """For each way of searching, what each query finds; through the store as it is shipped."""
    embedder = LocalEmbedder()
    name = collection_name(embedder.name, embedder.dim or 0)
    with tempfile.TemporaryDirectory() as folder:
        backend = FileBackend(Path(folder))
        with backend.opened() as index:
            index.ensure(name, embedder.dim or 0)
            for brand, statements in facts.items():
                vectors = await embedder.embed_documents(statements)
                items = [MemoryItem(kind="fact", text=s, shelf="brand") for s in statements]
                for shelf in (brand, CROWD):
                    scope = Scope("bench", "p", shelf)
                    index.write(
                        name,
                        [
                            Row(scope.point_id(i), v, document_terms(i.text), scope.payload(i, NOW))
                            for i, v in zip(items, vectors, strict=True)
                        ],
                    )
            names = [way + crowd for crowd in ("", f" {CROWD}") for way in WAYS]
            ways: dict[str, list[Ranking]] = {way: [] for way in names}
            vectors = await embedder.embed_queries([query.text for query in asked])
            for query, vector in zip(asked, vectors, strict=True):
                for crowd in ("", f" {CROWD}"):
                    scope = Scope("bench", "p", CROWD if crowd else query.brand)
                    chosen, terms = readable(scope, ["fact"]), query_terms(query.text)
                    found = index.search(name, vector, terms, chosen, CANDIDATES)
                    mixed = ranked((query.text, vector), found, NOW, DEEP)
                    ways[f"dense{crowd}"].append(_plain(found[0]))
                    ways[f"sparse{crowd}"].append(_plain(found[1]))
                    ways[f"hybrid{crowd}"].append([(str(p["text"]), c) for p, c in mixed])
    return ways


def _plain(hits: Sequence[Hit]) -> Ranking:
    return [(str(hit.payload["text"]), hit.score) for hit in hits]


def recall(query: Query, ranking: Ranking) -> float:
    first = {text for text, _ in ranking[:5]}
    return len(query.right & first) / min(5, len(query.right))


def reciprocal(query: Query, ranking: Ranking) -> float:
    places = (n for n, (text, _) in enumerate(ranking[:DEEP], 1) if text in query.right)
    return next((1 / place for place in places), 0.0)


def said(_: Query, ranking: Ranking) -> float:
    return float(bool(ranking) and ranking[0][1] >= NEAR_ENOUGH)


def mean(
    measure: Callable[[Query, Ranking], float],
    asked: Sequence[Query],
    found: Sequence[Ranking],
    wanted: Callable[[Query], Any],
) -> float:
    values = [measure(q, r) for q, r in zip(asked, found, strict=True) if wanted(q)]
    return sum(values) / len(values)


def main() -> int:
    facts = shelves()
    asked = list(queries(facts))
    ways = asyncio.run(rankings(facts, asked))
    count = sum(map(len, facts.values()))
    print(f"{len(facts)} brands, {count} statements, {len(asked)} queries\n")
    print("| half | queries | way | recall@5 | MRR |\n| --- | --- | --- | --- | --- |")
    for half in ("dev", "test"):
        for way, found in ways.items():
            within = [q for q in asked if q.half == half and q.right]
            r, m = (
                mean(measure, asked, found, lambda q, h=half: q.half == h and q.right)
                for measure in (recall, reciprocal)
            )
            print(f"| {half} | {len(within)} | {way} | {r:.3f} | {m:.3f} |")
    print(
        "\n| kind (test half) | queries | dense | sparse | hybrid |\n"
        "| --- | --- | --- | --- | --- |"
    )
    for kind in dict.fromkeys(q.kind for q in asked if q.right):
        within = [q for q in asked if q.half == "test" and q.kind == kind]
        cells = [
            mean(recall, asked, found, lambda q, k=kind: q.half == "test" and q.kind == k)
            for found in (ways[way] for way in WAYS)
        ]
        print(f"| {kind} | {len(within)} | " + " | ".join(f"{cell:.2f}" for cell in cells) + " |")
    absent = [q for q in asked if not q.right]
    shares = [mean(said, asked, ways[way], lambda q: not q.right) for way in ("dense", "hybrid")]
    print(
        f"\n{len(absent)} queries without an answer: first hit at {NEAR_ENOUGH} or nearer in "
        f"{shares[0]:.0%} (dense), {shares[1]:.0%} (hybrid)"
    )
    if "--misses" in sys.argv:
        for query, ranking in zip(asked, ways["hybrid"], strict=True):
            if query.right and query.half == "dev" and not recall(query, ranking):
                print(f"missed: {query.brand}: {query.text} -> {ranking[0][0]}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
