"""Everything the environment may say, read in this one place and checked once.

| variable | meaning | without it |
| --- | --- | --- |
| `OPENAI_API_KEY` | key of the endpoint | the embedded model, unless a base URL is set |
| `OPENAI_BASE_URL` | any OpenAI-compatible endpoint, ending in `/v1` | OpenAI's own |
| `CREW_MODEL` | a model name, `embedded`, or `hf:owner/name/file.gguf` | see `endpoint()` |
| `CREW_FALLBACK_MODELS` | models to try in order when the first fails, comma-separated | none |
| `CREW_MODEL_PATH` | a GGUF file for the embedded model | the default weights are fetched |
| `CREW_PROFILE` | `small`, `large` or `auto` | `auto` |
| `STUDIOCREW_HOME` | where projects, memory and weights are kept | the user's data folder |
| `CREW_SEARCH` | who searches the web: `searxng`, `brave`, `tavily` or `none` | `none` |
| `CREW_SEARCH_URL` | address of that search; SearXNG needs it | the provider's own |
| `CREW_SEARCH_KEY` | key of that search; Brave and Tavily need it | none |
| `CREW_CORPUS` | a folder of documents to look things up in | `corpus` in the home, if there |
| `CREW_FORMATS` | `pdf`, `svg` or both, comma-separated: cards come as those too | `png` |
| `CREW_VISION_MODEL` | a model of the same endpoint that looks at finished pictures | nobody does |
| `CREW_SIGN` | `auto` signs pictures where the extra `provenance` is installed; `off` | `auto` |
| `CREW_SIGN_CERT`, `CREW_SIGN_KEY` | a PEM certificate chain and its key | self-made |
| `CREW_TRUST` | a PEM file of certificates that `crew verify` trusts | none |
| `CREW_IMAGES` | who makes pictures, in order: `diffusers:MODEL`, `openai:MODEL`, `none` | `none` |
| `CREW_IMAGES_BASE_URL`, `CREW_IMAGES_KEY` | an images endpoint of its own | `OPENAI_…`'s |

The other settings of pictures are explained in docs/images.md.

The remaining ones are the fields of `Settings`, each with its variable beside it.
"""

from __future__ import annotations

import getpass
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, cast
from urllib.parse import urlsplit

from platformdirs import user_data_dir
from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from studiocrew.errors import OperatorError

DEFAULT_HOSTED_MODEL = "gpt-4.1-mini"
DEFAULT_EMBEDDED_MODEL = "Qwen2.5-Coder-1.5B-Instruct-Q4_K_M"
EMBEDDED = "embedded"
HUB_PREFIX = "hf:"

_SHORTEST_SECRET = 10
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_TIMEOUT_S = {"hosted": 120.0, "compatible": 300.0, "embedded": 900.0}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Which model will answer. An empty `model` means: whichever the endpoint serves."""

    kind: Literal["hosted", "compatible", "embedded"]
    model: str
    base_url: str = field(default="", repr=False)
    fallbacks: tuple[str, ...] = ()
    timeout_s: float = 120.0
    model_path: Path | None = None

    @property
    def local(self) -> bool:
        """Whether calls stay on this machine."""
        return self.kind == "embedded" or (urlsplit(self.base_url).hostname or "") in _LOOPBACK

    def __str__(self) -> str:
        if self.kind == "embedded":
            return f"{self.model} (embedded)"
        parts = urlsplit(self.base_url)  # a URL may carry a password; what we show may not
        host = (parts.hostname or "api.openai.com") + (f":{parts.port}" if parts.port else "")
        return f"{self.model or 'the model served'} at {host}"


def _env(name: str, **more: Any) -> Any:
    return Field(validation_alias=AliasChoices(name), **more)


def _user() -> str:
    """Who is at work, by the operating system: histories name them. Empty where nobody can say."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # a container's user without a name
        return ""


