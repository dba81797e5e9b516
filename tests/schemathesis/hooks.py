"""The bot that calls the message API stays, with its token, and so does the history: other calls meet other ones."""
import os

import schemathesis


@schemathesis.hook
def before_call(context, case, kwargs):
    label = case.operation.label
    ends_bot = label in ("DELETE /bots/{bot_id}", "POST /bots/{bot_id}/rotate")
    if ends_bot and case.path_parameters.get("bot_id") == os.environ["BOT_ID"]:
        case.path_parameters["bot_id"] = "bot_000000000000"
    if label == "DELETE /exchanges" and not case.query.get("filter"):
        case.query["filter"] = "status:599"
