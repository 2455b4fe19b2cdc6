"""The rules of the rubric, section by section, as a table of criteria and outcomes."""

import pytest

from bot.decision import Assessment, Outcome, judge

PE, RAG, FT = Outcome.PROMPT_ENGINEERING, Outcome.RAG, Outcome.FINE_TUNE
BOTH, DISTIL, NOT_READY = Outcome.RAG_PLUS_FINE_TUNE, Outcome.PROMPT_PLUS_DISTILL, Outcome.NOT_READY

# All gates for training as words: seriously tried, measured, enough, checked, stable, a model to train.
GATES = "baseline=measured examples=500_4999 data_quality=curated task_stability=stable tunable_model=yes"
STUCK = "tried=few_shot_prompt failure=edge_cases"

TABLE = [
    # G0 and section 1: a missing goal is not ready, a clear goal with little tried is the cheapest lever.
    ("", NOT_READY),
    ("goal=unclear", NOT_READY),
    (f"goal=unclear {STUCK} {GATES}", NOT_READY),
    ("goal=tone_style tried=nothing", PE),
    ("goal=new_facts tried=nothing", RAG),
    # Step 2, knowledge only.
    ("goal=new_facts knowledge_home=fits_in_prompt volatility=static citations=no", PE),
    ("goal=new_facts knowledge_home=fits_in_prompt citations=yes", RAG),
    ("goal=new_facts knowledge_home=fits_in_prompt volatility=realtime", RAG),
    ("goal=new_facts knowledge_home=fits_in_prompt permissions=per_user", RAG),
    ("goal=new_facts tried=rag failure=bad_retrieval", RAG),
    (f"goal=new_facts tried=few_shot_prompt failure=missing_knowledge {GATES}", RAG),
    ("goal=new_facts tried=fine_tuning failure=missing_knowledge knowledge_home=large_corpus", RAG),
    ("goal=new_facts tried=rag failure=unspecified baseline=none", NOT_READY),
    ("goal=new_facts tried=rag failure=unspecified baseline=measured", RAG),
    ("goal=new_facts tried=rag failure=unspecified", RAG),
    # Step 3, knowledge and behaviour.
    (f"goal=new_facts,tone_style tried=prompt_and_rag failure=style_drift {GATES}", BOTH),
    ("goal=new_facts,tone_style tried=prompt_and_rag failure=style_drift examples=10_49 baseline=measured", RAG),
    ("goal=new_facts,tone_style tried=nothing", RAG),
    # Never retrieval plus tuning without examples and a baseline, however much the context is misused.
    ("goal=new_facts,task_accuracy tried=rag failure=ignores_context baseline=measured", RAG),
    ("goal=new_facts,task_accuracy tried=rag failure=ignores_context examples=500_4999", BOTH),
    ("goal=new_facts,task_accuracy tried=rag failure=ignores_context baseline=measured examples=500_4999", BOTH),
    ("goal=new_facts,task_accuracy tried=rag failure=ignores_context baseline=informal", RAG),
    ("goal=new_facts,task_accuracy tried=rag failure=ignores_context", RAG),
    ("goal=new_facts,tone_style tried=fine_tuning failure=hallucination", RAG),
    ("goal=new_facts,tone_style tried=fine_tuning failure=hallucination baseline=measured examples=50_499", BOTH),
    (f"goal=new_facts,tone_style tried=rag failure=bad_retrieval {GATES}", RAG),
    # What it invents shows missing facts where it has facts to give, and none where the input holds all there is.
    ("goal=new_facts tried=few_shot_prompt failure=hallucination", RAG),
    ("tried=basic_prompt failure=hallucination", RAG),
    ("goal=tone_style tried=basic_prompt failure=hallucination", PE),
    ("goal=task_accuracy tried=few_shot_prompt failure=hallucination knowledge_home=none_needed", NOT_READY),
    ("goal=tone_style tried=few_shot_prompt failure=hallucination knowledge_home=large_corpus", RAG),
    # Step 4, efficiency.
    ("goal=cost_latency failure=slow_or_costly volume=high", DISTIL),
    ("goal=cost_latency baseline=measured tried=few_shot_prompt volume=medium", DISTIL),
    ("goal=cost_latency failure=slow_or_costly volume=low", PE),
    ("goal=cost_latency failure=slow_or_costly volume=high baseline=none", NOT_READY),
    ("goal=cost_latency failure=slow_or_costly volume=high baseline=informal", DISTIL),
    ("goal=cost_latency failure=slow_or_costly volume=high tried=basic_prompt baseline=measured", DISTIL),
    ("goal=cost_latency volume=high", NOT_READY),
    ("goal=cost_latency failure=slow_or_costly volume=high data_quality=poor", NOT_READY),
    ("goal=cost_latency failure=slow_or_costly volume=high tried=basic_prompt", PE),
    ("goal=cost_latency failure=slow_or_costly volume=high tunable_model=no", PE),
    ("goal=cost_latency failure=slow_or_costly volume=high examples=none", DISTIL),
    ("goal=new_facts,cost_latency tried=rag failure=slow_or_costly baseline=measured volume=high", DISTIL),
    # Step 5, behaviour only.
    ("goal=task_accuracy failure=works_ok tried=few_shot_prompt", PE),
    (f"goal=task_accuracy tried=basic_prompt failure=edge_cases {GATES}", PE),
    (f"goal=task_accuracy {STUCK} {GATES}", FT),
    (f"goal=tool_use tried=few_shot_prompt failure=prompt_too_long {GATES}", FT),
    (f"goal=task_accuracy {STUCK} baseline=informal examples=500_4999", NOT_READY),
    (f"goal=task_accuracy {STUCK} baseline=measured examples=under_10", NOT_READY),
    (f"goal=task_accuracy {STUCK} baseline=measured examples=50_499", FT),
    (f"goal=task_accuracy {STUCK} baseline=measured examples=10_49 signal=grader", FT),
    (f"goal=task_accuracy {STUCK} baseline=measured examples=10_49 signal=demonstrations", NOT_READY),
    (f"goal=task_accuracy {STUCK} baseline=measured examples=500_4999 data_quality=poor", NOT_READY),
    (f"goal=task_accuracy {STUCK} baseline=measured examples=500_4999 task_stability=changing", NOT_READY),
    (f"goal=task_accuracy {STUCK} baseline=measured examples=500_4999 tunable_model=no", NOT_READY),
    (f"goal=task_accuracy {STUCK}", NOT_READY),
    # Enough was tried and there are examples: training, if a score shows the need; a gate known to fail is another matter.
    (f"goal=task_accuracy {STUCK} examples=500_4999 data_quality=curated", FT),
    (f"goal=task_accuracy {STUCK} examples=500_4999 data_quality=curated baseline=none", NOT_READY),
    # What has to be looked up is, before anything is trained; who has tried that trains beside it.
    (f"goal=tone_style {STUCK} examples=50_499 citations=yes", RAG),
    ("goal=tone_style tried=prompt_and_rag failure=edge_cases examples=50_499 citations=yes", BOTH),
    (f"goal=new_facts,tone_style tried=few_shot_prompt failure=style_drift {GATES}", RAG),
    (f"goal=new_facts,tone_style tried=rag failure=style_drift {GATES}", BOTH),
    ("goal=new_facts,tone_style tried=prompt_and_rag failure=style_drift examples=500_4999", BOTH),
    ("goal=new_facts,tone_style tried=prompt_and_rag failure=style_drift examples=500_4999 baseline=informal", RAG),
    # Where people do not agree on what is right there is nothing to prompt for.
    ("goal=task_accuracy tried=nothing data_quality=poor", NOT_READY),
    ("goal=task_accuracy task_stability=changing", NOT_READY),
    ("goal=format_structure tried=basic_prompt task_stability=changing failure=format_drift", PE),
    # What works by retrieval is kept as it is.
    ("goal=task_accuracy tried=rag failure=works_ok", RAG),
    ("goal=tone_style tried=prompt_and_rag failure=works_ok baseline=measured", RAG),
    # A tuned model that works is kept.
    ("goal=task_accuracy tried=fine_tuning failure=works_ok baseline=measured", FT),
    # A grader is signal where examples are few, and stands for people who check them.
    (f"goal=task_accuracy {STUCK} baseline=measured examples=under_10 signal=grader", NOT_READY),
    # A score that falls short overrides "prompt first" where nobody said what was tried; where little was, it does not.
    ("goal=task_accuracy failure=edge_cases baseline=measured examples=5000_plus", FT),
    ("goal=task_accuracy failure=edge_cases baseline=measured", NOT_READY),
    ("goal=task_accuracy failure=edge_cases baseline=measured examples=10_49", NOT_READY),
    ("goal=task_accuracy failure=edge_cases", PE),
    ("goal=task_accuracy failure=works_ok baseline=measured", PE),
    # A format that can be enforced is enforced before a blind tune; a measured one that still drifts is trained on.
    ("goal=format_structure tried=fine_tuning failure=format_drift", PE),
    ("goal=format_structure tried=few_shot_prompt failure=format_drift examples=10_49", PE),
    ("goal=format_structure tried=few_shot_prompt failure=format_drift baseline=measured", PE),
    ("goal=format_structure tried=few_shot_prompt failure=format_drift baseline=measured examples=10_49", NOT_READY),
    ("goal=format_structure tried=few_shot_prompt failure=format_drift baseline=measured examples=500_4999", FT),
    ("goal=tone_style tried=fine_tuning failure=style_drift", NOT_READY),
    (f"goal=tone_style tried=fine_tuning failure=style_drift {GATES}", FT),
    # G5: facts that change, are restricted or cited never go into weights.
    (f"goal=task_accuracy {STUCK} {GATES} citations=yes", RAG),
    (f"goal=task_accuracy tried=prompt_and_rag failure=edge_cases {GATES} citations=yes", BOTH),
    (f"goal=task_accuracy failure=edge_cases {GATES} citations=yes", BOTH),
    # Residency decides the model, not the technique.
    (f"goal=task_accuracy {STUCK} {GATES} residency=on_prem", FT),
]


