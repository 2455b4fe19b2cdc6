"""The chain of schemas, from the first that was ever kept to today's; Alembic runs it, and `bot.storage.schema` says when."""
