"""`deploy/`, the runbook and the bill of materials, held against the program.

When they were written, the manifests passed `kubernetes-validate --strict` (1.37), the Caddyfile `caddy adapt --validate` (2.11), nginx.conf
`crossplane parse`, and the bill CycloneDX's own schema (cyclonedx-python-lib 11.12); none of these is needed here. Prometheus' own tool looks at its files
where it is installed (`apt-get install prometheus`; they pass promtool 2.42). No tool for Grafana's dashboard is in Debian, PyPI or npm: its queries are checked here.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from packaging.requirements import Requirement

from bot.errors import StoreUnavailableError
from bot.periodic import tell_failure
from bot.settings import Settings
from bot.slack.install import manifest
from bot.slack.server.connections import HEAD_SECONDS
from bot.slack.server.http import HEADER_BYTES
from bot.slack.server.metrics import Metrics
from bot.slack.server.request_guard import LARGEST_BODY, Bounds
from bot.slack.server.serve import ENDS_WITHIN
from knowledge.fetching.live import LiveFolder, LiveSource
from tests.sbom import UNKNOWN, bill_of_materials, licences, locked

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
SETTINGS = {str(field.alias) for field in Settings.model_fields.values()}
#: What Prometheus itself knows of whatever it reads.
PROMETHEUS_OWN = {"up"}
WORDS = {"sum", "rate", "by", "le", "histogram_quantile", "increase", "time", "min", "max", "job", "ftn"}


def names_of_metrics() -> set[str]:
    """Every name that a query may use: those of samples, with a label seen once."""
    metrics = Metrics()
    metrics.turn("slack", "answer", 1)
    metrics.first_text(1)
    metrics.acknowledged(1)
    metrics.called("chat.update", "ok")
    metrics.waited("chat.update", 1)
    metrics.dropped("duplicate")
    metrics.refused("busy")
    metrics.model_failed("busy")
    metrics.opined(good=True)
    metrics.worked({"queued_seconds": 1, "seconds": 1})
    with tempfile.TemporaryDirectory() as folder:
        live = LiveFolder(Path(folder))
        live.keep(LiveSource("S05", checked="2026-11-28T00:00:00+00:00"))
        metrics.watch_sources(live)
        metrics.watch_background()
        tell_failure("of another test", StoreUnavailableError("the database is away"))
        return {sample.name for family in metrics.registry.collect() for sample in family.samples}


def expressions() -> list[str]:
    """Every query of the alerts and the dashboard."""
    alerts = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yml").read_text(encoding="utf-8"))
    board = json.loads((DEPLOY / "grafana" / "dashboard.json").read_text(encoding="utf-8"))
    return [
        *(rule["expr"] for group in alerts["groups"] for rule in group["rules"]),
        *(target["expr"] for panel in board["panels"] for target in panel["targets"]),
    ]


@pytest.mark.parametrize("expression", expressions())
def test_queries_name_what_is_counted(expression: str) -> None:
    """Each name is one that the program gives; each bracket is closed."""
    bare = re.sub(r'"[^"]*"', "", expression)
    names = set(re.findall(r"\b(?:ftn|process|up)[a-z_]*\b(?!\s*=)", bare)) - {"ftn"}
    assert names
    assert names <= names_of_metrics() | PROMETHEUS_OWN
    for opened, closed in ("()", "{}", "[]"):
        assert bare.count(opened) == bare.count(closed)


@pytest.mark.parametrize("expression", [one for one in expressions() if "reason" in one and "=~" in one])
def test_queries_name_reasons_that_are_given(expression: str) -> None:
    """Each reason stands in the code of the server."""
    (reasons,) = re.findall(r'reason=~"([^"]*)"', expression)
    code = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "bot" / "slack" / "server").glob("*.py"))
    assert not [reason for reason in reasons.split("|") if f'"{reason}"' not in code]


@pytest.mark.skipif(
    shutil.which("promtool") is None, reason="promtool, of Debian's package prometheus, is not installed"
)
def test_prometheus_takes_its_files(tmp_path: Path) -> None:
    """Its own tool finds nothing wrong with the rules, nor with the way in which it is told to read the bot."""
    token = tmp_path / "token"
    token.write_text("0123456789abcdef", encoding="utf-8")
    scrape = (DEPLOY / "prometheus" / "scrape.yml").read_text(encoding="utf-8")
    config = tmp_path / "prometheus.yml"
    config.write_text(scrape.replace("/etc/prometheus/ftn-metrics-token", str(token)), encoding="utf-8")
    for what, file in (("rules", DEPLOY / "prometheus" / "alerts.yml"), ("config", config)):
        command = ["promtool", "check", what, str(file)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603 - Prometheus' own
        assert done.returncode == 0, done.stderr


def test_each_alert_leads_into_the_runbook() -> None:
    """To a section that is there, and each has words for whoever is called."""
    headings = {
        re.sub(r"[^a-z0-9 -]", "", line[3:].lower()).replace(" ", "-")
        for line in (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("## ")
    }
    alerts = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yml").read_text(encoding="utf-8"))
    rules = [rule for group in alerts["groups"] for rule in group["rules"]]
    assert len({rule["alert"] for rule in rules}) == len(rules)
    for rule in rules:
        assert rule["annotations"]["summary"]
        assert rule["labels"]["severity"] in {"page", "ticket"}
        page, _, section = rule["annotations"]["runbook"].partition("#")
        assert page == "docs/runbook.md"
        assert section in headings


def pods(name: str) -> dict[str, Any]:
    """What starts the bot in a manifest."""
    documents = yaml.safe_load_all((DEPLOY / "kubernetes" / name).read_text(encoding="utf-8"))
    (found,) = [each for each in documents if each["kind"] in {"Deployment", "StatefulSet"}]
    made: dict[str, Any] = found["spec"]
    return made


@pytest.mark.parametrize("name", ["one.yaml", "many.yaml"])
def test_manifests_fit_the_program(name: str) -> None:
    """Time to stop, probes, port, variables, the user of the image and nothing that can be written but the volumes."""
    spec = pods(name)["template"]["spec"]
    (bot,) = spec["containers"]
    assert spec["terminationGracePeriodSeconds"] == ENDS_WITHIN
    assert spec["securityContext"]["runAsUser"] == 10_001
    assert bot["securityContext"]["readOnlyRootFilesystem"]
    assert {mount["mountPath"] for mount in bot["volumeMounts"]} == {"/data", "/tmp"}  # noqa: S108 - a mount
    probes = {kind: bot[kind]["httpGet"] for kind in ("startupProbe", "livenessProbe", "readinessProbe")}
    assert [probes[kind]["path"] for kind in probes] == ["/healthz", "/healthz", "/readyz"]
    (port,) = bot["ports"]
    variables = {one["name"]: one["value"] for one in bot["env"]}
    assert variables.keys() <= SETTINGS
    assert variables["FTN_HTTP_PORT"] == str(port["containerPort"])
    assert {probe["port"] for probe in probes.values()} == {port["name"]}
    version = re.search(r'^version = "(.*)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert version
    assert bot["image"] == f"fine-tune-or-not:{version[1]}"


def test_workers_are_replaced_one_after_another() -> None:
    """None is taken away before another is ready, and Slack's ten sockets are enough; a single process is never two."""
    many, one = pods("many.yaml"), pods("one.yaml")
    rolling = many["strategy"]["rollingUpdate"]
    assert (rolling["maxUnavailable"], rolling["maxSurge"]) == (0, 1)
    assert 2 * (many["replicas"] + rolling["maxSurge"]) <= 10
    assert one["replicas"] == 1