class Settings(BaseSettings):
    """What the machine and its user decided. Frozen; raises `OperatorError` for a bad value."""

    # Case matters: otherwise the field `home` would read $HOME.
    model_config = SettingsConfigDict(
        frozen=True,
        extra="ignore",
        case_sensitive=True,
        env_ignore_empty=True,
        validate_by_name=True,
        validate_by_alias=True,
        hide_input_in_errors=True,
    )

    home: Path = _env(
        "STUDIOCREW_HOME", default_factory=lambda: Path(user_data_dir("studiocrew", False))
    )
    openai_api_key: SecretStr | None = _env("OPENAI_API_KEY", default=None)
    openai_base_url: str | None = _env("OPENAI_BASE_URL", default=None, repr=False)
    crew_model: str | None = _env("CREW_MODEL", default=None)
    crew_fallback_models: Annotated[tuple[str, ...], NoDecode] = _env(
        "CREW_FALLBACK_MODELS", default=()
    )
    crew_profile: Literal["auto", "small", "large"] = _env("CREW_PROFILE", default="auto")
    model_path: Path | None = _env("CREW_MODEL_PATH", default=None)
    request_timeout_s: float | None = _env("CREW_REQUEST_TIMEOUT_S", default=None, gt=0)
    max_concurrency: int = _env("CREW_MAX_CONCURRENCY", default=32, ge=1, le=1024)
    retry_base_s: float = _env("CREW_RETRY_BASE_S", default=0.5, ge=0, le=60)
    price_prompt: float = _env("CREW_PRICE_PROMPT", default=0.0, ge=0)
    price_completion: float = _env("CREW_PRICE_COMPLETION", default=0.0, ge=0)
    qdrant_url: str | None = _env("QDRANT_URL", default=None)
    qdrant_api_key: SecretStr | None = _env("QDRANT_API_KEY", default=None)
    crew_embeddings: str = _env("CREW_EMBEDDINGS", default="local")
    embeddings_base_url: str | None = _env("CREW_EMBEDDINGS_BASE_URL", default=None)
    search: Literal["none", "searxng", "brave", "tavily"] = _env("CREW_SEARCH", default="none")
    search_url: str | None = _env("CREW_SEARCH_URL", default=None, repr=False)
    search_key: SecretStr | None = _env("CREW_SEARCH_KEY", default=None)
    corpus: Path | None = _env("CREW_CORPUS", default=None)
    sign: Literal["auto", "off"] = _env("CREW_SIGN", default="auto")
    sign_cert: Path | None = _env("CREW_SIGN_CERT", default=None)
    sign_key: Path | None = _env("CREW_SIGN_KEY", default=None)
    trust: Path | None = _env("CREW_TRUST", default=None)
    formats: Annotated[tuple[Literal["png", "pdf", "svg"], ...], NoDecode] = _env(
        "CREW_FORMATS", default=("png",)
    )
    crew_vision_model: str = _env("CREW_VISION_MODEL", default="")
    images: str = _env("CREW_IMAGES", default="none")
    images_base_url: str | None = _env("CREW_IMAGES_BASE_URL", default=None, repr=False)
    images_key: SecretStr | None = _env("CREW_IMAGES_KEY", default=None)
    images_steps: int | None = _env("CREW_IMAGES_STEPS", default=None, ge=1, le=200)
    images_guidance: float | None = _env("CREW_IMAGES_GUIDANCE", default=None, ge=0, le=30)
    images_pixels: int = _env("CREW_IMAGES_PIXELS", default=2**20, ge=2**12, le=2**24)
    images_batch: int = _env("CREW_IMAGES_BATCH", default=4, ge=1, le=64)
    images_timeout_s: float = _env("CREW_IMAGES_TIMEOUT_S", default=900.0, gt=0)
    images_device: str = _env("CREW_IMAGES_DEVICE", default="auto")
    images_dtype: Literal["auto", "float32", "float16", "bfloat16"] = _env(
        "CREW_IMAGES_DTYPE", default="auto"
    )
    images_lora: str = _env("CREW_IMAGES_LORA", default="")
    images_compile: bool = _env("CREW_IMAGES_COMPILE", default=False)
    images_cache: float | None = _env("CREW_IMAGES_CACHE", default=None, gt=0, lt=1)
    images_price: float = _env("CREW_IMAGES_PRICE", default=0.0, ge=0)
    user: str = _env("CREW_USER", default_factory=_user, max_length=80)
    tenant: str = _env(
        "CREW_TENANT", default="default", pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
    )

    def __init__(self, **values: Any) -> None:
        try:
            super().__init__(**values)
        except ValidationError as err:
            raise _unreadable(err) from None

    @field_validator("crew_fallback_models", "formats", mode="before")
    @classmethod
    def _split_at_commas(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(name.strip() for name in value.split(",") if name.strip())
        return value

    @field_validator(
        "openai_base_url", "embeddings_base_url", "qdrant_url", "search_url", "images_base_url"
    )
    @classmethod
    def _is_a_web_address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("must be a web address such as http://localhost:11434/v1")
        return value.rstrip("/")

    @field_validator("home", "model_path", "corpus", "sign_cert", "sign_key", "trust")
    @classmethod
    def _expand_home(cls, value: Path | None) -> Path | None:
        return None if value is None else value.expanduser()

    def endpoint(self) -> Endpoint:
        """Which model will answer: the endpoint named, else OpenAI by key, else the embedded one.

        Raises `OperatorError` if a hosted model is named without a key or a base URL.
        """
        name = self.crew_model or ""
        if name == EMBEDDED or name.startswith(HUB_PREFIX):
            return self._embedded(name)
        if self.openai_base_url:
            return self._remote("compatible", name, self.openai_base_url)
        if self.openai_api_key:
            return self._remote("hosted", name or DEFAULT_HOSTED_MODEL, "")
        if name:
            raise OperatorError(
                f"CREW_MODEL is {name!r}, but there is no endpoint to ask for it.",
                where="environment",
                mend="Set OPENAI_API_KEY or OPENAI_BASE_URL, or unset CREW_MODEL to use the "
                "embedded model.",
            )
        return self._embedded(name)

    def images_endpoint(self) -> tuple[str, str]:
        """Base URL (empty: OpenAI's own) and key of the images API.

        A key goes only where its owner sent it: an images endpoint of its own has a key of its
        own, and never gets that of the chat endpoint.
        """
        own = self.images_key.get_secret_value() if self.images_key else ""
        if self.images_base_url and self.images_base_url != self.openai_base_url:
            return self.images_base_url, own
        shared = self.openai_api_key.get_secret_value() if self.openai_api_key else ""
        return self.openai_base_url or "", own or shared

    def _remote(self, kind: Literal["hosted", "compatible"], model: str, url: str) -> Endpoint:
        timeout_s = self.request_timeout_s or _TIMEOUT_S[kind]
        return Endpoint(kind, model, url, self.crew_fallback_models, timeout_s)

    def _embedded(self, name: str) -> Endpoint:
        model = DEFAULT_EMBEDDED_MODEL
        if self.model_path is not None:
            model = self.model_path.stem
        elif name.startswith(HUB_PREFIX):
            model = Path(name).stem
        timeout_s = self.request_timeout_s or _TIMEOUT_S["embedded"]
        return Endpoint("embedded", model, timeout_s=timeout_s, model_path=self.model_path)

    def secrets(self) -> tuple[str, ...]:
        """Every value that must appear in no log, journal or error."""
        keys = (self.openai_api_key, self.qdrant_api_key, self.search_key, self.images_key)
        urls = (
            self.openai_base_url,
            self.qdrant_url,
            self.embeddings_base_url,
            self.search_url,
            self.images_base_url,
        )
        found = [key.get_secret_value() for key in keys if key]
        found += [password for url in urls if url and (password := urlsplit(url).password)]
        # Local endpoints take any word as a key: "none", "ollama". Hiding it would mar real text.
        return tuple(value for value in found if len(value) >= _SHORTEST_SECRET)

    def money(
        self, prompt_tokens: int, completion_tokens: int, model: str = "", on: date | None = None
    ) -> float:
        """The price of a call: by the two price settings (per million tokens, in their currency),
        else by the table of prices for `model`, where it knows what that cost on the day.
        """
        if on is not None and not (self.price_prompt or self.price_completion):
            from studiocrew.prices import money, price_of

            price = price_of(model, on)
            return money(price, prompt_tokens, completion_tokens) if price else 0.0
        million = 1_000_000
        return (
            prompt_tokens * self.price_prompt + completion_tokens * self.price_completion
        ) / million


def _unreadable(err: ValidationError) -> OperatorError:
    """Name the variable, never its value: it may be a secret."""
    first = err.errors(include_input=False, include_url=False)[0]
    name = str(first["loc"][0]) if first["loc"] else "settings"
    field = Settings.model_fields.get(name)
    alias = field.validation_alias if field else None
    if isinstance(alias, AliasChoices):
        name = cast(str, alias.choices[0])
    return OperatorError(
        f"{name} cannot be used: {first['msg'].removeprefix('Value error, ')}.",
        where="environment",
        mend=f"Correct {name}, or unset it to use the default.",
    )
