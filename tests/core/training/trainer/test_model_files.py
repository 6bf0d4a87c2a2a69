"""What a file of weights is, by its header alone; and whether it fits."""

from __future__ import annotations

import collections
import io
import os
import pickle
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from app.core.training.trainer.fitting import Role, doubts, fits, roles_of
from app.core.training.trainer.model_files import look_at_model
from app.core.training.trainer.sources import sources_for
from app.core.training.trainer.wan_parts import TASKS, Wan
from tests.core.training.trainer.checkouts import (
    CLIP,
    I2V_14B,
    I2V_A14B,
    T2V_1_3B,
    T2V_14B,
    T5,
    T5_COMFY,
    VAE,
    VAE_5B,
    dit_shapes,
    write_weights,
)

PREFIX = "model.diffusion_model."


@pytest.mark.parametrize(
    ("wan", "tasks", "words"),
    [
        (T2V_14B, ("t2v-14B", "t2i-14B", "t2v-A14B"), "Wan 14B, text to video · bf16"),
        (T2V_1_3B, ("t2v-1.3B",), "Wan 1.3B, text to video · bf16"),
        (I2V_14B, ("i2v-14B",), "Wan 14B, Wan 2.1 image to video · bf16"),
        (I2V_A14B, ("i2v-A14B",), "Wan 14B, Wan 2.2 image to video · bf16"),
        (Wan(5120, 40, 36, True, True), ("flf2v-14B",), "Wan 14B, Wan 2.1 first and last frame"),
        (Wan(1536, 30, 48, True), ("t2v-1.3B-FC",), "Wan 1.3B, Wan 2.1 Fun-Control"),
    ],
)
def test_that_a_video_model_is_told_by_its_tensors(
    tmp_path: Path, wan: Wan, tasks: tuple[str, ...], words: str
) -> None:
    found = look_at_model(write_weights(tmp_path / "any name.safetensors", dit_shapes(wan)))
    assert (found.kind, found.tasks, found.unfit, found.trouble) == ("dit", tasks, "", "")
    assert found.words.startswith(words)
    for task in TASKS:
        assert (fits("dit", task, found) == "") == (task in tasks), task


def test_that_the_number_of_parts_is_that_of_the_trainers_own_modules() -> None:
    counted = [len(each.parts()) for each in (T2V_14B, T2V_1_3B, I2V_14B, I2V_A14B)]
    assert counted == [1095, 825, 1303, 1095]
    assert len(Wan(5120, 40, 36, True, True).parts()) == 1304


def test_that_the_prefix_that_the_trainer_takes_off_is_no_trouble(tmp_path: Path) -> None:
    shapes = {PREFIX + name: shape for name, shape in dit_shapes(T2V_1_3B).items()}
    found = look_at_model(write_weights(tmp_path / "a.safetensors", shapes, "F16"))
    assert (found.dtype, fits("dit", "t2v-1.3B", found)) == ("fp16", "")
    other = {name.removeprefix("model."): shape for name, shape in shapes.items()}
    kijai = look_at_model(write_weights(tmp_path / "b.safetensors", other, "F16"))
    assert "diffusion_model." in fits("dit", "t2v-1.3B", kijai)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"vace_blocks.0.after_proj.weight": (4,)}, "parts that the trainer does not know"),
        ({"blocks.0.self_attn.q.scale_weight": (1,)}, "fp8_scaled"),
        ({"scaled_fp8": (2,)}, "fp8_scaled"),
        ({"blocks.3.ffn.0.weight_scale": (1,)}, "fp8_scaled"),
    ],
)
def test_that_a_video_model_that_the_trainer_cannot_load_is_refused(
    tmp_path: Path, more: dict[str, tuple[int, ...]], words: str
) -> None:
    shapes = {**dit_shapes(T2V_14B), **more}
    found = look_at_model(write_weights(tmp_path / "a.safetensors", shapes, "F8_E4M3"))
    assert words in fits("dit", "t2v-14B", found)


def test_that_parts_that_are_missing_are_said(tmp_path: Path) -> None:
    shapes = dit_shapes(T2V_14B)
    del shapes["blocks.39.ffn.2.bias"]
    found = look_at_model(write_weights(tmp_path / "a.safetensors", shapes))
    assert "lacks parts (blocks.39.ffn.2.bias)" in fits("dit", "t2v-14B", found)


