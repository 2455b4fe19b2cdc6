"""Schema 4, of 22 November 2026: feedback, the threads and answers in Slack, and the workspaces that installed the app.

The last three tables are those of Slack's own package, as of its version 3.47; tokens in them are encrypted, so they are texts of any length.
"""

from __future__ import annotations

from typing import Final

from alembic import op
from sqlalchemy import Boolean, Column, DateTime, Integer, String, Text

from bot.storage.migrations.look_first import index_columns

revision: Final = "4"
down_revision: Final = "3"


def upgrade() -> None:
    """Make the tables."""
    _make_opinions()
    _make_threads_and_answers()
    _make_installations()
    _make_bots()
    op.create_table(
        "slack_oauth_states",
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("state", String(200), nullable=False),
        Column("expire_at", DateTime, nullable=False),
        if_not_exists=True,
    )


def _make_opinions() -> None:
    op.create_table(
        "opinions",
        Column("team", String, primary_key=True),
        Column("user", String, primary_key=True),
        Column("reply", String, primary_key=True),
        Column("good", Boolean, nullable=False),
        Column("reason", String, nullable=False),
        Column("remark", Text, nullable=False),
        Column("at", DateTime(timezone=True), nullable=False),
        if_not_exists=True,
    )
    index_columns("opinions", "at")


def _make_threads_and_answers() -> None:
    op.create_table(
        "slack_threads",
        Column("team", String(32), primary_key=True),
        Column("channel", String(32), primary_key=True),
        Column("thread", String(32), primary_key=True),
        Column("engaged", DateTime(timezone=True), nullable=False),
        if_not_exists=True,
    )
    index_columns("slack_threads", "engaged")
    op.create_table(
        "slack_answers",
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("team", String(32), nullable=False),
        Column("channel", String(32), nullable=False),
        Column("question", String(32), nullable=False),
        Column("answer", String(32), nullable=False),
        Column("at", DateTime(timezone=True), nullable=False),
        if_not_exists=True,
    )
    op.create_index("slack_answers_by_question", "slack_answers", ["team", "channel", "question"], if_not_exists=True)
    index_columns("slack_answers", "at")


def _make_installations() -> None:
    op.create_table(
        "slack_installations",
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("client_id", String(32), nullable=False),
        Column("app_id", String(32), nullable=False),
        Column("enterprise_id", String(32)),
        Column("enterprise_name", String(200)),
        Column("enterprise_url", String(200)),
        Column("team_id", String(32)),
        Column("team_name", String(200)),
        Column("bot_token", Text),
        Column("bot_id", String(32)),
        Column("bot_user_id", String(32)),
        Column("bot_scopes", String(1000)),
        Column("bot_refresh_token", Text),
        Column("bot_token_expires_at", DateTime),
        Column("user_id", String(32), nullable=False),
        Column("user_token", Text),
        Column("user_scopes", String(1000)),
        Column("user_refresh_token", Text),
        Column("user_token_expires_at", DateTime),
        Column("incoming_webhook_url", Text),
        Column("incoming_webhook_channel", String(200)),
        Column("incoming_webhook_channel_id", String(200)),
        Column("incoming_webhook_configuration_url", String(200)),
        Column("is_enterprise_install", Boolean, nullable=False),
        Column("token_type", String(32)),
        Column("installed_at", DateTime, nullable=False),
        if_not_exists=True,
    )
    columns = ["client_id", "enterprise_id", "team_id", "user_id", "installed_at"]
    op.create_index("slack_installations_idx", "slack_installations", columns, if_not_exists=True)


def _make_bots() -> None:
    op.create_table(
        "slack_bots",
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("client_id", String(32), nullable=False),
        Column("app_id", String(32), nullable=False),
        Column("enterprise_id", String(32)),
        Column("enterprise_name", String(200)),
        Column("team_id", String(32)),
        Column("team_name", String(200)),
        Column("bot_token", Text),
        Column("bot_id", String(32)),
        Column("bot_user_id", String(32)),
        Column("bot_scopes", String(1000)),
        Column("bot_refresh_token", Text),
        Column("bot_token_expires_at", DateTime),
        Column("is_enterprise_install", Boolean, nullable=False),
        Column("installed_at", DateTime, nullable=False),
        if_not_exists=True,
    )
    columns = ["client_id", "enterprise_id", "team_id", "installed_at"]
    op.create_index("slack_bots_idx", "slack_bots", columns, if_not_exists=True)