def parsed(text: str) -> Assessment:
    """Return "goal=a,b tried=c" as an assessment."""
    return Assessment.of({name: value.split(",") for name, value in (pair.split("=") for pair in text.split())})


@pytest.mark.parametrize(("criteria", "outcome"), TABLE)
def test_rule(criteria: str, outcome: Outcome) -> None:
    """The rubric's rules give this outcome for these criteria."""
    assert judge(parsed(criteria)).outcome is outcome


@pytest.mark.parametrize(
    ("criteria", "method"),
    [
        (f"goal=task_accuracy {STUCK} {GATES}", "sft"),
        (f"goal=task_accuracy {STUCK} {GATES} signal=demonstrations", "sft"),
        (f"goal=tone_style tried=few_shot_prompt failure=style_drift {GATES} signal=preference_pairs", "dpo"),
        (f"goal=tone_style tried=fine_tuning failure=style_drift {GATES}", "dpo"),
        (f"goal=task_accuracy {STUCK} {GATES} signal=grader", "rft"),
        ("goal=cost_latency failure=slow_or_costly volume=high", "distillation"),
        (
            "goal=new_facts,task_accuracy tried=rag failure=ignores_context baseline=measured examples=50_499",
            "raft_sft",
        ),
    ],
)
def test_method(criteria: str, method: str) -> None:
    """A verdict with training names the way of training that section 7 gives."""
    found = judge(parsed(criteria)).method
    assert found is not None
    assert found.id == method