@pytest.mark.parametrize(
    ("dtype", "options", "words"),
    [
        ("BF16", {"mixed_precision": "bf16"}, ""),
        ("BF16", {"mixed_precision": "fp16"}, "set bf16"),
        ("F16", {"mixed_precision": "bf16"}, "set fp16"),
        ("F16", {"mixed_precision": "fp16", "fp8_base": True, "fp8_scaled": True}, ""),
        ("F16", {"mixed_precision": "no"}, ""),
        ("F32", {"mixed_precision": "bf16"}, ""),
        ("F8_E4M3", {"fp8_base": True, "fp8_scaled": False}, ""),
        ("F8_E4M3", {"fp8_base": True, "fp8_scaled": True}, "fp8 already"),
        ("F8_E4M3", {"fp8_base": False, "fp8_scaled": False}, "--fp8_base only"),
        ("U8", {}, "held in u8"),
    ],
)
def test_that_numbers_and_options_go_together_as_the_trainer_asks(
    tmp_path: Path, dtype: str, options: dict[str, Any], words: str
) -> None:
    found = look_at_model(write_weights(tmp_path / "a.safetensors", dit_shapes(T2V_14B), dtype))
    sentence = fits("dit", "t2v-14B", found, **options)
    assert words in sentence if words else sentence == ""


@pytest.mark.parametrize(
    ("role", "shapes", "words"),
    [
        ("vae", VAE, ""),
        ("vae", VAE_5B, "is the VAE of Wan 2.2 5B"),
        ("vae", {"encoder.conv_in.weight": (128, 3, 3, 3)}, "VAE of another model"),
        ("vae", {"encoder.conv_in.weight": (96, 3, 3, 3, 3)}, "layout of Diffusers"),
        ("vae", {"model." + name: shape for name, shape in VAE.items()}, '"model.…"'),
        ("t5", T5, ""),
        ("t5", {"encoder." + name: shape for name, shape in T5.items()}, ""),
        ("t5", T5_COMFY, "is in ComfyUI's layout"),
        ("t5", T5 | {"scaled_fp8": (2,)}, "fp8_scaled"),
        ("clip", CLIP, ""),
        ("clip", {"visual.patch_embedding.weight": (8, 3, 14, 14)}, "only the half that sees"),
        ("clip", {"vision_model.encoder.layers.0.mlp.fc1.bias": (8,)}, "ComfyUI's layout"),
        ("dit", VAE, "is a VAE, not a video model of Wan"),
        ("vae", T5, "is a T5 text encoder, not a VAE"),
        ("dit", {"lora_unet_blocks_0_ffn_0.lora_down.weight": (8, 8)}, "is a LoRA"),
        ("dit", {"diffusion_model.blocks.0.ffn.0.lora_A.weight": (8, 8)}, "is a LoRA"),
        ("dit", {"double_blocks.0.img_mod.lin.weight": (8, 8)}, "is no model of Wan"),
        ("dit", {"condition_embedder.text_embedder.linear_1.bias": (8,)}, "layout of Diffusers"),
    ],
)
def test_that_each_role_takes_its_own_model_only(
    tmp_path: Path, role: Role, shapes: dict[str, tuple[int, ...]], words: str
) -> None:
    found = look_at_model(write_weights(tmp_path / "a.safetensors", shapes))
    sentence = fits(role, "t2v-14B", found)
    assert words in sentence if words else sentence == ""
    assert sentence == "" or ("choose" in sentence and sentence.endswith("."))


def test_that_experts_that_may_be_exchanged_are_doubted(tmp_path: Path) -> None:
    names = ("wan2.2_t2v_high_noise_14B_fp16", "wan2.2_t2v_low_noise_14B_fp16", "my_model")
    high, low, other = (
        look_at_model(write_weights(tmp_path / f"{name}.safetensors", dit_shapes(T2V_14B), "F16"))
        for name in names
    )
    assert (high.noise, low.noise, other.noise) == ("high", "low", "")
    assert "exchanged" in doubts("dit", "t2v-A14B", high)
    assert "exchanged" in doubts("dit_high_noise", "t2v-A14B", low)
    assert doubts("dit_high_noise", "t2v-A14B", high) == doubts("dit", "t2v-A14B", low) == ""
    assert "expert of Wan 2.2" in doubts("dit", "t2v-14B", low)
    assert doubts("dit", "t2v-14B", other) == ""


