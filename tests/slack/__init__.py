"""A local Slack for the tests: real HTTP, real WebSocket, real limits."""
