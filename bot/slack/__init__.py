"""The Slack surface: turns Slack's payloads into turns, and replies into messages. Nothing behind it knows of Slack."""
