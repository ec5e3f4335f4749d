"""Ways to store the vectors of names, each as the vectors that come back out: a query is always float."""

from __future__ import annotations

import numpy as np


def unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)


def eight_bits(vectors: np.ndarray) -> np.ndarray:
    """One scale a vector."""
    scale = np.maximum(np.abs(vectors).max(1, keepdims=True), 1e-9) / 127
    return np.rint(vectors / scale) * scale


def signs(vectors: np.ndarray) -> np.ndarray:
    """One bit a dimension."""
    return (np.where(vectors >= 0, 1, -1) * vectors.shape[1] ** -0.5).astype(np.float32)


def principal(vectors: np.ndarray, size: int) -> np.ndarray:
    """Projected on the directions of most variance and back."""
    sample = vectors[:: max(1, len(vectors) // 50000)]
    directions = np.linalg.svd(sample.T @ sample)[0][:, :size]
    return eight_bits(vectors @ directions) @ directions.T


def product(vectors: np.ndarray, parts: int, rounds: int = 8) -> np.ndarray:
    """Product quantisation: each of `parts` stretches of the vector is replaced by the nearest of 256 centres."""
    generator = np.random.default_rng(1)
    result = np.empty_like(vectors)
    for columns in np.array_split(np.arange(vectors.shape[1]), parts):
        values = np.ascontiguousarray(vectors[:, columns])
        sample = values[generator.choice(len(values), min(len(values), 20000), replace=False)]
        centres = sample[:256].copy()
        for _ in range(rounds):
            nearest = (sample @ centres.T - 0.5 * (centres**2).sum(1)).argmax(1)
            for place in range(256):
                members = sample[nearest == place]
                if len(members):
                    centres[place] = members.mean(0)
        for first in range(0, len(values), 20000):
            part = values[first : first + 20000]
            result[first : first + 20000, columns] = centres[(part @ centres.T - 0.5 * (centres**2).sum(1)).argmax(1)]
    return result


CODINGS = {
    "float": lambda vectors: vectors,
    "int8": eight_bits,
    "int8, 128 principal": lambda vectors: principal(vectors, 128),
    "int8, 64 principal": lambda vectors: principal(vectors, 64),
    "int8, 32 principal": lambda vectors: principal(vectors, 32),
    "signs": signs,
    "product, 64 bytes": lambda vectors: product(vectors, 64),
    "product, 32 bytes": lambda vectors: product(vectors, 32),
    "product, 16 bytes": lambda vectors: product(vectors, 16),
}
