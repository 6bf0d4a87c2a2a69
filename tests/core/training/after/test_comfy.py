from __future__ import annotations

import contextlib
import json
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from app.core.training.after.comfy_canvas import canvas_graph
from app.core.training.after.comfy_graph import Node, api_graph, nodes_of
from app.core.training.after.comfy_install import ComfyError, install_lora
from app.core.training.after.comfy_server import check, post
from app.core.training.after.comfy_settings import (
    Comfy,
    Way,
    can_be_made,
    comfy_of,
    lora_name,
    ways,
)
from app.core.training.after.trial import Trial
from app.core.training.recipe.tasks import TASKS
from tests.core.training.after.comfy import PORTS, FakeComfy

TRIAL = Trial(
    prompts=("a cat 한",), negative="色调艳丽", seeds=(7,), strengths=(0.9,),
    width=770, height=420, frames=50,
)  # fmt: skip


def _comfy(task: str = "t2v-14B", way: Way = "plain", **more: bool) -> Comfy:
    return comfy_of(TASKS[task], way, f"rain{os.sep}x.safetensors", TRIAL, project="rain", **more)


WORKFLOWS = {
    "plain": _comfy(),
    "fast": _comfy(way="fast"),
    "small": _comfy("t2v-1.3B"),
    "two": _comfy("t2v-A14B", both=True),
    "two fast": _comfy("t2v-A14B", "fast"),
    "high": _comfy("t2v-A14B", high_only=True),
}


def _by_kind(nodes: tuple[Node, ...], kind: str) -> list[Node]:
    return [each for each in nodes if each.kind == kind]


@pytest.mark.parametrize("name", WORKFLOWS)
def test_every_link_of_the_servers_graph_leads_to_an_output_of_the_right_type(name: str) -> None:
    graph = json.loads(json.dumps(api_graph(nodes_of(WORKFLOWS[name]))))
    for node in graph.values():
        wanted = PORTS[node["class_type"]][0]
        assert set(node["inputs"]) == set(wanted), node
        for key, value in node["inputs"].items():
            kind = wanted[key]
            if kind.isupper() and kind not in ("INT", "FLOAT", "STRING", "COMBO"):
                source, slot = value
                assert PORTS[graph[source]["class_type"]][1][slot] == kind
            elif kind == "INT":
                assert isinstance(value, int)
            elif kind == "FLOAT":
                assert isinstance(value, float)
            else:
                assert isinstance(value, str)


@pytest.mark.parametrize("name", WORKFLOWS)
def test_the_windows_graph_is_whole_and_says_the_same(name: str) -> None:
    nodes = nodes_of(WORKFLOWS[name])
    canvas = json.loads(json.dumps(canvas_graph(nodes)))
    known = {each["id"]: each for each in canvas["nodes"]}
    assert len(known) == len(canvas["nodes"]) == canvas["last_node_id"]
    assert [link[0] for link in canvas["links"]] == list(range(1, canvas["last_link_id"] + 1))
    for number, source, slot, target, place, kind in canvas["links"]:
        out, into = known[source]["outputs"][slot], known[target]["inputs"][place]
        assert number in out["links"]
        assert into["link"] == number
        assert out["type"] == into["type"] == kind
    linked = sum(len(each["inputs"]) for each in canvas["nodes"])
    assert linked == len(canvas["links"])
    for node, each in zip(nodes, canvas["nodes"], strict=True):
        plain = [value for value in node.inputs.values() if not isinstance(value, tuple)]
        shown = [value for value in each["widgets_values"] if value != "fixed"]
        assert shown == plain
        assert len(each["widgets_values"]) == PORTS[node.kind][2], node.kind
    spots = [tuple(each["pos"]) for each in canvas["nodes"]]
    assert len(set(spots)) == len(spots)  # none lies on another


