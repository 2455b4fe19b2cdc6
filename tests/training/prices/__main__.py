"""`python -m tests.training.prices`: writes knowledge/prices/snapshot.toml from two packages of prices.

    python3 -m venv .venv-prices && .venv-prices/bin/pip install azure-genai-prices==0.2.0 genai-prices==0.2.3
    python -m tests.training.prices .venv-prices

Azure's meters are read by our own reader, which knows training and hosting as well; of other providers come the tokens.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from knowledge.prices.azure_meters import read_meters
from knowledge.prices.files import PACKAGED, snapshot_text
from knowledge.prices.refresh import ADDRESS, SOURCE
from knowledge.prices.rows import EVERYWHERE, Price, PriceKind, Tier

AZURE, OTHERS = "azure-genai-prices 0.2.0 (PyPI, MIT)", "genai-prices 0.2.3 (PyPI, MIT)"
PAGES = {
    "openai": ("OpenAI's price list", "https://platform.openai.com/docs/pricing"),
    "anthropic": ("Anthropic's price list", "https://www.anthropic.com/pricing#api"),
    "google": ("Google's price list", "https://ai.google.dev/gemini-api/docs/pricing"),
    "mistral": ("Mistral's price list", "https://mistral.ai/pricing/api"),
}
#: Names of models that take or give something else than text, are somebody else's at this provider, or are long gone.
LEFT_OUT = re.compile(
    r"audio|image|gpt-oss|realtime|tts|transcri|live|vision|search|voxtral|ocr|pixtral|robotics|banana|omni|whisper|computer|codex|moderation|"
    r":|davinci|babbage|curie|^ada$|instruct|preview|cyber|rosalind|-1\.[05]|claude-(?:v1|2)|gpt-4-|gpt-4$|gpt-3|gpt-chat|chatgpt|claude-3|claude-opus-4-[01]$|claude-4|mistral-7b|2312|deepseek|zai|research|ft-|tiny|mixtral|nemo|saba"
)
_KINDS = {"input_mtok": PriceKind.INPUT, "cache_read_mtok": PriceKind.CACHED, "output_mtok": PriceKind.OUTPUT}
#: Run with the Python of the other environment: what is priced there, as JSON.
_LISTS = """
import json
from genai_prices import data
def plain(value): return str(getattr(value, "base", value))
rows = []
for provider in data.providers:
    for model in provider.models:
        prices, start = model.prices, ""
        if isinstance(prices, list):
            starts = [(str(getattr(each.constraint, "start_date", "") or ""), each.prices) for each in prices]
            start, prices = max((pair for pair in starts if pair[0] <= "2026-11-29"), key=lambda pair: pair[0])
        each = {key: plain(getattr(prices, key)) for key in ("input_mtok", "cache_read_mtok", "output_mtok") if getattr(prices, key, None) is not None}
        rows.append({"provider": provider.id, "model": model.id, "start": start, "prices": each, "gone": bool(model.deprecated)})
print(json.dumps(rows))
"""


def main(environment: Path) -> None:
    """Write the snapshot from the packages installed in an environment."""
    packages = next(environment.glob("lib/python*/site-packages"))
    listed = json.loads(
        (packages / "azure_genai_prices" / "data" / "snapshot.json").read_text("utf-8"), parse_float=Decimal
    )
    azure_read = listed["fetched_at"][:10]
    meters = read_meters(listed["items"], source=SOURCE, read=azure_read)
    others_read = newest_day((packages / "genai_prices" / "data.py").read_text("utf-8"))
    shown = subprocess.run(  # noqa: S603 - the environment that the operator names
        [str(environment / "bin" / "python"), "-c", _LISTS], capture_output=True, text=True, check=True
    ).stdout
    # What is called the latest stands for the name alone, whatever else once had that name.
    rows = sorted(json.loads(shown), key=lambda row: row["model"].endswith("-latest"))
    others = list({price.key: price for row in rows for price in of_row(row, others_read)}.values())
    sources = {"azure": {"name": SOURCE, "address": ADDRESS, "via": AZURE, "read": azure_read}}
    sources |= {
        provider: {"name": name, "address": address, "via": OTHERS, "read": others_read}
        for provider, (name, address) in PAGES.items()
    }
    about = (
        "List prices in US dollars, per million tokens or per hour. Written by `python -m tests.training.prices`; don't edit.\n"
        f"Contradicting in the source and left out: {', '.join(sorted(meters.contradicting))}."
    )
    PACKAGED.write_text(snapshot_text(sources, [*meters.prices, *others], about), encoding="utf-8")
    print(f"{len(meters.prices)} prices of Azure, {len(others)} of others; {len(meters.unknown)} meters not read")  # noqa: T201


def newest_day(text: str) -> str:
    """The newest day on which the list says that something in it was checked."""
    return max(
        match.group(1) for match in re.finditer(r"(?:checked|verified)\D{0,40}(2026-(?:0\d|10|11)-[0-3]\d)\b", text)
    )


def of_row(row: dict[str, Any], read: str) -> list[Price]:
    """The prices of one model; of those that rise with the length of the prompt, the first step."""
    if row["provider"] not in PAGES or row["gone"] or LEFT_OUT.search(row["model"]):
        return []
    if row["provider"] == "google" and row["model"].startswith("claude"):
        return []
    name, _ = PAGES[row["provider"]]
    return [
        Price(
            row["provider"], row["model"].removesuffix("-latest"), _KINDS[key], Tier.STANDARD, (EVERYWHERE,), Decimal(usd).normalize(),
            row["start"], "", name, read,
        )
        for key, usd in row["prices"].items()
    ]  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]))
