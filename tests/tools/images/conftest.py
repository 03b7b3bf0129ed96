"""Tiny pipelines with real diffusers code inside, built once."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tools.images.diffusers_backend import DiffusersBackend
from tools.images.pipelines import Recipe
from tools.images.worker import ImageWorker


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A StableDiffusion pipeline saved as a model folder."""
    if importlib.util.find_spec("diffusers") is None:
        pytest.skip("needs the images extra")
    from studiocrew.testing import pipelines

    path = tmp_path_factory.mktemp("tiny") / "model"
    pipelines.stable_diffusion().save_pretrained(path)
    return path


@pytest.fixture(scope="session")
def pipeline(folder: Path) -> Any:
    """The same pipeline, loaded."""
    from tools.images.pipelines import load

    return load(Recipe(str(folder), local_files_only=True))


@pytest.fixture
def diffusers(folder: Path, pipeline: Any) -> Callable[..., DiffusersBackend]:
    """Makes a backend on the loaded pipeline, or on what `wrap` makes of it."""

    def make(wrap: Callable[[Any], Any] = lambda made: made, **more: Any) -> DiffusersBackend:
        return DiffusersBackend(
            Recipe(str(folder), local_files_only=True), load=lambda _: wrap(pipeline), **more
        )

    return make


@pytest.fixture
def work() -> Iterator[Callable[..., ImageWorker]]:
    """Makes workers that are closed when the test ends."""
    workers: list[ImageWorker] = []

    def make(*backends: Any, **more: Any) -> ImageWorker:
        workers.append(ImageWorker(backends, **{"grace_s": 5.0, **more}))
        return workers[-1]

    yield make
    for worker in workers:
        worker.close()