def test_proxies_hand_on_what_slack_calls_and_nothing_else() -> None:
    """With the server's own bounds."""
    nginx = (DEPLOY / "proxy" / "nginx.conf").read_text(encoding="utf-8")
    caddy = (DEPLOY / "proxy" / "Caddyfile").read_text(encoding="utf-8")
    for path in (manifest.EVENTS_PATH, manifest.INSTALL_PATH, manifest.REDIRECT_PATH):
        assert path.startswith("/slack/")
    assert re.findall(r"location (\S+)", nginx) == ["/slack/", "/"]
    assert re.findall(r"handle (/\S+)", caddy) == ["/slack/*"]
    for text in (nginx, caddy):
        assert "404" in text
        assert f"{HEAD_SECONDS:g}s" in text
        assert f"{Bounds().body_seconds:g}s" in text
    assert LARGEST_BODY <= 1_048_576
    assert HEADER_BYTES == 16_384


def test_every_file_is_in_the_list() -> None:
    """`deploy/README.md` names each, and none that is not there."""
    named = set(
        re.findall(r"`((?:kubernetes|prometheus|grafana|proxy)/[\w.]+)`", (DEPLOY / "README.md").read_text("utf-8"))
    )
    assert named == {str(file.relative_to(DEPLOY)) for file in DEPLOY.rglob("*") if file.is_file()} - {"README.md"}


def test_the_bill_of_materials_holds_all_that_is_locked() -> None:
    """Each package with its version, and a licence where it is installed; what the program asks for is among them."""
    packages = locked((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    made = bill_of_materials(packages)
    assert {one["name"]: one["version"] for one in made["components"]} == packages
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    asked = re.search(r"^dependencies = \[(.*?)^\]", project, re.MULTILINE | re.DOTALL)
    assert asked
    wanted = {Requirement(line).name for line in re.findall(r'^  "(.*)",', asked[1], re.MULTILINE)}
    assert wanted <= packages.keys()
    under = licences(packages)
    assert len(under.get(UNKNOWN, [])) < len(packages) / 5
    assert not [name for name in under if re.search(r"\bA?GPL|proprietary", name, re.IGNORECASE)]


def test_the_promises_of_security_are_tested() -> None:
    """Each file that SECURITY.md names is there."""
    named = re.findall(r"`(tests/[\w/.]+)`", (ROOT / "SECURITY.md").read_text(encoding="utf-8"))
    assert len(named) > 10
    assert not [name for name in named if not (ROOT / name).exists()]
