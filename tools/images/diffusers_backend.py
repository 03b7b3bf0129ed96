"""Text-to-image with any diffusers pipeline, on one worker thread of its own."""

from __future__ import annotations

import asyncio
import inspect
import io
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any

from studiocrew.errors import MissingExtra, ModelUnavailable
from tools.images.backend import GeneratedImage, ImageJob

DEFAULT_TIMEOUT_S = 900.0


class _Stopped(Exception):
    """The job was cancelled or ran out of time between two steps."""


class DiffusersBackend:
    """Loads the pipeline at the first job and keeps it; jobs run one after the other.

    `device` and `dtype` "auto" choose CUDA with bfloat16 where there is one, else the CPU with
    float32. `timeout_s` bounds one picture, from its first step.
    """

    name = "diffusers"

    def __init__(
        self,
        model: str | Path,
        *,
        device: str = "auto",
        dtype: str = "auto",
        revision: str | None = None,
        local_files_only: bool = False,
        timeout_s: float = DEFAULT_TIMEOUT_S,
    ) -> None:
        self.model = str(model)
        self._device, self._dtype = device, dtype
        self._revision = revision
        self._local_files_only = local_files_only
        self._timeout_s = timeout_s
        self._pipeline: Any = None
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="studiocrew-images")

    async def __aenter__(self) -> DiffusersBackend:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the pipeline and the thread go. A running picture is finished first."""
        self._worker.shutdown(wait=True)
        self._pipeline = None

    async def generate(self, job: ImageJob) -> GeneratedImage:
        """The picture. Cancellation and the time limit take effect after the running step.

        Raises MissingExtra without torch and diffusers, ModelUnavailable when the pipeline cannot
        be loaded, fails, or takes longer than `timeout_s`.
        """
        stop = threading.Event()
        loop = asyncio.get_running_loop()
        running = loop.run_in_executor(self._worker, self._make, job, stop)
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            stop.set()
            # The thread ends by itself after its step; its last word would otherwise go unread.
            running.add_done_callback(lambda done: done.cancelled() or done.exception())
            raise

    def _make(self, job: ImageJob, stop: threading.Event) -> GeneratedImage:
        if stop.is_set():
            raise _Stopped
        pipeline = self._loaded()
        try:
            image = pipeline(**self._arguments(pipeline, job, stop)).images[0]
        except _Stopped as stopped:
            raise self._unavailable(
                f"The picture was not finished within {self._timeout_s:g} s."
            ) from stopped
        except Exception as error:
            raise self._unavailable(f"The image model failed: {error}") from error
        buffer = io.BytesIO()
        image.save(buffer, "PNG")
        return GeneratedImage(
            png=buffer.getvalue(),
            width=image.width,
            height=image.height,
            model=self.model,
            revision=str(getattr(pipeline.config, "_commit_hash", None) or self._revision or ""),
            seed=job.seed,
            prompt=job.prompt,
        )

    def _arguments(self, pipeline: Any, job: ImageJob, stop: threading.Event) -> dict[str, Any]:
        """Arguments this pipeline takes: their names differ between families."""
        import torch

        deadline = time.monotonic() + self._timeout_s

        def between_steps(_: Any, __: int, ___: Any, kept: dict[str, Any]) -> dict[str, Any]:
            if stop.is_set() or time.monotonic() > deadline:
                raise _Stopped
            return kept

        # The generator stays on the CPU so that a seed means the same on every device.
        wanted: dict[str, Any] = {
            "prompt": job.prompt,
            "negative_prompt": job.negative or None,
            "width": job.width,
            "height": job.height,
            "num_inference_steps": job.steps,
            "guidance_scale": job.guidance,
            "generator": torch.Generator("cpu").manual_seed(job.seed),
            "callback_on_step_end": between_steps,
        }
        taken = inspect.signature(pipeline.__call__).parameters
        return {key: value for key, value in wanted.items() if key in taken and value is not None}

    def _loaded(self) -> Any:
        if self._pipeline is None:
            self._pipeline = self._load()
        return self._pipeline

    def _load(self) -> Any:
        try:
            import torch
            from diffusers.pipelines.pipeline_utils import DiffusionPipeline
        except ImportError as error:
            raise MissingExtra(
                "Making pictures needs torch and diffusers.",
                where=str(error),
                mend="pip install 'studiocrew[images]'",
            ) from error
        device = self._device
        if device == "auto":
            device = "cuda" if torch.cuda.is_available() else "cpu"
        dtype = self._dtype
        if dtype == "auto":
            dtype = "float32" if device == "cpu" else "bfloat16"
        try:
            pipeline: Any = DiffusionPipeline.from_pretrained(
                self.model,
                dtype=getattr(torch, dtype),
                revision=self._revision,
                local_files_only=self._local_files_only,
            )
            pipeline = pipeline.to(device)
        except Exception as error:
            raise self._unavailable(f"The image model could not be loaded: {error}") from error
        pipeline.set_progress_bar_config(disable=True)
        return pipeline

    def _unavailable(self, what: str) -> ModelUnavailable:
        return ModelUnavailable(
            what, where=self.model, mend="Check the model's name or folder, or choose another."
        )
