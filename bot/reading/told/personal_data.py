"""Whether a message says that the texts of a case hold names or other personal data, or that these are masked.

"The tickets contain customer names", "patient data" and "letters with diagnoses" say so; "product names", a field that is to be read from a form,
"no personal data" and a question do not.
"""

from __future__ import annotations

from typing import Final

from bot.reading.evidence import affirms, any_of, clauses, listed, names_undenied

#: What is personal wherever it is named.
_ALWAYS: Final = any_of(
    ["personal data", "personal information", "pii", "phi", "patient data", "patient names", "health data", "medical records", "patient records",
     "health records", "customer names", "client names", "guest names", "employee names", "names of patients", "names of customers", "names of clients",
     "names of employees", "names of people", "people's names", "peoples names", "gdpr data", "real names"]
)  # fmt: skip
#: What is personal where texts are said to hold it.
_HELD: Final = any_of(
    ["names", "full names", "phone numbers", "home addresses", "addresses", "diagnoses", "diagnosis", "birth dates", "birthdates", "dates of birth",
     "ibans", "bank details", "account numbers", "salaries", "medical history", "lab values", "passport numbers", "social security numbers"]
)  # fmt: skip
_HOLDS: Final = any_of(
    ["contain*", "include", "includes", "including", "hold", "holds", "have names", "has names", "have the names", "full of", "with names", "with diagnoses",
     "with addresses", "with phone numbers", "carry", "carries", "mention", "mentions"]
)  # fmt: skip
#: Names of things.
_OF_THINGS: Final = any_of(
    ["product names", "file names", "brand names", "model names", "variable names", "column names", "field names", "part names", "place names", "street names",
     "company names", "drug names", "ip addresses", "email addresses", "web addresses", "memory addresses"]
)  # fmt: skip


def personal_data_held(text: str) -> bool | None:
    """Whether a message says that there is personal data in what the model gets; None where it says nothing of it. One pass over the text."""
    if text.rstrip().endswith("?"):
        return None
    said = None
    for clause in clauses(text):
        if _names_it(clause):
            said = True
        if affirms(clause, listed("personal", "masked")) and not listed("barred", "must_first").search(clause):
            return False
    return said


def _names_it(clause: str) -> bool:
    rest = _OF_THINGS.sub(" ", clause)
    if names_undenied(rest, _ALWAYS):
        return True
    holds = _HOLDS.search(rest)
    return holds is not None and names_undenied(rest, _HOLDS) and bool(_HELD.search(rest, holds.start()))
