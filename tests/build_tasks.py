"""The tasks of ``build_marts`` that work on a build, in their order: each is killed, and the policy asks for them."""

TASKS = (
    "open_build",
    "staging",
    "resolve_identities",
    "intermediate",
    "judge_staging",
    "marts",
    "judge_marts",
    "score",
    "finish_build",
    "publish",
)