def test_that_a_model_of_no_known_size_is_doubted_and_not_refused(tmp_path: Path) -> None:
    tiny = look_at_model(write_weights(tmp_path / "t.safetensors", dit_shapes(Wan(256, 2, 16))))
    assert fits("dit", "t2v-1.3B", tiny) == ""
    assert "2 blocks of width 256" in doubts("dit", "t2v-1.3B", tiny)


# -------------------------------------------------------------------------------------- damage


def test_that_each_damage_is_a_sentence(tmp_path: Path) -> None:
    whole = write_weights(tmp_path / "whole.safetensors", VAE)
    data = whole.read_bytes()[:2_000]
    cases = {
        "is empty": b"",
        "holds only zeros": bytes(500),
        "web page": b"<!DOCTYPE html><html>",
        "Git LFS": b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
        "GGUF": b"GGUF\x03\0\0\0",
        "is cut short": data[:100],
        "no safetensors file": b"\xff" * 7 + b"\x7f{" + b"x" * 50,
        "damaged header": (20).to_bytes(8, "little") + b'{"a": ' + b"[" * 40,
    }
    for words, content in cases.items():
        path = tmp_path / "case.safetensors"
        path.write_bytes(content)
        found = look_at_model(path)
        assert words in found.trouble, found
        assert found.trouble == fits("vae", "t2v-14B", found)
        assert found.trouble.endswith(".")
    assert (
        "download it again"
        in look_at_model(write_weights(tmp_path / "b.safetensors", VAE, cut=1000)).trouble
    )
    assert "is a folder" in look_at_model(tmp_path).trouble
    assert "does not exist" in look_at_model(tmp_path / "none.safetensors").trouble


def test_that_a_header_of_nonsense_is_damage_and_no_fault(tmp_path: Path) -> None:
    texts = (
        *(b"[1]", b'{"a": 1}', b"{" * 50_000),
        b'{"a": {"dtype": "F32", "shape": 5, "data_offsets": [0, 4]}}',
        b'{"a": {"dtype": "F32", "shape": [-1], "data_offsets": [0, 4]}}',
        b'{"a": {"dtype": "F32", "shape": [1], "data_offsets": []}}',
    )
    for text in texts:
        path = tmp_path / "a.safetensors"
        path.write_bytes(len(text).to_bytes(8, "little") + text + bytes(4))
        assert (
            "header" in look_at_model(path).trouble
            or "no safetensors" in look_at_model(path).trouble
        )


@pytest.mark.skipif(os.name == "nt", reason="no pipes in folders")
def test_that_a_pipe_holds_nobody_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.safetensors")
    assert "pipe" in look_at_model(tmp_path / "pipe.safetensors").trouble


def test_that_a_model_in_parts_is_one_and_a_missing_part_is_said(tmp_path: Path) -> None:
    shapes = dit_shapes(T2V_14B)
    names = sorted(shapes)
    for number, chosen in enumerate((names[:500], names[500:]), 1):
        part = {name: shapes[name] for name in chosen}
        write_weights(tmp_path / f"diffusion-0000{number}-of-00002.safetensors", part, "F32")
    first = tmp_path / "diffusion-00001-of-00002.safetensors"
    assert fits("dit", "t2v-14B", look_at_model(first)) == ""
    (tmp_path / "diffusion-00002-of-00002.safetensors").unlink()
    assert "diffusion-00002-of-00002.safetensors is not beside it" in look_at_model(first).trouble


def test_that_only_the_header_is_read(tmp_path: Path) -> None:
    path = write_weights(tmp_path / "a.safetensors", {**VAE, "big": (40_000, 100_000)})
    began = time.perf_counter()
    assert look_at_model(path).size > 8e9
    assert time.perf_counter() - began < 1


# ----------------------------------------------------------------------------------------- pth


class _Storage:
    """Stands for a storage of torch, which a pickle names by its class."""


class _Tensor:
    """Pickles as torch pickles a tensor."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.shape = shape

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild_tensor_v2, (
            _Storage(),
            0,
            self.shape,
            (1,),
            False,
            collections.OrderedDict(),
        )


def _rebuild_tensor_v2(*args: object) -> None:
    raise AssertionError("a pickle was run")


class _Pickler(pickle.Pickler):
    def persistent_id(self, obj: object) -> object:
        return ("storage", FloatStorage, "0", "cpu", 4) if isinstance(obj, _Storage) else None


class FloatStorage:
    """Has the name of torch's."""


