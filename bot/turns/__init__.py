"""Durable turns: what came in is stored before it is acknowledged, worked on in order and fairly, and finished after a crash.

`inbox` is the way in; `job_store` keeps jobs in the database; `fair` says whose turn it is; `journal` keeps what a job has shown;
`metered_model` is the model as turns ask it.
"""
