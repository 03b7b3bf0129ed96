"""Which backends the settings name, and the one worker of this process that has them."""

from __future__ import annotations

import atexit
import threading
from pathlib import Path

from studiocrew.budget import Budget
from studiocrew.clock import Clock
from studiocrew.errors import OperatorError
from studiocrew.events import Events
from studiocrew.files import Artifacts
from studiocrew.journal import Journal
from studiocrew.outgoing import Patience, scrubber
from studiocrew.settings import Settings
from tools.images.backend import ImageBackend
from tools.images.pictures import Defaults, Pictures
from tools.images.shelf import Shelf
from tools.images.worker import ImageWorker

NONE = "none"
_workers: dict[str, ImageWorker] = {}
_lock = threading.Lock()


def named(settings: Settings) -> tuple[tuple[str, str], ...]:
    """Backends and their models, in the order they are tried; empty for cards of layout alone.

    Raises `OperatorError` for what `CREW_IMAGES` cannot mean.
    """
    found: list[tuple[str, str]] = []
    for part in settings.images.split(","):
        kind, _, model = part.strip().partition(":")
        if kind == NONE and not model:
            continue
        if kind not in {"diffusers", "openai"} or not model:
            raise OperatorError(
                f"CREW_IMAGES cannot be {part.strip()[:80]!r}.",
                where="environment",
                mend="Use diffusers:MODEL (a folder or a hub id), openai:MODEL, or none; several "
                "with commas between them are tried in order.",
            )
        found.append((kind, model))
    return tuple(found)


def backends(settings: Settings) -> list[ImageBackend]:
    """The backends, made but not loaded. Raises `OperatorError`."""
    return [
        _diffusers(settings, model) if kind == "diffusers" else _openai(settings, model)
        for kind, model in named(settings)
    ]


def worker_for(settings: Settings) -> ImageWorker | None:
    """The worker that all projects of this process with these settings share.

    A pipeline takes minutes to load and most of a GPU: it stays until the process ends or
    `close_workers` is called. None if no backend is named.
    """
    made = backends(settings)
    if not made:
        return None
    name = repr([(one.identity, one.most, settings.images_device) for one in made])
    # With the key: nobody's pictures are to be charged to another's account.
    name += repr((settings.images_timeout_s, settings.images_endpoint(), settings.images_dtype))
    name += repr((settings.images_price, settings.images_compile))
    with _lock:
        worker = _workers.get(name)
        if worker is None:
            worker = _workers[name] = ImageWorker(made, timeout_s=settings.images_timeout_s)
        return worker


@atexit.register
def close_workers() -> None:
    """Cancel what is running and let all pipelines go."""
    with _lock:
        workers = list(_workers.values())
        _workers.clear()
    for worker in workers:
        worker.close()


def pictures_for(
    settings: Settings,
    folder: Path,
    artifacts: Artifacts,
    *,
    tenant: str,
    journal: Journal,
    budget: Budget,
    events: Events,
    clock: Clock,
) -> Pictures | None:
    """Pictures of the project in `folder`; None where the settings want cards of layout alone."""
    worker = worker_for(settings)
    if worker is None:
        return None
    return Pictures(
        worker,
        Shelf(folder / "images", artifacts),
        tenant=tenant,
        journal=journal,
        budget=budget,
        events=events,
        clock=clock,
        defaults=Defaults(
            settings.images_pixels,
            settings.images_steps,
            settings.images_guidance,
            settings.images_price,
        ),
    )


def _diffusers(settings: Settings, model: str) -> ImageBackend:
    from tools.images.diffusers_backend import DiffusersBackend
    from tools.images.pipelines import Recipe

    folder = Path(model).expanduser()
    recipe = Recipe(
        str(folder) if folder.exists() else model,
        device=settings.images_device,
        dtype=settings.images_dtype,
        lora=settings.images_lora,
        compile=settings.images_compile,
        cache=settings.images_cache,
    )
    return DiffusersBackend(recipe, most=settings.images_batch)


def _openai(settings: Settings, model: str) -> ImageBackend:
    from tools.images.openai_backend import OpenAIBackend

    base_url, key = settings.images_endpoint()
    return OpenAIBackend(
        model,
        base_url=base_url,
        key=key,
        price=settings.images_price,
        patience=Patience(base_s=settings.retry_base_s),
        hide=scrubber(settings.secrets()),
    )
