"""What people see in Slack, built from replies: pure functions that return messages and views, and send nothing."""
