"""`crew doctor`: whether a run is possible, and what to do if it is not."""

from __future__ import annotations

import json
import shutil
import sys
from collections import namedtuple
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from types import ModuleType, SimpleNamespace

import pytest
from typer.testing import CliRunner

from crews import doctor
from crews.cli import app
from crews.doctor import Finding, examine
from studiocrew.errors import OperatorError
from studiocrew.settings import Settings

Usage = namedtuple("Usage", "total used free")


@pytest.fixture(autouse=True)
def weights(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """No weights on this machine, whatever it has."""
    module = ModuleType("studiocrew.weights")
    module.__dict__["find_weights"] = lambda settings: None
    monkeypatch.setitem(sys.modules, "studiocrew.weights", module)
    return module


class Endpoint(BaseHTTPRequestHandler):
    """Answers /v1/models with the status its path asks for."""

    asked: list[str] = []  # noqa: RUF012 - the handler's only way to tell the test

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(int(self.path.split("/")[1]))
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Keep the test's output clean."""


@pytest.fixture
def endpoint() -> Iterator[str]:
    Endpoint.asked.clear()
    with HTTPServer(("127.0.0.1", 0), Endpoint) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def found(name: str, settings: Settings | None = None) -> Finding:
    return next(finding for finding in examine(settings) if finding.name == name)


def test_this_machine_can_run() -> None:
    done = CliRunner().invoke(app, ["doctor"])
    assert done.exit_code == 0, done.stdout
    assert "Ready: a run is possible." in done.stdout
    assert "crewai" in done.stdout


def test_json_is_one_object() -> None:
    done = CliRunner().invoke(app, ["doctor", "--json"])
    told = json.loads(done.stdout)
    assert told["ready"] is True
    assert {"python", "openai", "model", "home", "disk", "fonts", "telemetry"} <= {
        check["name"] for check in told["checks"]
    }


def test_a_missing_package_is_named_with_its_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor.metadata, "requires", lambda name: ["nowhere-to-be-found>=2"])
    finding = found("nowhere-to-be-found")
    assert finding.state == "missing"
    assert finding.mend == "pip install -c constraints.txt 'nowhere-to-be-found>=2'"
    done = CliRunner().invoke(app, ["doctor"])
    assert done.exit_code == OperatorError.exit_code
    assert "Not ready" in done.stdout


def test_a_package_of_the_wrong_version_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor.metadata, "requires", lambda name: ["rich<1", "gone; extra=='x'"])
    assert found("rich").state == "missing"
    assert all(finding.name != "gone" for finding in examine())


def test_what_differs_from_the_lock_is_a_note(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "constraints.txt").write_text("# lock\nrich==0.1\nnot-here==1\n", encoding="utf-8")
    monkeypatch.setattr(doctor, "_ROOT", tmp_path)
    finding = found("lock")
    assert finding.state == "note"
    assert "rich" in finding.detail
    assert "not-here" not in finding.detail


@pytest.mark.parametrize("extra", ["visual", "provenance"])
def test_an_extra_that_is_not_there_says_what_it_would_give(
    monkeypatch: pytest.MonkeyPatch, extra: str
) -> None:
    monkeypatch.setattr(doctor, "find_spec", lambda name: None)
    finding = found(extra)
    assert finding.state == "note"  # a run is possible without
    assert f"pip install 'studiocrew[{extra}]'" in finding.mend


def test_an_old_python_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "PYTHONS", ((4, 0), (5, 0)))
    assert found("python").state == "missing"


def test_weights_to_come_are_no_obstacle_but_need_room(
    monkeypatch: pytest.MonkeyPatch, weights: ModuleType
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(9e9, 8e9, 1e9))
    assert found("model").state == "note"
    assert found("disk").state == "missing"
    weights.__dict__["find_weights"] = lambda settings: SimpleNamespace(path=Path("m.gguf"))
    assert found("model").state == "ok"
    assert found("disk").state == "ok"


@pytest.mark.parametrize(
    ("status", "state"), [(200, "ok"), (401, "missing"), (403, "missing"), (404, "note")]
)
def test_an_endpoint_is_asked(endpoint: str, status: int, state: str) -> None:
    settings = Settings(openai_base_url=f"{endpoint}/{status}/v1")
    assert found("model", settings).state == state
    assert Endpoint.asked == [f"/{status}/v1/models"]


def test_a_dead_endpoint_is_missing(endpoint: str) -> None:
    settings = Settings(openai_base_url="http://127.0.0.1:9/v1")
    finding = found("model", settings)
    assert finding.state == "missing"
    assert "Start it" in finding.mend


def test_a_hosted_endpoint_is_not_asked() -> None:
    finding = found("model", Settings(openai_api_key="sk-canary-0123456789"))
    assert finding.state == "ok"
    assert "canary" not in finding.detail


def test_a_home_that_cannot_be_written_is_missing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    finding = found("home", Settings(home=tmp_path / "file" / "home"))
    assert finding.state == "missing"
    assert "STUDIOCREW_HOME" in finding.mend


def test_settings_that_cannot_be_read_are_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREW_PROFILE", "enormous")
    assert "CREW_PROFILE" in found("settings").detail


def test_a_model_without_an_endpoint_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREW_MODEL", "gpt-4.1")
    done = CliRunner().invoke(app, ["doctor"])
    assert done.exit_code == OperatorError.exit_code
    assert "CREW_MODEL" in done.stdout


def test_telemetry_switched_on_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert found("telemetry").state == "ok"
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    assert "LANGSMITH_TRACING" in found("telemetry").detail


def test_the_images_extra_is_optional(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "find_spec", lambda name: None)
    finding = found("images")
    assert finding.state == "note"
    assert "studiocrew[images]" in finding.mend


def test_what_makes_pictures_is_looked_at(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert found("images", Settings()).state in {"ok", "note"}
    assert found("images", Settings(images="photoshop")).state == "missing"
    assert "KEY" in found("images", Settings(images="openai:gpt-image-1")).mend
    keyed = Settings(images="openai:gpt-image-1", openai_api_key="sk-0123456789")
    assert found("images", keyed).detail == "gpt-image-1 by openai"
    monkeypatch.setattr(doctor, "find_spec", lambda name: None)
    ours = Settings(images=f"diffusers:{tmp_path}")
    assert found("images", ours).mend == "pip install 'studiocrew[images]'"
    assert found("images", Settings()).state == "note"
