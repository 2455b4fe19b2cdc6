"""Pictures of what people see: Block Kit as HTML, looked at and photographed by a headless Chromium.

Close to Slack in type, size and spacing, so that length, order and clutter can be judged; no copy of it. `python -m tests.slack.pictures`
writes the pictures that the documentation shows.
"""