def test_plain_has_20_steps_and_guidance_6_and_no_second_lora() -> None:
    nodes = nodes_of(WORKFLOWS["plain"])
    sampler = _by_kind(nodes, "KSampler")[0].inputs
    said = [sampler[name] for name in ("steps", "cfg", "sampler_name", "scheduler", "seed")]
    assert said == [20, 6.0, "uni_pc", "simple", 7]
    assert [each.inputs["lora_name"] for each in _by_kind(nodes, "LoraLoaderModelOnly")] == [
        f"rain{os.sep}x.safetensors"
    ]
    size = _by_kind(nodes, "EmptyHunyuanLatentVideo")[0].inputs
    assert [size[name] for name in ("width", "height", "length")] == [768, 416, 49]


def test_fast_has_8_steps_without_guidance_and_the_lora_for_that_at_nine_tenths() -> None:
    nodes = nodes_of(WORKFLOWS["fast"])
    sampler = _by_kind(nodes, "KSampler")[0].inputs
    assert (sampler["steps"], sampler["cfg"]) == (8, 1.0)
    mine, fast = _by_kind(nodes, "LoraLoaderModelOnly")
    assert "lightx2v" in fast.inputs["lora_name"]
    assert (mine.inputs["strength_model"], fast.inputs["strength_model"]) == (0.9, 0.9)


def test_two_experts_share_the_steps_and_the_first_leaves_its_noise() -> None:
    nodes = nodes_of(WORKFLOWS["two"])
    high, low = (each.inputs for each in _by_kind(nodes, "KSamplerAdvanced"))
    assert high["end_at_step"] == low["start_at_step"] == WORKFLOWS["two"].switch
    assert (high["add_noise"], high["return_with_leftover_noise"]) == ("enable", "enable")
    assert (low["add_noise"], low["return_with_leftover_noise"]) == ("disable", "disable")
    assert low["latent_image"].node == next(n.number for n in nodes if n.title == "High noise")
    assert len(_by_kind(nodes, "LoraLoaderModelOnly")) == 2
    assert len(_by_kind(nodes_of(WORKFLOWS["high"]), "LoraLoaderModelOnly")) == 1


def test_the_experts_change_where_the_noise_falls_below_the_boundary() -> None:
    # With shift 8, noise after k of 20 steps is 8(1 - k/20) / (1 + 7(1 - k/20)).
    assert _comfy("t2v-A14B").switch == 11
    noise = [8 * (1 - k / 20) / (1 + 7 * (1 - k / 20)) for k in range(21)]
    assert noise[10] >= 0.875 > noise[11]


def test_models_that_begin_with_a_picture_have_no_workflow_yet() -> None:
    assert can_be_made(TASKS["i2v-A14B"]).startswith("There is no workflow for Wan 2.2 i2v A14B")
    assert can_be_made(TASKS["t2v-A14B"]) == ""
    assert ways(TASKS["t2v-1.3B"]) == ("plain",)


# ------------------------------------------------------------------------------------ installing


def _place(tmp_path: Path) -> tuple[Path, Path]:
    (tmp_path / "ComfyUI" / "models" / "loras").mkdir(parents=True)
    source = tmp_path / "x-000003.safetensors"
    source.write_bytes(b"weights" * 1000)
    return tmp_path / "ComfyUI", source


def test_a_lora_goes_into_a_folder_of_the_project_and_is_called_so(tmp_path: Path) -> None:
    comfy, source = _place(tmp_path)
    target, name = install_lora(source, comfy, "Rain: 2")
    assert target.read_bytes() == source.read_bytes()
    assert name == lora_name("Rain: 2", source.name) == f"Rain_ 2{os.sep}x-000003.safetensors"
    again, _ = install_lora(source, tmp_path, "Rain: 2")  # the folder ComfyUI lies in
    assert again == target
    assert len(list(target.parent.iterdir())) == 1


def test_another_lora_of_the_same_name_stays(tmp_path: Path) -> None:
    comfy, source = _place(tmp_path)
    first, _ = install_lora(source, comfy, "rain")
    first.unlink()
    first.write_bytes(b"another")
    second, name = install_lora(source, comfy, "rain")
    assert first.read_bytes() == b"another"
    assert second.name == "x-000003-2.safetensors"
    assert name.endswith(second.name)


