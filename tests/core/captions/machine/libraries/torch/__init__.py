"""Stands for torch: numbers are lists, and there is no graphics card."""

import contextlib

__version__ = "2.9.1"
bfloat16 = "torch.bfloat16"


class cuda:
    @staticmethod
    def is_available():
        return False

    class OutOfMemoryError(RuntimeError):
        pass


class version:
    cuda = None


def manual_seed(seed):
    seeds.append(seed)


def inference_mode():
    return contextlib.nullcontext()


seeds = []
