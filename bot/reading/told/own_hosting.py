"""Whether a text says that one's own machines are ruled out, which is the opposite of a demand that data stay on them: "self-host not an option"."""

from __future__ import annotations

from bot.reading.evidence import clauses, listed, names_undenied


def rules_out_own_hosting(text: str) -> bool:
    """Whether every clause that names hosting of one's own denies it, and none says where data must stay: "data can't leave our own servers" does."""
    own, out, stays = (listed("own_hosting", name) for name in ("names", "ruled_out", "stays"))
    said = [clause for clause in clauses(text) if own.search(clause)]
    if not said or any(stays.search(clause) for clause in said):
        return False
    return all(out.search(clause) or not names_undenied(clause, own) for clause in said)
