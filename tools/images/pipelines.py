"""Loads a diffusers pipeline the way a machine wants it: device, number type, adapters, speed.

Everything that differs between families is asked of the pipeline itself, so any that
`DiffusionPipeline` loads will do: Qwen-Image, FLUX.2, SD3.5, SDXL, Z-Image.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.images.backend import BackendDown

_EDGE = 2**16  # bytes read from either end of a weight file


@dataclass(frozen=True, slots=True)
class Recipe:
    """Which pipeline, and how to run it.

    `device` is "auto" (CUDA, else Apple's, else the CPU), a torch device, or "offload" (CUDA, but
    only the part at work stays there). `dtype` "auto" is bfloat16 on an accelerator, float32 on a
    CPU. `lora` is a folder, file or hub id, with its weight after an "@": "owner/name@0.8".
    `cache` is the threshold of a first-block cache: steps that hardly change are skipped, and
    pictures then depend a little on their neighbours in the batch.
    """

    model: str
    revision: str | None = None
    device: str = "auto"
    dtype: str = "auto"
    lora: str = ""
    compile: bool = False
    cache: float | None = None
    local_files_only: bool = False

    @property
    def identity(self) -> str:
        """What decides the picture, apart from the job."""
        parts = [self.model, self.revision or fingerprint(self.model)]
        parts += [f"lora {self.lora} {fingerprint(self.lora.partition('@')[0])}"] * bool(self.lora)
        parts += [f"cache {self.cache:g}"] if self.cache else []
        return " ".join(part.strip() for part in parts if part)


def fingerprint(model: str) -> str:
    """What tells the weights in a local folder or file from others; empty for a hub id.

    Names, sizes and the ends of all files, not every byte: hashing 40 GB would take minutes.
    """
    root = Path(model)
    if not root.exists():
        return ""
    files = sorted(path for path in (root, *root.rglob("*")) if path.is_file())
    digest = hashlib.sha256()
    for path in files:
        size = path.stat().st_size
        digest.update(f"{path.relative_to(root).as_posix()}\0{size}\0".encode())
        with path.open("rb") as file:
            digest.update(file.read(_EDGE))
            file.seek(max(0, size - _EDGE))
            digest.update(file.read(_EDGE))
    return f"files-{digest.hexdigest()[:16]}"


def load(recipe: Recipe) -> Any:
    """The pipeline, ready to be called. Raises `BackendDown`."""
    try:
        import torch
        from diffusers.pipelines.pipeline_utils import DiffusionPipeline
    except ImportError as error:
        raise BackendDown(
            f"torch and diffusers are needed (pip install 'studiocrew[images]'): {error}"
        ) from error
    device, dtype = placed(recipe)
    try:
        pipeline: Any = DiffusionPipeline.from_pretrained(
            recipe.model,
            dtype=getattr(torch, dtype),
            revision=recipe.revision,
            local_files_only=recipe.local_files_only,
        )
        _adapt(pipeline, recipe.lora)
        if device == "offload":
            pipeline.enable_model_cpu_offload()
        else:
            pipeline = pipeline.to(device)
        _quicken(pipeline, recipe)
    except BackendDown:
        raise
    except Exception as error:
        raise BackendDown(f"{recipe.model} could not be loaded: {error}") from error
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def placed(recipe: Recipe) -> tuple[str, str]:
    """Device and number type, with "auto" decided. Needs torch."""
    import torch

    device, dtype = recipe.device, recipe.dtype
    if device == "auto":
        device = "cpu"
        if torch.cuda.is_available():
            device = "cuda"
        elif torch.backends.mps.is_available():
            device = "mps"
    if dtype == "auto":
        dtype = "float32" if device == "cpu" else "bfloat16"
    return device, dtype


def _adapt(pipeline: Any, lora: str) -> None:
    if not lora:
        return
    name, _, weight = lora.partition("@")
    if not hasattr(pipeline, "load_lora_weights"):
        raise BackendDown(f"{type(pipeline).__name__} takes no LoRA; unset CREW_IMAGES_LORA")
    path = Path(name)
    if path.is_file():
        pipeline.load_lora_weights(str(path.parent), weight_name=path.name, adapter_name="own")
    else:
        pipeline.load_lora_weights(name, adapter_name="own")
    pipeline.set_adapters("own", float(weight or 1))


def denoiser(pipeline: Any) -> Any:
    """The network that takes nearly all the time: `transformer`, or `unet` in older families."""
    return getattr(pipeline, "transformer", None) or getattr(pipeline, "unet", None)


def _quicken(pipeline: Any, recipe: Recipe) -> None:
    network = denoiser(pipeline)
    if recipe.cache is not None:
        if not hasattr(network, "enable_cache"):
            raise BackendDown(f"{type(pipeline).__name__} has no cache; unset CREW_IMAGES_CACHE")
        from diffusers.hooks.first_block_cache import FirstBlockCacheConfig

        network.enable_cache(FirstBlockCacheConfig(threshold=recipe.cache))
    if recipe.compile:
        # Blocks that repeat are compiled once: minutes less than compiling the whole network.
        if getattr(network, "_repeated_blocks", None):
            network.compile_repeated_blocks()
        else:
            network.compile()


def revision_of(pipeline: Any, recipe: Recipe) -> str:
    """The commit the hub gave, what was asked for, or a fingerprint of the files."""
    told = getattr(pipeline.config, "_commit_hash", None)
    return str(told or recipe.revision or fingerprint(recipe.model))
