"""Takes in what Slack sends: acknowledges, understands the payload, and leaves a job in the inbox."""
