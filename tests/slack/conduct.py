"""What holds of everything the bot shows, whatever a test was about: looked at once the test is over.

Nothing Slack would refuse, nothing live, no link but to a passage or source, no preview, and no reply twice.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from tests.slack.blockkit import problems_in_blocks, problems_in_chunks, problems_in_message, problems_in_view

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from tests.slack.messages import Message
    from tests.slack.record import Request
    from tests.slack.server import SlackServer
    from tests.slack.workspace import Workspace

SAID = {"chat.postMessage", "chat.update", "chat.postEphemeral", "response_url"}
#: Answers that a bot may get in the course of things; any other refusal of what it shows is its own fault.
NOT_ITS_FAULT = {
    "account_inactive", "channel_not_found", "exchanged_trigger_id", "is_archived", "message_not_found", "missing_scope",
    "not_in_channel", "ratelimited", "token_revoked", "trigger_expired", "thread_not_found", "expired_url", "used_url",
    "user_not_in_channel", "not_enabled", "feature_disabled", "not_agent_app", "channel_type_not_supported", "stopped_by_user",
}  # fmt: skip


#: What a bot of another test gets that looks for its own server, at a port that is used anew; one that was meant could not connect at all.
STRAY = ("apps.connections.open", "invalid_auth")


def faults_in(slack: SlackServer, addresses: Collection[str]) -> list[str]:
    """Everything that should not have been sent; `addresses` are those that may be linked."""
    found = [problem for request in slack.requests for problem in _faults_of_request(request)]
    for workspace in slack.workspaces.values():
        found += [fault for message in shown_by_bot(workspace) for fault in _faults_of_message(message, addresses)]
        views = [view for stack in workspace.open_modals.values() for view in stack] + [*workspace.homes.values()]
        for view in views:
            found += [f"live in {view.title!r}: {sequence}" for sequence in view.live_sequences]
            found += [f"linked in {view.title!r}: {link.url}" for link in view.links if link.url not in addresses]
        found += _repeated(workspace)
    return found


def shown_by_bot(workspace: Workspace) -> Iterator[Message]:
    """Every message of the bot, those included that are gone or that only one person saw."""
    for channel in workspace.channels.values():
        yield from (each for each in channel.messages.values() if each.from_bot)
    yield from workspace.private


def _faults_of_request(request: Request) -> Iterator[str]:
    sent = request.arguments
    problems: list[str] = []
    if request.method in SAID:
        problems += problems_in_message({name: value for name, value in sent.items() if value is not None})
    if request.method in {"chat.postMessage", "response_url"} and not (
        sent.get("unfurl_links") is False and sent.get("unfurl_media") is False
    ):
        problems.append("previews are not switched off")
    if request.method in {"views.open", "views.publish", "views.update"}:
        problems += problems_in_view(sent["view"])
    if sent.get("chunks"):
        problems += problems_in_chunks(sent["chunks"])
    if request.method == "chat.stopStream" and sent.get("blocks"):
        problems += problems_in_blocks(sent["blocks"])
    is_a_stray = (request.method, request.error) == STRAY
    if request.error and request.error not in NOT_ITS_FAULT and not is_a_stray:
        problems.append(request.error)
    yield from (f"{request.method}: {problem}" for problem in problems)


def _faults_of_message(message: Message, addresses: Collection[str]) -> Iterator[str]:
    yield from (f"live: {sequence} in {message.words[:80]!r}" for sequence in message.live_sequences)
    if not message.unfurls_off:
        yield f"previews are on in {message.words[:80]!r}"
    for link in message.links:
        if not link.url.startswith("https://") or link.url not in addresses:
            yield f"linked: {link.url} in {message.words[:80]!r}"


def _repeated(workspace: Workspace) -> Iterator[str]:
    """The same reply twice: by its key, or word for word with nothing in between."""
    keys: Counter[str] = Counter()
    for channel in workspace.channels.values():
        there = [each for each in channel.messages.values() if not each.deleted]
        for message in there:
            if message.from_bot and message.metadata:
                keys[str(message.metadata["event_payload"])] += 1
        threads = {each.root for each in there}
        for root in threads:
            said = [each for each in there if each.root == root]
            for one, other in pairwise(said):
                if one.from_bot and other.from_bot and one.words == other.words:
                    yield f"said twice: {one.words[:80]!r}"
    yield from (f"two messages have the key {key}" for key, count in keys.items() if count > 1)
