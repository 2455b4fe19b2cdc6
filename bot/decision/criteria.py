"""The twenty-one criteria of the rubric as closed sets.

Responsible for the names of criteria and values, exactly as section 11 of the rubric spells them, and for the bands that turn a
number into a value. Not for their texts, weights or meaning: those are reviewed data in `rubric.toml`.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Criterion(StrEnum):
    """One thing about a use case that can bear on the verdict."""

    GOAL = "goal"
    TRIED = "tried"
    FAILURE = "failure"
    BASELINE = "baseline"
    EXAMPLES = "examples"
    DATA_QUALITY = "data_quality"
    KNOWLEDGE_HOME = "knowledge_home"
    VOLATILITY = "volatility"
    CITATIONS = "citations"
    PERMISSIONS = "permissions"
    VOLUME = "volume"
    LATENCY = "latency"
    RESIDENCY = "residency"
    TUNABLE_MODEL = "tunable_model"
    TEAM = "team"
    UPKEEP = "upkeep"
    DEADLINE = "deadline"
    STAKES = "stakes"
    TASK_STABILITY = "task_stability"
    SIGNAL = "signal"
    PLATFORM = "platform"


class Goal(StrEnum):
    """What should be different; the only criterion that may hold several values."""

    NEW_FACTS = "new_facts"
    FORMAT_STRUCTURE = "format_structure"
    TONE_STYLE = "tone_style"
    NEW_SKILL = "new_skill"
    TASK_ACCURACY = "task_accuracy"
    TOOL_USE = "tool_use"
    COST_LATENCY = "cost_latency"
    UNCLEAR = "unclear"


class Tried(StrEnum):
    """The most serious thing tried so far."""

    NOTHING = "nothing"
    BASIC_PROMPT = "basic_prompt"
    FEW_SHOT_PROMPT = "few_shot_prompt"
    RAG = "rag"
    PROMPT_AND_RAG = "prompt_and_rag"
    FINE_TUNING = "fine_tuning"
    TUNED_NO_GAIN = "tuned_no_gain"  # a model was fine-tuned and did hardly better, if at all


class Failure(StrEnum):
    """How the best setup so far goes wrong."""

    WORKS_OK = "works_ok"
    MISSING_KNOWLEDGE = "missing_knowledge"
    BAD_RETRIEVAL = "bad_retrieval"
    IGNORES_CONTEXT = "ignores_context"
    FORMAT_DRIFT = "format_drift"
    STYLE_DRIFT = "style_drift"
    EDGE_CASES = "edge_cases"
    PROMPT_TOO_LONG = "prompt_too_long"
    SLOW_OR_COSTLY = "slow_or_costly"
    HALLUCINATION = "hallucination"
    BROKEN_INPUT = "broken_input"  # before the model sees it: garbled scans, cut exports
    UNSPECIFIED = "unspecified"


class Baseline(StrEnum):
    """How the best setup so far is measured."""

    NONE = "none"
    INFORMAL = "informal"
    MEASURED = "measured"


class Examples(StrEnum):
    """How many pairs of input and wanted output exist, in bands."""

    NONE = "none"
    UNDER_10 = "under_10"
    FROM_10 = "10_49"
    FROM_50 = "50_499"
    FROM_500 = "500_4999"
    FROM_5000 = "5000_plus"
    RAW_DOCS_ONLY = "raw_docs_only"
    BARRED = "barred"  # however many there are, none may be used for training


class DataQuality(StrEnum):
    """Who looked at the examples."""

    CURATED = "curated"
    RAW_LOGS = "raw_logs"
    POOR = "poor"


class KnowledgeHome(StrEnum):
    """Where the needed knowledge lives."""

    NONE_NEEDED = "none_needed"
    MODEL_ALREADY_KNOWS = "model_already_knows"
    FITS_IN_PROMPT = "fits_in_prompt"
    LARGE_CORPUS = "large_corpus"
    LIVE_SYSTEM = "live_system"


class Volatility(StrEnum):
    """How often the knowledge changes."""

    STATIC = "static"
    SLOW = "slow"
    FREQUENT = "frequent"
    REALTIME = "realtime"


class CitationNeed(StrEnum):
    """Whether answers must show where they come from."""

    YES = "yes"
    NO = "no"


class Permissions(StrEnum):
    """Whether different people may see different facts."""

    PER_USER = "per_user"
    NONE = "none"


class Volume(StrEnum):
    """Calls a day, in bands."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Latency(StrEnum):
    """Whether speed is a hard requirement."""

    RELAXED = "relaxed"
    STRICT = "strict"


