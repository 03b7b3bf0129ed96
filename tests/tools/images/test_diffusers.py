"""Real pipelines, tiny ones: seeds, batches, families, memory, time and cancelling."""

from __future__ import annotations

import asyncio
import builtins
import io
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops

from tools.images import ImageJob, ImageWorker, NoPicture
from tools.images.backend import BackendDown, Cancelled, ImageFailed, OutOfMemory, Stop
from tools.images.diffusers_backend import DiffusersBackend
from tools.images.pipelines import Recipe, fingerprint, load

pytestmark = pytest.mark.torch

JOB = ImageJob(prompt="a loaf on a table", width=64, height=64, steps=2, seed=7, guidance=2.0)
Make = Callable[..., DiffusersBackend]
Work = Callable[..., ImageWorker]


def job(**more: Any) -> ImageJob:
    return JOB.model_copy(update=more)


def always() -> Stop:
    return Stop(lambda: True, 60)


def apart(one: bytes, other: bytes) -> int:
    """The largest difference of two pictures, in grey levels of 255."""
    pictures = (Image.open(io.BytesIO(data)).convert("RGB") for data in (one, other))
    return max(high for _, high in ImageChops.difference(*pictures).getextrema())


class Wrapped:
    """A pipeline with something before each call. Its arguments are still the real one's."""

    def __init__(self, real: Any, before: Callable[..., None]) -> None:
        self.real, self.before = real, before
        self.config = real.config
        self.sizes: list[int] = []

    @property
    def __call__(self) -> Any:
        import functools

        @functools.wraps(self.real.__call__)
        def call(**arguments: Any) -> Any:
            self.sizes.append(len(arguments["prompt"]))
            self.before(**arguments)
            return self.real(**arguments)

        return call


def wrapped(before: Callable[..., None], seen: list[Wrapped]) -> Callable[[Any], Any]:
    """For `diffusers(wrap=...)`. A class of its own, since Python looks calls up on the class."""

    def wrap(real: Any) -> Any:
        outer = Wrapped(real, before)
        seen.append(outer)

        class Pipeline:
            config = real.config
            __call__ = staticmethod(outer.__call__)

        return Pipeline()

    return wrap


def test_a_folder_is_loaded_and_a_seed_repeats(folder: Path) -> None:
    backend = DiffusersBackend(Recipe(str(folder), local_files_only=True))
    first, again, other = (backend.make([one], always())[0]() for one in (JOB, JOB, job(seed=8)))
    assert first.png == again.png != other.png
    assert (first.width, first.height, first.seed) == (64, 64, 7)
    assert (first.model, first.revision) == (str(folder), fingerprint(str(folder)))
    assert first.revision.startswith("files-")


async def test_a_batch_gives_what_single_jobs_give(diffusers: Make, work: Work) -> None:
    """Generators of their own: the seed decides, not the place in a batch."""
    seen: list[Wrapped] = []
    jobs = [job(seed=n, prompt=f"a loaf {'x' * n}") for n in range(5)]
    single = diffusers()
    alone = [single.make([one], always())[0]() for one in jobs]
    worker = work(diffusers(wrap=wrapped(lambda **_: None, seen), most=4), linger_s=1.0)
    futures = [worker.submit(one) for one in jobs]
    batched = await asyncio.gather(*map(asyncio.wrap_future, futures))
    assert sorted(seen[0].sizes) == [1, 4]
    for one, other in zip(alone, batched, strict=True):
        assert apart(one.png, other.png) <= 1  # matrices of other sizes round otherwise
        assert (one.seed, one.prompt) == (other.seed, other.prompt)
    assert min(apart(alone[0].png, other.png) for other in batched[1:]) > 1


async def test_only_what_is_alike_goes_together(diffusers: Make, work: Work) -> None:
    seen: list[Wrapped] = []
    worker = work(diffusers(wrap=wrapped(lambda **_: None, seen)), linger_s=0.3)
    jobs = [JOB, job(width=128), job(steps=3), job(guidance=3.0), job(negative="text"), job(seed=9)]
    made = await asyncio.gather(*(asyncio.wrap_future(worker.submit(one)) for one in jobs))
    assert sorted(seen[0].sizes) == [1, 1, 1, 1, 2]
    assert [one.width for one in made] == [64, 128, 64, 64, 64, 64]


async def test_out_of_memory_makes_batches_smaller(diffusers: Make, work: Work) -> None:
    """Fault 26, at the real call."""
    import torch

    seen: list[Wrapped] = []

    def full(prompt: list[str], **_: Any) -> None:
        if len(prompt) > 2:
            raise torch.OutOfMemoryError("CUDA out of memory")

    worker = work(diffusers(wrap=wrapped(full, seen), most=8), linger_s=1.0)
    made = await asyncio.gather(
        *(asyncio.wrap_future(worker.submit(job(seed=n))) for n in range(8))
    )
    assert seen[0].sizes == [8, 4, 2, 2, 2, 2]
    assert [one.seed for one in made] == list(range(8))
    again = [worker.submit(job(seed=n + 8)) for n in range(4)]
    await asyncio.gather(*map(asyncio.wrap_future, again))
    assert seen[0].sizes[6:] == [2, 2]  # it has learnt