def test_no_method_without_training() -> None:
    """A verdict without training names no way of training."""
    assert judge(parsed("goal=tone_style tried=nothing")).method is None


def test_all_gates_met_is_final() -> None:
    """With every training gate met the verdict is not provisional and nothing is open."""
    verdict = judge(parsed(f"goal=task_accuracy {STUCK} {GATES}"))
    assert not verdict.provisional
    assert verdict.open_gates == ()


@pytest.mark.parametrize(
    ("missing", "gate"), [("tunable_model=yes", "G6"), ("task_stability=stable", "G4"), ("data_quality=curated", "G4")]
)
def test_unknown_gate_is_provisional(missing: str, gate: str) -> None:
    """A training verdict with one gate unknown says so and names the gate."""
    verdict = judge(parsed(f"goal=task_accuracy {STUCK} {GATES.replace(missing, '')}"))
    assert verdict.outcome is FT
    assert verdict.provisional
    assert [found.id for found in verdict.open_gates] == [gate]


@pytest.mark.parametrize(
    ("criteria", "final"),
    [
        (f"goal=task_accuracy {STUCK} {GATES}", True),
        # A trusted grader stands for people who check examples, and for many of them.
        (
            f"goal=task_accuracy {STUCK} baseline=measured examples=10_49 signal=grader task_stability=stable tunable_model=yes",
            True,
        ),
        (
            f"goal=task_accuracy {STUCK} baseline=measured examples=50_499 task_stability=stable tunable_model=yes",
            False,
        ),
        # A score that falls short leads to training, and is final only once somebody says what was tried.
        (f"goal=task_accuracy failure=edge_cases {GATES}", False),
    ],
)
def test_training_is_final_once_its_gates_are_met(criteria: str, final: bool) -> None:  # noqa: FBT001 - a parameter of the table
    """A verdict with training is final when every gate of training is met by what is stated."""
    verdict = judge(parsed(criteria))
    assert verdict.outcome is FT
    assert verdict.provisional is not final


@pytest.mark.parametrize(
    ("criteria", "final"),
    [
        ("goal=new_facts knowledge_home=large_corpus", True),
        ("failure=missing_knowledge knowledge_home=large_corpus", True),
        # What has many documents may be about anything: as long as nobody said what should be different, it is a lean.
        ("knowledge_home=large_corpus", False),
        ("knowledge_home=large_corpus tried=nothing", False),
        # Where the task keeps moving and nothing was tried, settle first what is right; with a prompt in place that may do.
        ("goal=task_accuracy tried=nothing task_stability=changing", True),
        ("goal=task_accuracy tried=basic_prompt task_stability=changing", False),
    ],
)
def test_what_decides_is_stated_before_a_verdict_is_final(criteria: str, final: bool) -> None:  # noqa: FBT001 - a parameter of the table
    """A verdict without training is final only where no unknown answer stands under it."""
    assert judge(parsed(criteria)).provisional is not final
