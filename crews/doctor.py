"""Says whether a run is possible on this machine, and how to get what is missing.

Looks, and changes nothing. The network is asked only for an address the user has set.
"""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Literal
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from crews.exits import say_json
from studiocrew.errors import OperatorError, StudiocrewError
from studiocrew.settings import Settings

PYTHONS = ((3, 11), (3, 14))
"""Oldest supported, and the first that is not."""

PROBE_TIMEOUT_S = 3.0
ROOM_FOR_WEIGHTS = 3_000_000_000
"""Bytes: the default weights, and the same again while they are put together, and some air."""
ROOM_FOR_PROJECTS = 200_000_000

_ROOT = Path(__file__).parent.parent

_SWITCHES = {
    "CREWAI_DISABLE_TELEMETRY": "true",
    "CREWAI_TRACING_ENABLED": "false",
    "OTEL_SDK_DISABLED": "true",
    "LANGSMITH_TRACING": "false",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "ANONYMIZED_TELEMETRY": "false",
}

State = Literal["ok", "missing", "note"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report. A run needs every finding to be other than "missing"."""

    name: str
    state: State
    detail: str
    mend: str = ""


def examine(settings: Settings | None = None) -> list[Finding]:
    """Look at everything a run needs. Never raises: what cannot be looked at is a finding."""
    try:
        settings = settings or Settings()
    except OperatorError as error:
        return [*_basics(), Finding("settings", "missing", error.what, error.mend)]
    checks: list[Callable[[], Finding]] = [
        lambda: _model(settings),
        lambda: _memory(settings),
        lambda: _home(settings),
        lambda: _room(settings),
        _fonts,
        _layout,
        lambda: _images(settings),
        lambda: _extra("visual"),
        lambda: _extra("provenance"),
        _telemetry,
    ]
    return [*_basics(), *(_safely(check) for check in checks)]


def report(findings: list[Finding], *, as_json: bool) -> int:
    """Print the findings; the exit code says whether a run is possible (0) or not (3)."""
    ready = all(finding.state != "missing" for finding in findings)
    if as_json:
        say_json({"ready": ready, "checks": [asdict(finding) for finding in findings]})
    else:
        _print(findings, ready=ready)
    return 0 if ready else OperatorError.exit_code


def _print(findings: list[Finding], *, ready: bool) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    marks = {"ok": ("ok", "green"), "missing": ("missing", "bold red"), "note": ("–", "dim")}
    grid = Table.grid(padding=(0, 2))
    for finding in findings:
        grid.add_row(Text(*marks[finding.state]), Text(finding.name), Text(finding.detail))
        if finding.mend:
            grid.add_row("", "", Text(f"→ {finding.mend}", style="yellow"))
    console = Console()
    console.print(grid)
    last = "Ready: a run is possible." if ready else "Not ready: see the lines marked missing."
    console.print(f"\n{last}", highlight=False)


def _safely(check: Callable[[], Finding]) -> Finding:
    try:
        return check()
    except StudiocrewError as error:
        return Finding(error.where or "settings", "missing", error.what, error.mend)
    except Exception as error:
        return Finding("check", "missing", f"{type(error).__name__}: {error}")


def _basics() -> list[Finding]:
    return [_python(), Finding("platform", "ok", platform.platform(terse=True)), *_packages()]


def _python() -> Finding:
    oldest, first_unsupported = PYTHONS
    ok = oldest <= sys.version_info[:2] < first_unsupported
    return Finding(
        "python",
        "ok" if ok else "missing",
        platform.python_version(),
        "" if ok else "Use Python 3.11, 3.12 or 3.13: make demo PYTHON=python3.12",
    )


def _packages() -> Iterator[Finding]:
    """Each package we need, against the range we ask for; then what differs from the lock."""
    from packaging.requirements import Requirement

    needed = [Requirement(line) for line in metadata.requires("studiocrew") or []]
    for requirement in needed:
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        installed = _installed(requirement.name)
        fits = installed is not None and requirement.specifier.contains(installed, prereleases=True)
        mend = "" if fits else f"pip install -c constraints.txt '{requirement}'"
        found = installed or "not installed"
        yield Finding(requirement.name, "ok" if fits else "missing", found, mend)
    drifted = list(_drift(_ROOT / "constraints.txt"))
    if drifted:
        yield Finding("lock", "note", f"differs from constraints.txt: {', '.join(drifted)}")


def _installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _drift(lock: Path) -> Iterator[str]:
    """Installed packages whose version is not the locked one; nothing outside a checkout."""
    if not lock.is_file():
        return
    for line in lock.read_text(encoding="utf-8").splitlines():
        name, _, locked = line.partition("==")
        installed = _installed(name) if locked else None
        if installed and installed.partition("+")[0] != locked:
            yield f"{name} {installed} (locked: {locked})"


def _model(settings: Settings) -> Finding:
    endpoint = settings.endpoint()
    if endpoint.kind == "compatible":
        return _reach("model", str(endpoint), f"{settings.openai_base_url}/models", settings)
    if endpoint.kind == "hosted":
        return Finding("model", "ok", f"{endpoint}, by OPENAI_API_KEY (not asked)")
    from studiocrew.weights import find_weights

    weights = find_weights(settings)
    if weights is None:
        return Finding("model", "note", f"{endpoint}: its weights are fetched on the first run")
    return Finding("model", "ok", f"{endpoint}: {weights.path}")


def _reach(name: str, what: str, url: str, settings: Settings) -> Finding:
    """Ask an address the user has set. A refused key still proves that somebody is there."""
    key = settings.openai_api_key
    headers = {"Authorization": f"Bearer {key.get_secret_value()}"} if key else {}
    try:
        with urlopen(Request(url, headers=headers), timeout=PROBE_TIMEOUT_S):  # noqa: S310
            return Finding(name, "ok", what)
    except HTTPError as error:
        if error.code in {401, 403}:
            return Finding(name, "missing", f"{what} refuses the key", "Correct OPENAI_API_KEY.")
        return Finding(name, "note", f"{what} answers {error.code}")
    except (URLError, OSError) as error:
        reason = getattr(error, "reason", error)
        return Finding(name, "missing", f"{what}: {reason}", "Start it, or correct the address.")


def _memory(settings: Settings) -> Finding:
    if settings.qdrant_url is None:
        return Finding("memory", "ok", "Qdrant in this process, one folder under the home folder")
    return Finding("memory", "ok", "Qdrant server, by QDRANT_URL (not asked)")


def _home(settings: Settings) -> Finding:
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.home):
            pass
    except OSError as error:
        mend = "Set STUDIOCREW_HOME to a folder you may write in."
        return Finding("home", "missing", f"{settings.home}: {error.strerror or error}", mend)
    return Finding("home", "ok", str(settings.home))


def _room(settings: Settings) -> Finding:
    there = next(path for path in (settings.home, *settings.home.parents) if path.exists())
    free = shutil.disk_usage(there).free
    needed = ROOM_FOR_WEIGHTS if _weights_to_come(settings) else ROOM_FOR_PROJECTS
    mend = f"Free {(needed - free) / 1e9:.1f} GB, or set STUDIOCREW_HOME elsewhere."
    ok = free >= needed
    return Finding(
        "disk", "ok" if ok else "missing", f"{free / 1e9:.1f} GB free", "" if ok else mend
    )


def _weights_to_come(settings: Settings) -> bool:
    from studiocrew.weights import find_weights

    return settings.endpoint().kind == "embedded" and find_weights(settings) is None


def _fonts() -> Finding:
    fonts = list((_ROOT / "tools" / "layout" / "fonts").rglob("*.ttf"))
    mend = "" if fonts else "Install studiocrew again: its font files are not there."
    return Finding("fonts", "ok" if fonts else "missing", f"{len(fonts)} files, all OFL", mend)


def _layout() -> Finding:
    import typst

    drawn = typst.compile(b"#set page(width: 9pt, height: 9pt)", format="png")
    return Finding("layout", "ok" if drawn else "missing", "typst draws")


def _images(settings: Settings) -> Finding:
    """Optional, unless a setting names a pipeline of diffusers: then its parts must be there."""
    from tools.images.setup import named

    try:
        chosen = named(settings)
    except OperatorError as error:
        return Finding("images", "missing", error.what, error.mend)
    extra = ("torch", "diffusers", "transformers")
    lacking = [name for name in extra if not find_spec(name)]
    mend = "pip install 'studiocrew[images]'"
    if not chosen:
        if lacking:
            detail = f"layout alone; not installed: {', '.join(lacking)}"
            return Finding("images", "note", detail, f"For pictures by a model of your own: {mend}")
        return Finding("images", "ok", "layout alone; torch and diffusers are installed")
    if lacking and any(kind == "diffusers" for kind, _ in chosen):
        return Finding("images", "missing", f"not installed: {', '.join(lacking)}", mend)
    url, key = settings.images_endpoint()
    if not url and not key and any(kind == "openai" for kind, _ in chosen):
        mend = "Set OPENAI_API_KEY, or CREW_IMAGES_KEY."
        return Finding("images", "missing", "the images API of OpenAI needs a key", mend)
    return Finding("images", "ok", ", then ".join(f"{model} by {kind}" for kind, model in chosen))


_EXTRAS: dict[str, tuple[str, tuple[str, ...]]] = {
    "visual": ("words read back from finished pictures, doubles found", ("rapidocr", "imagehash")),
    "provenance": ("pictures signed with C2PA, signatures verified", ("c2pa", "cryptography")),
}
"""What an extra gives, and the modules by which one sees that it is there."""


def _extra(name: str) -> Finding:
    """Whether an optional part is installed; a run is possible without."""
    gives, modules = _EXTRAS[name]
    lacking = [module for module in modules if not find_spec(module)]
    if not lacking:
        return Finding(name, "ok", gives)
    detail = f"not installed: {', '.join(lacking)}"
    return Finding(name, "note", detail, f"For {gives}: pip install 'studiocrew[{name}]'")


def _telemetry() -> Finding:
    """Reads the environment itself: these switches are other libraries' settings, not ours."""
    on = [name for name, off in _SWITCHES.items() if os.environ.get(name, "").lower() != off]
    if on:
        return Finding("telemetry", "note", f"you have switched on: {', '.join(on)}")
    return Finding("telemetry", "ok", "off in every library that has any")