async def test_what_never_fits_goes_to_the_next_backend(diffusers: Make, work: Work) -> None:
    import torch

    def full(**_: Any) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory")

    worker = work(diffusers(wrap=wrapped(full, [])), diffusers())
    made = await asyncio.wrap_future(worker.submit(JOB))
    assert made.png == diffusers().make([JOB], always())[0]().png
    with pytest.raises(NoPicture, match="out of memory") as caught:
        await asyncio.wrap_future(work(diffusers(wrap=wrapped(full, []))).submit(JOB))
    assert caught.value.poison


async def test_a_poison_job_fails_alone(diffusers: Make, work: Work) -> None:
    seen: list[Wrapped] = []

    def poisoned(prompt: list[str], **_: Any) -> None:
        if "poison" in prompt:
            raise ValueError("index out of range")

    worker = work(diffusers(wrap=wrapped(poisoned, seen)), linger_s=1.0)
    jobs = [job(seed=n, prompt="poison" if n == 2 else "a loaf") for n in range(4)]
    made = await asyncio.gather(
        *(asyncio.wrap_future(worker.submit(one)) for one in jobs), return_exceptions=True
    )
    assert [isinstance(one, NoPicture) for one in made] == [False, False, True, False]
    assert isinstance(made[2], NoPicture)
    assert made[2].poison
    assert seen[0].sizes == [4, 1, 1, 1, 1]


async def test_a_lost_accelerator_hands_all_jobs_on(diffusers: Make, work: Work) -> None:
    import torch

    def lost(**_: Any) -> None:
        raise torch.AcceleratorError("CUDA error: device-side assert triggered")

    seen: list[Wrapped] = []
    worker = work(diffusers(wrap=wrapped(lost, seen), most=1), diffusers())
    futures = [worker.submit(job(seed=n)) for n in range(4)]
    await asyncio.gather(*map(asyncio.wrap_future, futures))
    assert seen[0].sizes == [1]
    with pytest.raises(NoPicture) as caught:
        await asyncio.wrap_future(work(diffusers(wrap=wrapped(lost, []))).submit(JOB))
    assert not caught.value.poison


async def test_time_runs_out_between_two_steps(diffusers: Make, work: Work) -> None:
    worker = work(diffusers(), timeout_s=0.2)
    with pytest.raises(NoPicture, match=r"not finished within 0.2 s") as caught:
        await asyncio.wrap_future(worker.submit(job(steps=200, width=512, height=512)))
    assert caught.value.late
    assert not caught.value.poison


