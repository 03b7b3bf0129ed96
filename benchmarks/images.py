"""What the image backend costs: pictures a second through it against bare diffusers.

    python benchmarks/images.py                      # tiny weights, any machine, two minutes
    python benchmarks/images.py --true-size sdxl     # random weights at true size, for a GPU
    python benchmarks/images.py --true-size flux

Bare is the pipeline itself, called with the same arguments at the same batch; ours is the same
jobs through `ImageWorker`, PNG files included. Both turn by turn, so that a machine that slows
down slows both; on CUDA each turn ends with a synchronisation. On a CPU that others may be using,
the process's own CPU time says more than the clock, and both are printed. What batching gains is
measured by itself afterwards: the backend at batch N against the backend at batch 1.

Random weights draw noise, and take as long over it as trained ones do over a picture.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

os.environ.setdefault("HF_HUB_OFFLINE", "1")  # nothing here is fetched

from tools.images import ImageJob, ImageWorker
from tools.images.diffusers_backend import DiffusersBackend
from tools.images.pipelines import Recipe

TARGET = 0.97


@dataclass(frozen=True)
class Case:
    """One pipeline and what is asked of it. `size` in px, `count` pictures a turn."""

    name: str
    build: Callable[[], Any]
    size: int
    steps: int
    guidance: float
    batch: int
    count: int
    turns: int


def tiny() -> Any:
    from studiocrew.testing import pipelines

    return pipelines.stable_diffusion()


def sdxl() -> Any:
    """SDXL base 1.0 as configured on the hub: 2.57 billion weights in the UNet alone."""
    from diffusers import (
        AutoencoderKL,
        EulerDiscreteScheduler,
        StableDiffusionXLPipeline,
        UNet2DConditionModel,
    )
    from transformers import (
        CLIPTextConfig,
        CLIPTextModel,
        CLIPTextModelWithProjection,
    )

    from studiocrew.testing.pipelines import clip_tokenizer

    unet = UNet2DConditionModel(
        sample_size=128,
        block_out_channels=(320, 640, 1280),
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
        layers_per_block=2,
        transformer_layers_per_block=(1, 2, 10),
        attention_head_dim=(5, 10, 20),
        cross_attention_dim=2048,
        addition_embed_type="text_time",
        addition_time_embed_dim=256,
        projection_class_embeddings_input_dim=2816,
        use_linear_projection=True,
    )
    small = CLIPTextConfig(
        hidden_size=768, intermediate_size=3072, num_attention_heads=12, num_hidden_layers=12,
        projection_dim=768, bos_token_id=0, eos_token_id=1, pad_token_id=1,
    )  # fmt: skip
    large = CLIPTextConfig(
        hidden_size=1280, intermediate_size=5120, num_attention_heads=20, num_hidden_layers=32,
        projection_dim=1280, hidden_act="gelu", bos_token_id=0, eos_token_id=1, pad_token_id=1,
    )  # fmt: skip
    # The published VAE overflows in half precision; random weights have no such values.
    vae = AutoencoderKL(**_VAE, latent_channels=4, scaling_factor=0.13025, force_upcast=False)
    return StableDiffusionXLPipeline(
        vae=vae,
        unet=unet,
        text_encoder=CLIPTextModel(small),
        text_encoder_2=CLIPTextModelWithProjection(large),
        tokenizer=clip_tokenizer(),
        tokenizer_2=clip_tokenizer(),
        scheduler=_on_cpu(EulerDiscreteScheduler),
        add_watermarker=False,
    )


def flux() -> Any:
    """FLUX.1 dev as configured on the hub: 11.9 billion weights, and 4.8 in T5."""
    from diffusers import (
        AutoencoderKL,
        FlowMatchEulerDiscreteScheduler,
        FluxPipeline,
        FluxTransformer2DModel,
    )
    from transformers import CLIPTextConfig, CLIPTextModel, T5Config, T5EncoderModel

    from studiocrew.testing.pipelines import clip_tokenizer, word_tokenizer

    clip = CLIPTextConfig(
        hidden_size=768, intermediate_size=3072, num_attention_heads=12, num_hidden_layers=12,
        projection_dim=768, bos_token_id=0, eos_token_id=1, pad_token_id=1,
    )  # fmt: skip
    t5 = T5Config(
        vocab_size=32128, d_model=4096, d_kv=64, d_ff=10240, num_layers=24, num_heads=64,
        feed_forward_proj="gated-gelu",
    )  # fmt: skip
    vae = AutoencoderKL(
        **_VAE, latent_channels=16, scaling_factor=0.3611, shift_factor=0.1159, force_upcast=False,
        use_quant_conv=False, use_post_quant_conv=False,
    )  # fmt: skip
    return FluxPipeline(
        scheduler=_on_cpu(FlowMatchEulerDiscreteScheduler, shift=3.0, use_dynamic_shifting=True),
        vae=vae,
        text_encoder=CLIPTextModel(clip),
        tokenizer=clip_tokenizer(),
        text_encoder_2=T5EncoderModel(t5),
        tokenizer_2=word_tokenizer(),
        transformer=FluxTransformer2DModel(guidance_embeds=True),
    )


def _on_cpu(scheduler: Any, **how: Any) -> Any:
    """A scheduler made as it always is: its tables go through numpy."""
    import torch

    with torch.device("cpu"):
        return scheduler(**how)


_VAE: dict[str, Any] = {
    "block_out_channels": (128, 256, 512, 512),
    "layers_per_block": 2,
    "down_block_types": ("DownEncoderBlock2D",) * 4,
    "up_block_types": ("UpDecoderBlock2D",) * 4,
    "sample_size": 1024,
}

CASES = {
    "tiny": Case("tiny StableDiffusion", tiny, 128, 20, 2.0, 4, 8, 40),
    "sdxl": Case("SDXL, random weights", sdxl, 1024, 30, 5.0, 4, 8, 3),
    "flux": Case("FLUX.1 dev, random weights", flux, 1024, 28, 3.5, 4, 8, 3),
}


@dataclass(frozen=True)
class Way:
    """One way of making all pictures of a turn."""

    name: str
    once: Callable[[], Taken]


@dataclass(frozen=True)
class Taken:
    """Seconds: by the clock, and of this process on its cores."""

    wall: float
    cpu: float

    def __sub__(self, other: Taken) -> Taken:
        return Taken(self.wall - other.wall, self.cpu - other.cpu)


class Bench:
    """One loaded pipeline, asked by itself and through the worker."""

    def __init__(self, case: Case, device: str) -> None:
        import torch

        self.case, self.torch, self.device = case, torch, device
        if device == "cpu":
            torch.set_num_threads(1)  # threads that wait for each other measure the machine
        dtype = torch.float32 if device == "cpu" else torch.bfloat16
        before = torch.get_default_dtype()
        torch.set_default_dtype(dtype)  # never twice the memory on the way
        try:
            with torch.device(device):
                pipeline = case.build()
        finally:
            torch.set_default_dtype(before)
        self.pipeline = pipeline.to(device, dtype)
        self.pipeline.set_progress_bar_config(disable=True)
        self.dtype = str(dtype).removeprefix("torch.")

    def jobs(self) -> list[ImageJob]:
        case = self.case
        return [
            ImageJob(
                prompt="a loaf of bread on a floured wooden board",
                width=case.size,
                height=case.size,
                steps=case.steps,
                guidance=case.guidance,
                seed=seed,
            )
            for seed in range(case.count)
        ]

    def bare(self) -> Taken:
        """The time of all pictures by the pipeline itself, as PIL images."""
        case, torch = self.case, self.torch
        began = self._now()
        for start in range(0, case.count, case.batch):
            seeds = range(start, min(start + case.batch, case.count))
            made = self.pipeline(
                prompt=["a loaf of bread on a floured wooden board"] * len(seeds),
                width=case.size,
                height=case.size,
                num_inference_steps=case.steps,
                guidance_scale=case.guidance,
                generator=[torch.Generator("cpu").manual_seed(seed) for seed in seeds],
            ).images
            assert len(made) == len(seeds)
        return self._now() - began

    def ours(self, worker: ImageWorker) -> Taken:
        """The time of the same pictures through the worker, as PNG files."""
        began = self._now()
        futures = [worker.submit(job) for job in self.jobs()]
        assert all(future.result().png for future in futures)
        return self._now() - began

    def worker(self, batch: int) -> ImageWorker:
        backend = DiffusersBackend(Recipe("bench"), most=batch, load=lambda _: self.pipeline)
        return ImageWorker([backend])

    def _now(self) -> Taken:
        if self.device.startswith("cuda"):
            self.torch.cuda.synchronize()
        return Taken(time.perf_counter(), time.process_time())


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--true-size", choices=["sdxl", "flux"], default=None)
    parser.add_argument("--batch", type=int, default=0)
    parser.add_argument("--turns", type=int, default=0)
    parser.add_argument("--device", default="")
    options = parser.parse_args()
    try:
        import torch
    except ImportError:
        print("not measured: torch and diffusers are not installed (the extra `images`)")
        return 0
    case = CASES[options.true_size or "tiny"]
    device = options.device or ("cuda" if torch.cuda.is_available() else "cpu")
    if options.true_size and device == "cpu":
        print("not measured: no GPU could be had (--device cpu insists)")
        return 0 if not options.device else _measured(case, options, device)
    return _measured(case, options, device)


def _measured(case: Case, options: argparse.Namespace, device: str) -> int:
    batch, turns = options.batch or case.batch, options.turns or case.turns
    case = Case(
        case.name, case.build, case.size, case.steps, case.guidance, batch, case.count, turns
    )
    bench = Bench(case, device)
    with bench.worker(1) as single, bench.worker(batch) as batched:
        print(
            f"{case.name}: {case.size} px, {case.steps} steps, batch {batch}, {turns} turns of "
            f"{case.count} pictures, {device}, {bench.dtype}"
        )
        ours = Way("through the backend", lambda: bench.ours(batched))
        ratio = _compared(ours, Way("bare diffusers", bench.bare), case, device)
        print(f"                      target {TARGET}")
        _compared(ours, Way("backend at batch 1", lambda: bench.ours(single)), case, device)
    return int(ratio < TARGET)


def _compared(ours: Way, other: Way, case: Case, device: str) -> float:
    """How many times `ours` is as fast as `other`: the median over turns, each against its pair.

    Two ways only: with a third among them, the one that always ran beside it paid for its caches
    (0.90 where the pair by itself said 0.99).
    """
    clock: list[float] = []
    cores: list[float] = []
    walls: dict[str, list[float]] = {ours.name: [], other.name: []}
    for turn in range(case.turns + 1):
        order = (ours, other) if turn % 2 else (other, ours)  # nobody is always first
        taken = {way.name: way.once() for way in order}
        if not turn:  # the first turn warms up
            continue
        for name, one in taken.items():
            walls[name].append(one.wall)
        clock.append(taken[other.name].wall / taken[ours.name].wall)
        cores.append(taken[other.name].cpu / taken[ours.name].cpu)
    for name, many in walls.items():
        print(f"{name:<21} {case.count / statistics.median(many):7.2f} pictures/s")
    ratio = statistics.median(clock)
    low, _, high = statistics.quantiles(clock, n=4)
    print(f"ratio, by the clock   {ratio:7.3f} (middle half {low:.3f} to {high:.3f})")
    if device == "cpu":
        print(f"ratio, CPU time       {statistics.median(cores):7.3f}")
    return ratio


if __name__ == "__main__":
    raise SystemExit(main())