def pickled(value: object, protocol: int = 2) -> bytes:
    out = io.BytesIO()
    _Pickler(out, protocol).dump(value)
    return out.getvalue()


def write_pth(path: Path, value: object, protocol: int = 2) -> Path:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("archive/data.pkl", pickled(value, protocol))
        packed.writestr("archive/data/0", b"0000")
    return path


@pytest.mark.parametrize("protocol", [2, 4])
@pytest.mark.parametrize("around", [None, "state_dict"])
def test_that_a_file_of_torch_is_read_and_never_run(
    tmp_path: Path, protocol: int, around: str | None
) -> None:
    state: Any = collections.OrderedDict((name, _Tensor(shape)) for name, shape in T5.items())
    state = {around: state, "epoch": 3} if around else state
    found = look_at_model(write_pth(tmp_path / "t5.pth", state, protocol))
    assert (found.kind, found.dtype, found.trouble) == ("t5", "fp32", "")
    assert fits("t5", "t2v-14B", found) == ""


def test_that_a_file_of_torch_before_1_6_is_read_too(tmp_path: Path) -> None:
    state = {name: _Tensor(shape) for name, shape in VAE.items()}
    parts = (0x1950A86A20F9469CFC6C, 1001, {"little_endian": True}, state, ["0"])
    (tmp_path / "vae.pth").write_bytes(b"".join(map(pickled, parts)) + bytes(100))
    assert fits("vae", "t2v-14B", look_at_model(tmp_path / "vae.pth")) == ""


def test_that_a_pickle_that_would_do_harm_does_nothing(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("here", encoding="utf-8")

    class Harm:
        def __reduce__(self) -> tuple[Any, ...]:
            return os.unlink, (str(victim),)

    found = look_at_model(write_pth(tmp_path / "bad.pth", {"a": Harm()}))
    assert victim.exists() and "holds no weights" in found.trouble


def test_that_a_damaged_file_of_torch_is_a_sentence(tmp_path: Path) -> None:
    state = {name: _Tensor(shape) for name, shape in VAE.items()}
    data = write_pth(tmp_path / "vae.pth", state).read_bytes()
    with zipfile.ZipFile(tmp_path / "zip.pth", "w") as packed:
        packed.writestr("readme.txt", "no model")
    assert "none of torch" in look_at_model(tmp_path / "zip.pth").trouble
    path = tmp_path / "cut.pth"
    for content in (data[: len(data) // 2], b"PK\x03\x04" + bytes(50), b"\x80\x02}", b"any words",
                    pickled({"a": 1}), b"\x80\x02\x8a\xff" + b"\x01" * 300):  # fmt: skip
        path.write_bytes(content)
        assert look_at_model(path).trouble.endswith("."), content[:20]
    for at in range(0, len(data), 7):  # any byte may be wrong: never a fault
        path.write_bytes(data[:at] + b"\x93" + data[at + 1 :])
        look_at_model(path)


def test_that_a_video_model_must_be_safetensors(tmp_path: Path) -> None:
    state = {name: _Tensor(shape) for name, shape in dit_shapes(T2V_1_3B).items()}
    found = look_at_model(write_pth(tmp_path / "dit.pth", state))
    assert "no safetensors file" in fits("dit", "t2v-1.3B", found)


# -------------------------------------------------------------------------------- roles, sources


def test_that_each_task_has_its_roles_and_a_source_for_each() -> None:
    assert roles_of("t2v-14B") == ("dit", "vae", "t5")
    assert roles_of("i2v-14B") == ("dit", "vae", "t5", "clip")
    assert roles_of("i2v-A14B") == ("dit", "dit_high_noise", "vae", "t5")
    for task in TASKS:
        found = sources_for(task)
        assert all(found[role].address.startswith("https://") for role in roles_of(task))
        assert task != "i2v-A14B" or "i2v" in found["dit_high_noise"].file


@pytest.mark.timeout(10)
def test_that_an_index_of_a_hundred_thousand_marks_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "model.pth"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("a/data.pkl", b"\x80\x02" + b"(" * 100_000 + b"t" * 100_000 + b".")
    assert look_at_model(path).trouble


def test_that_an_index_whose_bytes_are_damaged_is_told(tmp_path: Path) -> None:
    path = tmp_path / "model.pth"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a/data.pkl", b"abc" * 100_000)
    data = bytearray(path.read_bytes())
    data[60:90] = b"\xff" * 30
    path.write_bytes(data)
    assert look_at_model(path).trouble