async def test_cancelling_stops_after_the_running_step(
    diffusers: Make, work: Work, pipeline: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[int] = []
    begun = threading.Event()
    real = pipeline.scheduler.step

    def counted(*args: Any, **kwargs: Any) -> Any:
        steps.append(1)
        begun.set()
        return real(*args, **kwargs)

    monkeypatch.setattr(pipeline.scheduler, "step", counted)
    worker = work(diffusers())
    waiting = asyncio.ensure_future(asyncio.wrap_future(worker.submit(job(steps=200))))
    await asyncio.to_thread(begun.wait, 10)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await asyncio.wrap_future(worker.submit(JOB))  # the lane is free again
    assert len(steps) < 200


def test_references_are_used_where_the_pipeline_takes_them(
    diffusers: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    from diffusers.pipelines.flux import pipeline_flux_kontext

    from studiocrew.testing import pipelines

    # Kontext scales references to about a megapixel, which takes half a minute here.
    monkeypatch.setattr(pipeline_flux_kontext, "PREFERRED_KONTEXT_RESOLUTIONS", [(64, 64)])

    def reference(colour: str) -> bytes:
        buffer = io.BytesIO()
        Image.new("RGB", (64, 64), colour).save(buffer, "PNG")
        return buffer.getvalue()

    kontext = pipelines.flux(references=True)
    kontext.set_progress_bar_config(disable=True)
    backend = DiffusersBackend(Recipe("kontext"), load=lambda _: kontext)
    red, blue = (job(references=(reference(colour),)) for colour in ("red", "blue"))
    assert backend.shape(red) != backend.shape(blue)
    made = [backend.make([one], always())[0]() for one in (red, blue)]
    assert made[0].png != made[1].png
    assert (made[0].references, made[0].width) == (1, 64)
    assert diffusers().make([red], always())[0]().references == 0


def test_a_bomb_as_a_reference_is_refused(diffusers: Make) -> None:
    from studiocrew.testing import pipelines

    kontext = pipelines.flux(references=True)
    backend = DiffusersBackend(Recipe("kontext"), load=lambda _: kontext)
    buffer = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(buffer, "PNG")
    with pytest.raises(ImageFailed, match="reference"):
        backend.make([job(references=(buffer.getvalue(),))], always())


def test_flux_runs_and_its_cache_is_switched_on(tmp_path: Path) -> None:
    from studiocrew.testing import pipelines

    pipelines.flux().save_pretrained(tmp_path / "flux")
    plain = Recipe(str(tmp_path / "flux"), local_files_only=True)
    made = DiffusersBackend(plain).make([job(seed=1), job(seed=2)], always())
    assert len({one().png for one in made}) == 2
    cached = Recipe(str(tmp_path / "flux"), cache=0.5, local_files_only=True)
    backend = DiffusersBackend(cached)
    assert backend.make([job(steps=6)], always())[0]().width == 64
    assert backend._pipeline.transformer.is_cache_enabled
    assert cached.identity != plain.identity


def test_a_call_that_broke_off_leaves_nothing_in_the_cache(tmp_path: Path) -> None:
    """The next picture, perhaps of another tenant, takes nothing from it."""
    from studiocrew.testing import pipelines

    pipelines.flux().save_pretrained(tmp_path / "flux")
    recipe = Recipe(str(tmp_path / "flux"), cache=50.0, local_files_only=True)
    fresh = DiffusersBackend(recipe).make([job(steps=3)], always())[0]()
    backend, asked = DiffusersBackend(recipe), iter([True, True, True, False])
    backend.make([job(steps=1, seed=1)], always())
    with pytest.raises(Cancelled):
        backend.make([job(steps=6, seed=99)], Stop(lambda: next(asked, False), 60))
    assert backend.make([job(steps=3)], always())[0]().png == fresh.png


def test_what_did_not_fit_is_let_go_of_before_memory_is_freed(
    diffusers: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    import gc
    import weakref

    import torch

    held: list[weakref.ref[Any]] = []
    alive: list[bool] = []

    def full(**_: Any) -> None:
        activations = torch.zeros(8)
        held.append(weakref.ref(activations))
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(gc, "collect", lambda: alive.append(held[0]() is not None))
    with pytest.raises(OutOfMemory):
        diffusers(wrap=wrapped(full, [])).make([JOB], always())
    assert alive == [False]


def test_what_a_pipeline_cannot_do_is_said(folder: Path) -> None:
    with pytest.raises(BackendDown, match="no cache; unset CREW_IMAGES_CACHE"):
        load(Recipe(str(folder), cache=0.1, local_files_only=True))


def test_a_lora_changes_the_picture(folder: Path, tmp_path: Path, pipeline: Any) -> None:
    from safetensors.torch import save_file

    weights = {}
    for name, module in pipeline.unet.named_modules():
        if name.endswith(("to_q", "to_v")):
            import torch

            torch.manual_seed(0)
            weights[f"unet.{name}.lora_A.weight"] = torch.randn(2, module.in_features)
            weights[f"unet.{name}.lora_B.weight"] = torch.randn(module.out_features, 2)
    save_file(weights, tmp_path / "own.safetensors")
    recipe = Recipe(str(folder), lora=f"{tmp_path / 'own.safetensors'}@0.9", local_files_only=True)
    with_lora = DiffusersBackend(recipe).make([JOB], always())[0]()
    plain = DiffusersBackend(Recipe(str(folder), local_files_only=True))
    assert with_lora.png != plain.make([JOB], always())[0]().png
    assert recipe.identity != plain.recipe.identity


def test_a_missing_model_and_a_missing_extra_are_the_backends_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BackendDown, match="could not be loaded"):
        load(Recipe(str(tmp_path / "none"), local_files_only=True))
    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.split(".", maxsplit=1)[0] in ("torch", "diffusers"):
            raise ImportError(f"No module named {name!r}")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(BackendDown, match=r"studiocrew\[images\]"):
        load(Recipe("anything"))


def test_the_arguments_of_each_family(diffusers: Make) -> None:
    """Real signatures; the weights of these are too large to load here."""
    import inspect

    from diffusers import (
        Flux2Pipeline,
        QwenImagePipeline,
        StableDiffusion3Pipeline,
        StableDiffusionXLPipeline,
        ZImagePipeline,
    )

    def arguments(kind: Any, one: ImageJob) -> dict[str, Any]:
        backend = diffusers()
        backend._takes = inspect.signature(kind.__call__).parameters
        return backend.arguments([one, one], always())

    asked = job(negative="text", guidance=3.0)
    for kind in (StableDiffusionXLPipeline, StableDiffusion3Pipeline, ZImagePipeline):
        made = arguments(kind, asked)
        assert (made["guidance_scale"], made["negative_prompt"]) == (3.0, ["text"] * 2)
    qwen = arguments(QwenImagePipeline, asked)
    assert qwen["true_cfg_scale"] == 3.0
    assert "guidance_scale" not in qwen
    assert arguments(QwenImagePipeline, JOB)["negative_prompt"] == [" ", " "]
    flux2 = arguments(Flux2Pipeline, asked)
    assert "negative_prompt" not in flux2
    assert flux2["guidance_scale"] == 3.0
    unset = arguments(ZImagePipeline, job(steps=None, guidance=None))
    assert not {"num_inference_steps", "guidance_scale", "image"} & unset.keys()
