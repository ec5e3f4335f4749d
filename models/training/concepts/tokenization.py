"""The tokenizer of names: folded spelling, then pieces of words."""

from __future__ import annotations

from collections import Counter

from tokenizers import Regex, Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import NFKD, Lowercase, Replace, Sequence, StripAccents
from tokenizers.pre_tokenizers import Sequence as PreSequence
from tokenizers.pre_tokenizers import Split
from tokenizers.trainers import WordPieceTrainer

PAD, UNKNOWN = "[PAD]", "[UNK]"
GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta", "ι": "iota",
    "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau",
    "υ": "upsilon", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
}
# British spelling becomes American, wherever it stands in a word; the same on both sides of a comparison, so that an odd
# word which it touches does no harm.
SPELLINGS = (
    ("haem", "hem"), ("anaem", "anem"), ("aemia", "emia"), ("ischaem", "ischem"), ("oedem", "edem"), ("oesoph", "esoph"),
    ("tumour", "tumor"), ("paed", "ped"), ("leuc(?=[aeo])", "leuk"), ("rrhoea", "rrhea"), ("pnoea", "pnea"),
    ("gynaec", "gynec"), ("caec", "cec"), ("faec", "fec"), ("coeliac", "celiac"), ("foet", "fet"), ("oestr", "estr"),
    ("aesthe", "esthe"), ("aetiol", "etiol"), ("colour", "color"), ("fibre", "fiber"), ("sulph", "sulf"),
    ("behaviour", "behavior"), ("isation", "ization"), ("aluminium", "aluminum"),
)


def normaliser() -> Sequence:
    """Compatible characters made one, lower case, no accents, Greek letters by name, American spelling, no possessives."""
    letters = [Replace(letter, name) for letter, name in GREEK.items()] + [Replace("ς", "sigma")]
    spelling = [Replace(Regex(british), american) for british, american in SPELLINGS]
    possessive = Replace(Regex(r"['’´`]s\b"), "")
    return Sequence([NFKD(), Lowercase(), StripAccents(), *letters, possessive, *spelling])


def train_tokenizer(words: Counter[str], size: int) -> Tokenizer:
    """Pieces of words learnt from words with their counts. Letters and digits are told apart, and each digit by itself."""
    tokenizer = Tokenizer(WordPiece(unk_token=UNKNOWN, max_input_chars_per_word=200))
    tokenizer.normalizer = normaliser()
    tokenizer.pre_tokenizer = PreSequence([Split(Regex(r"\p{L}[\p{L}\p{M}]*|\p{N}"), behavior="removed", invert=True)])
    trainer = WordPieceTrainer(vocab_size=size, special_tokens=[PAD, UNKNOWN], min_frequency=2, show_progress=False)
    tokenizer.train_from_iterator((word for word, count in words.items() for _ in range(count)), trainer)
    return tokenizer
