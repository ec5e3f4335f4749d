"""Self-training: several trained taggers label raw text together (mean emissions, mean transitions), and the result
becomes further training documents for `train.py --silver`."""

from __future__ import annotations

import argparse
import json
import lzma
import random
import time
from pathlib import Path

import numpy as np
import torch

from corpora import TYPE_NAMES, TYPES, Document, Mention, held_out_ids, load_dev
from examples import batches, encode_document
from prepare_text import fingerprint
from tagger import Sizes, Tagger, make_batch, spans, viterbi
from tokens import Characters, build_tokenizer

# Characters of raw text taken from each group, in documents drawn at random.
AMOUNTS = {
    "abstracts-screening": 4_500_000, "abstracts-corpora": 1_500_000, "clinical-casereports": 700_000,
    "clinical-mtsamples": 700_000, "trials-eligibility": 200_000, "fulltext-pmc-rct": 600_000,
}
SHORTEST, LONGEST = 300, 5000


def draw(data: Path, seed: int) -> list[Document]:
    dev = [document for corpus in TYPE_NAMES for document in load_dev(data, corpus)]
    barred_ids = {document.id for document in dev} | held_out_ids(data)
    barred_texts = {fingerprint(document.text) for document in dev}
    generator = random.Random(seed)
    result: list[Document] = []
    for group, amount in AMOUNTS.items():
        texts = []
        for source in sorted((data / "text").glob(f"{group}*.xz")):
            for line in lzma.open(source, "rt", encoding="utf-8"):
                record = json.loads(line)
                text = record["text"]
                if len(text) < SHORTEST or str(record.get("id", "")) in barred_ids or fingerprint(text) in barred_texts:
                    continue
                if len(text) > LONGEST:
                    start = generator.randrange(len(text) - LONGEST)
                    text = text[text.find("\n", start, start + 500) + 1 or start :][:LONGEST]
                texts.append(text)
        generator.shuffle(texts)
        total = 0
        for text in texts:
            title, _, abstract = text.strip().partition("\n")
            result.append(Document(f"{group}-{len(result)}", "silver", title, abstract))
            total += len(text)
            if total >= amount:
                break
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--checkpoints", type=Path, nargs="+", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--share", default="0/1", help="label each n-th document only, so that processes can share the work: i/n")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    models, alphabets = [], []
    for path in arguments.checkpoints:
        saved = torch.load(path, weights_only=False)
        model = Tagger(Sizes(**saved["sizes"]), 0)
        model.load_state_dict(saved["model"])
        models.append(model.eval())
        alphabets.append(Characters(saved["alphabet"]))
    tokenizer = build_tokenizer(saved["words"])
    part, parts = map(int, arguments.share.split("/"))
    documents = draw(arguments.data, arguments.seed)[part::parts]
    print(len(documents), "documents", sum(len(d.text) for d in documents), "characters", flush=True)
    by_id = {document.id: document for document in documents}
    examples = [example for document in documents for example in encode_document(document, tokenizer) if len(example) <= 150]
    began, tokens, shown = time.time(), 0, 0
    with torch.no_grad():
        start, end, transitions = (
            np.mean([scores.numpy() for scores in parts], axis=0) for parts in zip(*(model.scores() for model in models))
        )
        for group in batches(examples, 4000, None):
            chosen = [examples[index] for index in group]
            emissions = sum(model(make_batch(chosen, a)) for model, a in zip(models, alphabets)).numpy() / len(models)
            for example, rows in zip(chosen, emissions):
                for head, name in enumerate(TYPES):
                    path = viterbi(rows[: len(example), head], start[head], end[head], transitions[head])
                    for first, last in spans(path):
                        mention = Mention(example.offsets[first][0], example.offsets[last - 1][1], name)
                        by_id[example.document].mentions.append(mention)
            tokens += sum(map(len, chosen))
            if tokens - shown > 200_000:
                shown = tokens
                print(f"{tokens} tokens {tokens / (time.time() - began):.0f}/s", flush=True)
    with arguments.out.open("w", encoding="utf-8") as output:
        for document in documents:
            mentions = [[m.start, m.end, m.type] for m in sorted(document.mentions)]
            record = {"id": document.id, "title": document.title, "abstract": document.abstract, "mentions": mentions}
            output.write(json.dumps(record, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
