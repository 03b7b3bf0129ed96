"""The image seam: the default makes nothing, diffusers really runs, and failures say what to do."""

from __future__ import annotations

import asyncio
import builtins
import importlib.util
import io
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from studiocrew.errors import CallerError, MissingExtra, ModelUnavailable
from tools.images import ImageBackend, ImageJob, LayoutOnly, backend
from tools.images.diffusers_backend import DiffusersBackend

JOB = ImageJob(prompt="a loaf on a table", width=64, height=64, steps=2, seed=7, guidance=1.0)


async def test_the_default_leaves_the_card_to_the_layout() -> None:
    made = backend("layout")
    assert isinstance(made, ImageBackend)
    assert await made.generate(JOB) is None


def test_an_unknown_backend_names_the_known_ones() -> None:
    with pytest.raises(CallerError, match="photoshop") as caught:
        backend("photoshop")
    assert "layout, diffusers" in caught.value.mend


def test_diffusers_needs_a_model() -> None:
    with pytest.raises(CallerError, match="needs a model"):
        backend("diffusers")


@pytest.mark.parametrize("wrong", [{"prompt": ""}, {"width": 100}, {"steps": 0}, {"seed": -1}])
def test_a_job_refuses_what_no_model_can_do(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ImageJob(**({"prompt": "x"} | wrong))


async def test_without_torch_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.split(".", maxsplit=1)[0] in ("torch", "diffusers"):
            raise ImportError(f"No module named {name!r}")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    async with DiffusersBackend("anything") as made:
        with pytest.raises(MissingExtra) as caught:
            await made.generate(JOB)
    assert "studiocrew[images]" in caught.value.mend


def test_importing_the_seam_imports_no_torch() -> None:
    assert LayoutOnly().name == "layout"
    source = Path(sys.modules["tools.images.backend"].__file__ or "").read_text(encoding="utf-8")
    assert "import torch" not in source


needs_torch = pytest.mark.skipif(
    importlib.util.find_spec("diffusers") is None, reason="needs the images extra"
)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("diffusers")
    path = Path(__file__).with_name("tiny_pipeline.py")
    spec = importlib.util.spec_from_file_location("tiny_pipeline", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.save_tiny_stable_diffusion(tmp_path_factory.mktemp("tiny"))


@needs_torch
@pytest.mark.torch
async def test_a_real_pipeline_runs_and_a_seed_repeats_it(model: Path) -> None:
    from PIL import Image

    async with DiffusersBackend(model, local_files_only=True) as made:
        first, again = await made.generate(JOB), await made.generate(JOB)
        other = await made.generate(JOB.model_copy(update={"seed": 8}))
    assert first.png == again.png != other.png
    assert Image.open(io.BytesIO(first.png)).size == (first.width, first.height) == (64, 64)
    assert (first.seed, first.prompt, first.model) == (7, JOB.prompt, str(model))


@needs_torch
@pytest.mark.torch
async def test_a_missing_model_is_an_operators_matter(tmp_path: Path) -> None:
    async with DiffusersBackend(tmp_path / "none", local_files_only=True) as made:
        with pytest.raises(ModelUnavailable, match="could not be loaded") as caught:
            await made.generate(JOB)
    assert "none" in caught.value.where


@needs_torch
@pytest.mark.torch
async def test_time_runs_out_between_two_steps(model: Path) -> None:
    async with DiffusersBackend(model, local_files_only=True, timeout_s=0) as made:
        with pytest.raises(ModelUnavailable, match="within 0 s"):
            await made.generate(JOB)


@needs_torch
@pytest.mark.torch
async def test_cancelling_stops_after_the_running_step(model: Path) -> None:
    steps: list[int] = []
    begun = threading.Event()
    async with DiffusersBackend(model, local_files_only=True) as made:
        await made.generate(JOB)  # loads the pipeline
        pipeline: Any = made._pipeline
        step = pipeline.scheduler.step

        def counted(*args: Any, **kwargs: Any) -> Any:
            steps.append(1)
            begun.set()
            return step(*args, **kwargs)

        pipeline.scheduler.step = counted
        task = asyncio.create_task(made.generate(JOB.model_copy(update={"steps": 200})))
        await asyncio.to_thread(begun.wait)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert len(steps) < 200
