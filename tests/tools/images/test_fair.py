"""The queue: who is next, what goes together, and that nobody waits for another's backlog."""

from __future__ import annotations

import threading
from collections.abc import Hashable
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from tools.images.fair import FairQueue


@dataclass(eq=False)
class Job:
    tenant: str
    shape: Hashable = 0
    cost: float = 1.0
    alone: bool = False
    dropped: bool = False


def four(_: Hashable) -> int:
    return 4


def served(queue: FairQueue[Job]) -> list[list[Job]]:
    """Everything, batch by batch."""
    batches: list[list[Job]] = []
    while len(queue):
        batches.append(queue.take(four))
    return batches


def test_like_goes_with_like_in_order() -> None:
    queue = FairQueue[Job]()
    jobs = [Job("a", shape) for shape in (1, 2, 1, 1, 2, 1, 1)]
    for job in jobs:
        queue.put(job)
    first, second, third = served(queue)
    assert first == [jobs[n] for n in (0, 2, 3, 5)]
    assert second == [jobs[n] for n in (1, 4)]
    assert third == [jobs[6]]


def test_who_must_go_alone_does() -> None:
    queue = FairQueue[Job]()
    jobs = [Job("a"), Job("a", alone=True), Job("a")]
    for job in jobs:
        queue.put(job)
    assert served(queue) == [[jobs[0], jobs[2]], [jobs[1]]]


def test_a_dropped_job_takes_no_turn() -> None:
    queue = FairQueue[Job]()
    for job in (Job("a", dropped=True), kept := Job("a")):
        queue.put(job)
    assert served(queue) == [[kept]]


def test_what_is_put_back_comes_first_and_costs_nothing() -> None:
    queue = FairQueue[Job]()
    jobs = [Job("a"), Job("a"), Job("a"), Job("b")]
    for job in jobs:
        queue.put(job)
    for _ in range(5):  # each time in vain
        taken = queue.take(lambda _: 2)
        queue.put_back(taken)
    order = [queue.take(lambda _: 1)[0] for _ in range(4)]
    assert [job for job in order if job.tenant == "a"] == jobs[:3]
    assert jobs[3] in order[:2]


def test_a_batch_fills_while_it_lingers() -> None:
    queue = FairQueue[Job]()
    queue.put(Job("a"))
    threading.Timer(0.05, lambda: [queue.put(Job("a")) for _ in range(3)]).start()
    assert len(queue.take(four, linger_s=10)) == 4


def test_a_closed_queue_gives_up_its_jobs_and_wakes_who_waits() -> None:
    queue = FairQueue[Job]()
    got: list[list[Job]] = []
    thread = threading.Thread(target=lambda: got.append(queue.take(four)))
    thread.start()
    queue.close()
    thread.join(10)
    assert got == [[]]
    assert not queue.put(Job("a"))


@given(
    backlog=st.integers(20, 80),
    quiet=st.integers(1, 5),
    most=st.integers(1, 4),
    costs=st.tuples(st.floats(0.5, 4), st.floats(0.5, 4)),
)
def test_a_quiet_tenant_is_done_well_before_a_noisy_ones_backlog(
    backlog: int, quiet: int, most: int, costs: tuple[float, float]
) -> None:
    """Fault 27. The quiet tenant comes last, with jobs of another shape."""
    queue = FairQueue[Job]()
    for _ in range(backlog):
        queue.put(Job("noisy", "n", costs[0]))
    for _ in range(quiet):
        queue.put(Job("quiet", "q", costs[1]))
    work, done = 0.0, 0.0
    while len(queue):
        batch = queue.take(lambda _: most)
        work += sum(job.cost for job in batch)
        done = work if batch[0].tenant == "quiet" else done
    own = quiet * costs[1]
    # Its own work, as much for the other, and one batch of each that cannot be divided.
    assert done <= 2 * own + most * sum(costs) + 1e-6


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 2)), min_size=1, max_size=40))
def test_nothing_is_lost_or_doubled(asked: list[tuple[str, int]]) -> None:
    queue = FairQueue[Job]()
    jobs = [Job(tenant, shape) for tenant, shape in asked]
    for job in jobs:
        queue.put(job)
    batches = served(queue)
    assert sorted(map(id, (job for batch in batches for job in batch))) == sorted(map(id, jobs))
    assert all(len({job.shape for job in batch}) == 1 and len(batch) <= 4 for batch in batches)
    for tenant in "abc":
        for shape in range(3):
            own = [j for b in batches for j in b if (j.tenant, j.shape) == (tenant, shape)]
            assert own == [j for j in jobs if (j.tenant, j.shape) == (tenant, shape)]


def test_who_was_away_gets_no_credit() -> None:
    queue = FairQueue[Job]()
    for _ in range(10):
        queue.put(Job("busy"))
        queue.take(lambda _: 1)
    for tenant in ("busy", "new"):
        for _ in range(4):
            queue.put(Job(tenant))
    order = [queue.take(lambda _: 1)[0].tenant for _ in range(8)]
    assert order.count("new") == 4
    assert order[:4].count("busy") >= 1


def test_who_lingers_for_one_shape_lets_nobody_sleep_through_another() -> None:
    queue = FairQueue[Job]()
    queue.put(Job("a", shape=1))
    got: list[list[Job]] = []
    lingering = threading.Thread(target=lambda: queue.take(four, linger_s=20), daemon=True)
    lingering.start()
    while not queue._changed._waiters:  # type: ignore[attr-defined]
        pass
    waiting = threading.Thread(target=lambda: got.append(queue.take(lambda _: 1)), daemon=True)
    queue.take(lambda _: 1)  # what it lingers with is gone: now nobody has a job
    waiting.start()
    while len(queue._changed._waiters) < 2:  # type: ignore[attr-defined]
        pass
    queue.put(Job("a", shape=2))
    waiting.join(10)
    queue.close()
    assert [[job.shape for job in batch] for batch in got] == [[2]]
