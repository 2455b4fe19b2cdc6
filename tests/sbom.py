"""`python -m tests.sbom FILE`: what the program is made of, as a CycloneDX bill of materials; prints a line for each licence.

Versions are those of `requirements.lock`, licences what the installed packages say of themselves. What this platform does not install
is listed without a licence.
"""

from __future__ import annotations

import json
import re
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bot import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT: Final = Path(__file__).parents[1]
UNKNOWN: Final = "not said"
#: Longer fields hold a licence's whole text.
LONGEST_NAME: Final = 80


def locked(lock: str) -> dict[str, str]:
    """The version of each package in a lock file, by its name."""
    return dict(re.findall(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)", lock, re.MULTILINE))


def licence(package: str) -> str:
    """What an installed package says of its licence: the expression, else the classifiers, else a short field."""
    try:
        found = metadata(package)
    except PackageNotFoundError:
        return UNKNOWN
    if "License-Expression" in found:
        return found["License-Expression"]
    named = [
        line.rpartition(" :: ")[2]
        for line in found.get_all("Classifier") or ()
        if line.startswith("License :: ") and line.count(" :: ") > 1
    ]
    field = found["License"].strip() if "License" in found else ""
    return " AND ".join(named) or (field.splitlines()[0] if field and len(field) <= LONGEST_NAME else UNKNOWN)


def bill_of_materials(packages: dict[str, str]) -> dict[str, Any]:
    """The packages as CycloneDX has them."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "fine-tune-or-not",
                "name": "fine-tune-or-not",
                "version": __version__,
                "licenses": [{"license": {"id": "MIT"}}],
            }
        },
        "components": [
            {
                "type": "library",
                "bom-ref": f"pkg:pypi/{name}@{version}",
                "name": name,
                "version": version,
                "purl": f"pkg:pypi/{name}@{version}",
                **({"licenses": [{"license": {"name": said}}]} if (said := licence(name)) != UNKNOWN else {}),
            }
            for name, version in sorted(packages.items())
        ],
        "dependencies": [
            {"ref": "fine-tune-or-not", "dependsOn": sorted(f"pkg:pypi/{n}@{v}" for n, v in packages.items())}
        ],
    }


def licences(packages: Iterable[str]) -> dict[str, list[str]]:
    """Which packages are under each licence."""
    found: dict[str, list[str]] = {}
    for name in sorted(packages):
        found.setdefault(licence(name), []).append(name)
    return dict(sorted(found.items()))


def main() -> None:
    """Write the bill and print the licences."""
    packages = locked((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    Path(sys.argv[1]).write_text(json.dumps(bill_of_materials(packages), indent=1) + "\n", encoding="utf-8")
    for name, under in licences(packages).items():
        sys.stdout.write(f"{name}: {', '.join(under)}\n")


if __name__ == "__main__":
    main()