class Residency(StrEnum):
    """Where data and model must stay."""

    NONE = "none"
    REGION_BOUND = "region_bound"
    ON_PREM = "on_prem"


class TunableModel(StrEnum):
    """Whether a model exists that this account may train."""

    YES = "yes"
    NO = "no"


class Team(StrEnum):
    """Who would build it."""

    NO_ML = "no_ml"
    APP_DEVS = "app_devs"
    ML_TEAM = "ml_team"


class Upkeep(StrEnum):
    """Whether somebody can retrain later."""

    CAN_RETRAIN = "can_retrain"
    CANNOT_RETRAIN = "cannot_retrain"


class Deadline(StrEnum):
    """How much time there is."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"


class Stakes(StrEnum):
    """What a wrong answer costs."""

    LOW = "low"
    HIGH = "high"


class TaskStability(StrEnum):
    """Whether the definition of a right answer stands still."""

    STABLE = "stable"
    CHANGING = "changing"


class Signal(StrEnum):
    """The shape of what the model could learn from."""

    DEMONSTRATIONS = "demonstrations"
    PREFERENCE_PAIRS = "preference_pairs"
    GRADER = "grader"


class RunsOn(StrEnum):
    """Whose platform the model runs on, or would."""

    AZURE = "azure"
    OPENAI = "openai"
    BEDROCK = "bedrock"
    VERTEX = "vertex"
    OPEN_WEIGHTS = "open_weights"
    UNDECIDED = "undecided"


VALUES: Mapping[Criterion, type[StrEnum]] = MappingProxyType(
    {
        Criterion.GOAL: Goal,
        Criterion.TRIED: Tried,
        Criterion.FAILURE: Failure,
        Criterion.BASELINE: Baseline,
        Criterion.EXAMPLES: Examples,
        Criterion.DATA_QUALITY: DataQuality,
        Criterion.KNOWLEDGE_HOME: KnowledgeHome,
        Criterion.VOLATILITY: Volatility,
        Criterion.CITATIONS: CitationNeed,
        Criterion.PERMISSIONS: Permissions,
        Criterion.VOLUME: Volume,
        Criterion.LATENCY: Latency,
        Criterion.RESIDENCY: Residency,
        Criterion.TUNABLE_MODEL: TunableModel,
        Criterion.TEAM: Team,
        Criterion.UPKEEP: Upkeep,
        Criterion.DEADLINE: Deadline,
        Criterion.STAKES: Stakes,
        Criterion.TASK_STABILITY: TaskStability,
        Criterion.SIGNAL: Signal,
        Criterion.PLATFORM: RunsOn,
    }
)


def examples_band(count: float) -> Examples:
    """Return the band of a number of examples; the limits are gate G3 of the rubric."""
    if count <= 0:
        return Examples.NONE
    limits = ((10, Examples.UNDER_10), (50, Examples.FROM_10), (500, Examples.FROM_50), (5000, Examples.FROM_500))
    return next((band for limit, band in limits if count < limit), Examples.FROM_5000)


def volume_band(calls_per_day: float) -> Volume:
    """Return the band of a daily number of calls: under 500 is low, over 5,000 is high.

    The rubric's own (row 11), from no source: what pays is computed in `bot.costs`, whose worked cases pay from 5,763 to 163,200 a day.
    """
    if calls_per_day < 500:  # noqa: PLR2004 - the rubric's own limit, named in the docstring
        return Volume.LOW
    return Volume.MEDIUM if calls_per_day <= 5000 else Volume.HIGH  # noqa: PLR2004 - same
