from __future__ import annotations

import json

from app.core.captions.machine.addresses import base_of
from app.core.captions.machine.presets import PRESETS, Server, preset


def test_that_every_preset_but_the_last_has_an_address_that_can_be_asked() -> None:
    assert [each.id for each in PRESETS if not base_of(each.url)] == ["other"]
    assert len({each.id for each in PRESETS}) == len(PRESETS)


def test_that_a_server_comes_back_from_json_as_it_was() -> None:
    server = Server(
        preset="vllm", url="http://box:8000", model="q", extra={"top_k": 1}, concurrency=3, frames=8
    )
    assert Server.from_json(json.loads(json.dumps(server.to_json()))) == server


def test_that_values_that_make_no_sense_are_those_of_the_preset() -> None:
    value = {
        "preset": "koboldcpp",
        "url": 7,
        "model": None,
        "frames": "many",
        "concurrency": 10**6,
        "long_side": True,
        "per_second": float("nan"),
        "extra": [],
        "newer": 1,
    }
    server = Server.from_json(value)
    assert server == Server(**{**Server.of("koboldcpp").to_json(), "concurrency": 64})
    assert Server.from_json("nothing") == Server.of("llama-server")
    assert Server.from_json({"preset": "gone"}).kind is preset("other")


def test_that_only_servers_on_this_machine_share_its_gpu() -> None:
    assert Server.of("ollama").here
    assert not Server.of("openai").here
    assert not Server(url="http://192.168.0.7:8080").here
