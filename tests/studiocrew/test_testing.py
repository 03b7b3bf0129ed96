"""The fakes are part of what we ship, and are held to what they promise."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import openai
import pytest

import studiocrew.testing
from studiocrew.testing import ScriptedServer


def client_of(server: ScriptedServer) -> openai.AsyncOpenAI:
    return openai.AsyncOpenAI(base_url=server.base_url, api_key="k", max_retries=0)


async def test_the_official_client_understands_the_server() -> None:
    with ScriptedServer(["Hello."], models=("m",)) as server:
        async with client_of(server) as client:
            answer = await client.chat.completions.create(
                model="m", messages=[{"role": "user", "content": "Hi."}]
            )
            models = await client.models.list()
    assert answer.choices[0].message.content == "Hello."
    assert answer.usage is not None
    assert [model.id for model in models.data] == ["m"]
    assert server.calls[0]["messages"] == [{"role": "user", "content": "Hi."}]


async def test_embeddings_are_the_same_for_the_same_text_and_near_for_near_ones() -> None:
    with ScriptedServer(embedding_dim=16) as server:
        async with client_of(server) as client:
            texts = ["fresh bread daily", "fresh bread today", "tax law"]
            first = await client.embeddings.create(model="e", input=texts)
            again = await client.embeddings.create(model="e", input=texts, encoding_format="float")
    a, b, c = (item.embedding for item in first.data)
    assert len(a) == 16
    assert a == pytest.approx(again.data[0].embedding, abs=1e-6)
    assert sum(x * y for x, y in zip(a, b, strict=True)) > sum(
        x * y for x, y in zip(a, c, strict=True)
    )


async def test_thirty_two_calls_at_once_take_one_latency() -> None:
    with ScriptedServer(latency_s=2.0) as server:
        async with client_of(server) as client, asyncio.TaskGroup() as group:
            for _ in range(32):
                group.create_task(
                    client.chat.completions.create(
                        model="scripted", messages=[{"role": "user", "content": "Hi."}]
                    )
                )
    assert server.concurrency_peak == 32


def test_everything_promised_is_exported() -> None:
    for name in studiocrew.testing.__all__:
        assert getattr(studiocrew.testing, name).__doc__


def test_it_runs_as_a_process_of_its_own_and_logs_each_call(tmp_path: Path) -> None:
    log = tmp_path / "calls.jsonl"
    command = [sys.executable, "-m", "studiocrew.testing", "--log", str(log)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        try:
            assert child.stdout is not None
            url = child.stdout.readline().strip()
            with openai.OpenAI(base_url=url, api_key="k", max_retries=0) as client:
                client.chat.completions.create(
                    model="scripted",
                    messages=[{"role": "user", "content": "Hi."}],
                    extra_headers={"Idempotency-Key": "one"},
                )
        finally:
            child.terminate()
    (line,) = log.read_text().splitlines()
    assert json.loads(line)["key"] == "one"
