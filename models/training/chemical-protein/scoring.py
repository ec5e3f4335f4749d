"""From classes to suggested relations, and how many of them are right."""

from __future__ import annotations

import numpy as np

from sentences import SUGGESTED


def suggested(likely: np.ndarray) -> np.ndarray:
    """[pairs, 1 + suggested relations] from [pairs, classes]: what is not suggested counts as unrelated."""
    count = 1 + len(SUGGESTED)
    result = likely[:, :count].copy()
    result[:, 0] += likely[:, count:].sum(1)
    return result


def best(likely: np.ndarray, labels: np.ndarray, gold: int) -> dict[str, float]:
    """The best F1 of pair and type over thresholds. `gold` counts all relations, also those that no pair stands for."""
    found, tried = suggested(likely), []
    related = np.where(labels <= len(SUGGESTED), labels, 0)
    guess = found[:, 1:].argmax(1) + 1
    for threshold in np.arange(0.1, 0.96, 0.02):
        taken = 1 - found[:, 0] > threshold
        right, count = int((taken & (guess == related)).sum()), int(taken.sum())
        pair = int((taken & (related > 0)).sum())
        tried.append({
            "F1": round(200 * right / (count + gold), 2), "P": round(100 * right / max(1, count), 2),
            "R": round(100 * right / gold, 2), "pair": round(200 * pair / (count + gold), 2),
            "threshold": round(float(threshold), 2),
        })
    return max(tried, key=lambda one: one["F1"])
