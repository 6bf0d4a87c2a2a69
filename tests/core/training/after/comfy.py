"""What ComfyUI's nodes take and give, and a server that says so."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

# Inputs with their types, outputs, how many values the window shows. From ComfyUI 0.3, nodes.py,
# comfy_extras/nodes_model_advanced.py, nodes_hunyuan.py, nodes_video.py.
PORTS: dict[str, tuple[dict[str, str], tuple[str, ...], int]] = {
    "UNETLoader": ({"unet_name": "COMBO", "weight_dtype": "COMBO"}, ("MODEL",), 2),
    "LoraLoaderModelOnly": (
        {"model": "MODEL", "lora_name": "COMBO", "strength_model": "FLOAT"}, ("MODEL",), 2,
    ),
    "ModelSamplingSD3": ({"model": "MODEL", "shift": "FLOAT"}, ("MODEL",), 1),
    "CLIPLoader": ({"clip_name": "COMBO", "type": "COMBO", "device": "COMBO"}, ("CLIP",), 3),
    "CLIPTextEncode": ({"text": "STRING", "clip": "CLIP"}, ("CONDITIONING",), 1),
    "EmptyHunyuanLatentVideo": (
        {"width": "INT", "height": "INT", "length": "INT", "batch_size": "INT"}, ("LATENT",), 4,
    ),
    "KSampler": (
        {
            "model": "MODEL", "seed": "INT", "steps": "INT", "cfg": "FLOAT",
            "sampler_name": "COMBO", "scheduler": "COMBO", "positive": "CONDITIONING",
            "negative": "CONDITIONING", "latent_image": "LATENT", "denoise": "FLOAT",
        },
        ("LATENT",), 7,
    ),
    "KSamplerAdvanced": (
        {
            "model": "MODEL", "add_noise": "COMBO", "noise_seed": "INT", "steps": "INT",
            "cfg": "FLOAT", "sampler_name": "COMBO", "scheduler": "COMBO",
            "positive": "CONDITIONING", "negative": "CONDITIONING", "latent_image": "LATENT",
            "start_at_step": "INT", "end_at_step": "INT", "return_with_leftover_noise": "COMBO",
        },
        ("LATENT",), 10,
    ),
    "VAELoader": ({"vae_name": "COMBO"}, ("VAE",), 1),
    "VAEDecode": ({"samples": "LATENT", "vae": "VAE"}, ("IMAGE",), 0),
    "CreateVideo": ({"images": "IMAGE", "fps": "FLOAT"}, ("VIDEO",), 1),
    "SaveVideo": (
        {"video": "VIDEO", "filename_prefix": "STRING", "format": "COMBO", "codec": "COMBO"}, (), 3,
    ),
}  # fmt: skip


class FakeComfy:
    """A server on this machine that answers as ComfyUI does.

    Attributes:
        posted: What was sent to be run.
    """

    def __init__(
        self, *, loras: Sequence[str], without: Sequence[str] = (), refuses: bool = False
    ) -> None:
        self.posted: list[Any] = []
        mine = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                kind = self.path.rpartition("/")[2]
                known = kind in PORTS and kind not in without
                self._answer(200, {kind: _info(kind, loras)} if known else {})

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                mine.posted.append(json.loads(body))
                if refuses:
                    error = {"message": "Value not in list", "details": "lora_name"}
                    self._answer(400, {"error": {}, "node_errors": {"2": {"errors": [error]}}})
                else:
                    self._answer(200, {"prompt_id": "4711"})

            def _answer(self, code: int, value: object) -> None:
                data = json.dumps(value).encode()
                self.send_response(code)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> FakeComfy:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def _info(kind: str, loras: Sequence[str]) -> dict[str, Any]:
    inputs: dict[str, list[Any]] = {name: [type_] for name, type_ in PORTS[kind][0].items()}
    if "lora_name" in inputs:
        inputs["lora_name"] = [list(loras)]
    if "vae_name" in inputs:
        inputs["vae_name"] = ["COMBO", {"options": ["wan_2.1_vae.safetensors"]}]
    return {"input": {"required": inputs}}
