"""Everything that leaves for Slack: messages, streams, statuses and replies, at the pace Slack allows."""
