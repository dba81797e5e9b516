"""The bot that calls the message API stays, with its token, and so does the history: other calls meet other ones."""
import os
import re

import schemathesis


@schemathesis.hook
def before_call(context, case, kwargs):
    label = case.operation.label
    ends_bot = label in ("DELETE /bots/{bot_id}", "POST /bots/{bot_id}/rotate")
    if ends_bot and case.path_parameters.get("bot_id") == os.environ["BOT_ID"]:
        case.path_parameters["bot_id"] = "bot_000000000000"
    if label == "DELETE /exchanges" and not case.query.get("filter"):
        case.query["filter"] = "status:599"


@schemathesis.hook
def after_call(context, case, response):
    # A fault that was set by another call does what it was asked to do: no defect, but as if it were forbidden.
    if response.status_code >= 500 and b'"rehearsed: ' in response.content:
        response.status_code = 403
        response.content = re.sub(rb'"code":"[a-z_]+"', b'"code":"forbidden"', response.content)
