"""Runs the Slack surface: the socket or the web server, its guard and its figures."""
