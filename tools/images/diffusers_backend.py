"""Pictures by any diffusers pipeline, a batch at a time; every job keeps its own seed."""

from __future__ import annotations

import contextlib
import inspect
import traceback
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import partial
from typing import Any

from tools.images.backend import (
    BackendDown,
    Cancelled,
    Finish,
    ImageFailed,
    Made,
    OutOfMemory,
    Stop,
)
from tools.images.job import GeneratedImage, ImageJob
from tools.images.pipelines import Recipe, load, revision_of
from tools.images.safe import ImageRefused, as_png, open_image

BATCH = 4
_LEAST_NEGATIVE = " "  # Qwen-Image guides only where it is given something to lead away from


class DiffusersBackend:
    """Loads its pipeline at the first job and keeps it. One call at a time.

    A picture depends on its job, not on its batch: each has a generator of its own, on the CPU, so
    that a seed means the same on every device. (To the last bit it does not: matrix products of
    other sizes round otherwise.) Jobs with reference images go alone, since pipelines give all
    references to all prompts of a batch.
    """

    name = "diffusers"
    lanes = 1

    def __init__(
        self, recipe: Recipe, *, most: int = BATCH, load: Callable[[Recipe], Any] = load
    ) -> None:
        self.recipe = recipe
        self.most = most
        self._load = load
        self._pipeline: Any = None
        self._takes: Mapping[str, inspect.Parameter] = {}
        self.identity = f"diffusers {recipe.identity}"
        self._revision = ""

    def shape(self, job: ImageJob) -> Hashable:
        """Size, steps, guidance, and whether there is something to leave out."""
        alone = job.references and job.key()
        return job.width, job.height, job.steps, job.guidance, bool(job.negative), alone

    def close(self) -> None:
        """Let the pipeline go, and the memory it holds on an accelerator."""
        if self._pipeline is not None:
            self._pipeline = None
            _free_memory()

    def make(self, jobs: Sequence[ImageJob], stop: Stop) -> Sequence[Made]:
        """See `ImageBackend`. Stops after the running step."""
        stop.check()
        pipeline = self._ready()
        arguments = self.arguments(jobs, stop)
        try:
            made = pipeline(**arguments)
        except (Cancelled, ImageFailed):
            _clear(pipeline)
            raise
        except Exception as error:
            _clear(pipeline)
            raise _sorted(error, stop) from error
        flags = getattr(made, "nsfw_content_detected", None) or [False] * len(jobs)
        return [
            ImageFailed("its safety checker blanked the picture")
            if flag
            else self._finish(job, image)
            for job, image, flag in zip(jobs, made.images, flags, strict=True)
        ]

    def arguments(self, jobs: Sequence[ImageJob], stop: Stop) -> dict[str, Any]:
        """What this pipeline is called with: the names differ between families."""
        import torch

        def between_steps(_: Any, __: int, ___: Any, kept: dict[str, Any]) -> dict[str, Any]:
            stop.check()
            return kept

        first = jobs[0]
        wanted: dict[str, Any] = {
            "prompt": [job.prompt for job in jobs],
            "negative_prompt": self._negatives(jobs),
            "width": first.width,
            "height": first.height,
            "num_inference_steps": first.steps,
            "generator": [torch.Generator("cpu").manual_seed(job.seed) for job in jobs],
            "callback_on_step_end": between_steps,
            "image": self._references(first),
            "max_area": first.pixels,  # Kontext would scale the size up to a megapixel
            "true_cfg_scale" if self._like_qwen else "guidance_scale": first.guidance,
        }
        return {k: v for k, v in wanted.items() if k in self._takes and v is not None}

    @property
    def _like_qwen(self) -> bool:
        """Whether `true_cfg_scale` is the guidance, and `guidance_scale` for distilled models."""
        scale = self._takes.get("guidance_scale")
        return "true_cfg_scale" in self._takes and scale is not None and scale.default is None

    def _negatives(self, jobs: Sequence[ImageJob]) -> list[str] | None:
        if not jobs[0].negative and not self._like_qwen:
            return None
        return [job.negative or _LEAST_NEGATIVE for job in jobs]

    def _references(self, job: ImageJob) -> list[Any] | None:
        try:
            return [open_image(data) for data in job.references] or None
        except ImageRefused as err:
            raise ImageFailed(f"a reference image cannot be used: {err}") from err

    def _ready(self) -> Any:
        if self._pipeline is None:
            self._pipeline = self._load(self.recipe)
            self._takes = inspect.signature(self._pipeline.__call__).parameters
            self._revision = revision_of(self._pipeline, self.recipe)
        return self._pipeline

    def _finish(self, job: ImageJob, image: Any) -> Finish:
        return partial(
            _described,
            image,
            backend=self.name,
            model=self.recipe.model,
            revision=self._revision,
            seed=job.seed,
            prompt=job.prompt,
            references=len(job.references) if "image" in self._takes else 0,
        )


def _described(image: Any, **about: Any) -> GeneratedImage:
    return GeneratedImage(
        png=as_png(image.convert("RGB")), width=image.width, height=image.height, **about
    )


def _sorted(error: Exception, stop: Stop) -> Exception:
    """What the failure of a call means for its jobs."""
    from torch import AcceleratorError, OutOfMemoryError

    stop.check()  # a pipeline may have wrapped what stopped it
    if isinstance(error, OutOfMemoryError | MemoryError) or "can't allocate memory" in str(error):
        traceback.clear_frames(error.__traceback__)  # they hold what did not fit
        _free_memory()
        return OutOfMemory("out of memory")
    if isinstance(error, AcceleratorError):  # its context is lost: nothing will run here again
        return BackendDown(f"the accelerator failed: {error}")
    return ImageFailed(f"{type(error).__name__}: {error}"[:300])


def _clear(pipeline: Any) -> None:
    """Do what a pipeline does at the end of a call, after one that broke off.

    Without it a first-block cache goes on with what it remembers of the other job, and parts of an
    offloaded model stay on the accelerator.
    """
    if end := getattr(pipeline, "maybe_free_model_hooks", None):
        with contextlib.suppress(Exception):  # why the call broke off is what counts
            end()


def _free_memory() -> None:
    import gc

    import torch

    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