def test_where_no_link_can_be_made_it_is_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    comfy, source = _place(tmp_path)

    def refuse(*_: object) -> None:
        raise OSError("another drive")

    monkeypatch.setattr(os, "link", refuse)
    target, _ = install_lora(source, comfy, "rain")
    assert target.read_bytes() == source.read_bytes()
    assert not target.samefile(source)


def test_a_folder_without_comfyui_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ComfyError, match="choose the folder that has models/loras"):
        install_lora(tmp_path / "x", tmp_path, "rain")


# ------------------------------------------------------------------------------------ the server


def test_a_comfyui_that_has_all_of_it_finds_nothing_wrong_and_takes_it() -> None:
    nodes = nodes_of(WORKFLOWS["plain"])
    with FakeComfy(loras=["rain\\x.safetensors"]) as comfy:
        found = check(nodes, comfy.address)
        assert found.troubles == ()
        lora = _by_kind(found.nodes, "LoraLoaderModelOnly")[0]
        assert lora.inputs["lora_name"] == "rain\\x.safetensors"  # as that system writes it
        assert post(found.nodes, comfy.address) == "4711"
        sent = comfy.posted[0]
    assert sent["prompt"]["2"]["inputs"]["lora_name"] == "rain\\x.safetensors"
    assert sent["extra_data"]["extra_pnginfo"]["workflow"]["last_node_id"] == len(nodes)


def test_what_a_comfyui_does_not_have_is_said() -> None:
    nodes = nodes_of(WORKFLOWS["plain"])
    with FakeComfy(loras=["other.safetensors"], without=("CreateVideo",)) as comfy:
        found = check(nodes, comfy.address)
    assert len(found.troubles) == 2
    assert 'does not have "rain' in found.troubles[0]
    assert "it has other.safetensors" in found.troubles[0]
    assert found.troubles[1] == "This ComfyUI has no node CreateVideo: update it."


def test_a_comfyui_that_refuses_says_why_and_one_that_is_not_there_is_named() -> None:
    nodes = nodes_of(WORKFLOWS["plain"])
    with FakeComfy(loras=[], refuses=True) as comfy:
        with pytest.raises(ComfyError, match=r"Value not in list \(lora_name\)"):
            post(nodes, comfy.address)
        gone = comfy.address
    with pytest.raises(ComfyError, match="No ComfyUI answers at"):
        check(nodes, gone)
    with pytest.raises(ComfyError, match="is no address"):
        check(nodes, "ftp://x")


@pytest.mark.parametrize("address", ["http://[", "http://127.0.0.1:port", "file:///etc", "x"])
def test_an_address_of_comfyui_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(ComfyError, match="is no address"):
        check((Node(1, "KSampler", {}),), address)


@pytest.mark.parametrize(
    "answer",
    [
        *(b"[" * 100_000, b"null", b'{"node_errors": [1]}', b'{"node_errors": {"1": 2}}'),
        *(b'{"node_errors": {"1": {"errors": 2}}}', b'{"KSampler": {"input": {"required": 5}}}'),
        b'{"KSampler": {"input": {"required": {"seed": ["COMBO", {"options": 5}]}}}}',
    ],
)
def test_a_comfyui_that_answers_rubbish_is_no_fault_of_ours(answer: bytes) -> None:
    class Rubbish(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.do_GET()

        def log_message(self, *_: object) -> None: ...

    node = Node(1, "KSampler", {"seed": 1})
    with ThreadingHTTPServer(("127.0.0.1", 0), Rubbish) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}"
        with contextlib.suppress(ComfyError):
            check((node,), address)
        with pytest.raises(ComfyError):
            post((node,), address)
        server.shutdown()


def test_a_link_to_nowhere_in_comfyui_stays(tmp_path: Path) -> None:
    loras = tmp_path / "ComfyUI" / "models" / "loras"
    (loras / "p").mkdir(parents=True)
    (loras / "p" / "a.safetensors").symlink_to(tmp_path / "away")
    (tmp_path / "a.safetensors").write_bytes(b"x")
    made, _ = install_lora(tmp_path / "a.safetensors", tmp_path / "ComfyUI", "p")
    assert made.name == "a-2.safetensors" and (loras / "p" / "a.safetensors").is_symlink()
