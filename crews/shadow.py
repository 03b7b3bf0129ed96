"""Notices a folder that hides one of our packages, before it breaks something obscure.

Our packages have everyday names, and Python looks beside the running script first: a user's own
`tools/` there would be imported in place of ours. Standard library only, because any of our
packages, `studiocrew` with its errors included, may be the hidden one.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

OURS = ("studiocrew", "memory", "tools", "roles", "graphs")


class ShadowedPackage(ImportError):
    """A file or folder of the user's is found where Python should find one of our packages."""


def find_shadows(home: Path, names: tuple[str, ...] = OURS) -> dict[str, Path]:
    """What Python would import for each name, where that does not stand in `home`."""
    shadows: dict[str, Path] = {}
    for name in names:
        place = _place(name)
        if place is not None and place.resolve().parent != home.resolve():
            shadows[name] = place
    return shadows


def refuse_shadows(home: Path) -> None:
    """Raise ShadowedPackage if any of our packages is hidden. `home` holds all of them."""
    shadows = find_shadows(home)
    if not shadows:
        return
    listed = "; ".join(
        f"{place} hides studiocrew's package {name!r}" for name, place in shadows.items()
    )
    raise ShadowedPackage(
        f"{listed}.\n"
        f"Where: Python looks in {next(iter(shadows.values())).parent} before {home}.\n"
        f"Mend: {_mend(next(iter(shadows.values())))}"
    )


def _place(name: str) -> Path | None:
    """The folder or single file that `import name` would use; None if there is none."""
    try:
        spec = find_spec(name)
    except ValueError:  # already imported by hand, without a spec: nothing can be said of it
        return None
    if spec is None:
        return None
    if spec.submodule_search_locations is None:
        return Path(spec.origin) if spec.origin else None
    # A folder without __init__.py has no origin, and still hides an editable install of ours.
    return next((Path(folder) for folder in spec.submodule_search_locations), None)


def _mend(place: Path) -> str:
    if "site-packages" in place.parts:
        return "another package brought it; give studiocrew a virtual environment of its own."
    return (
        f"rename {place.name}, or start Python as `python -P your_script.py`, "
        "or use the `crew` command, which never looks beside your script."
    )
