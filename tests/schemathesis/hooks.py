"""The bot that calls the message API stays, with its token: other calls meet another one."""
import os

import schemathesis


@schemathesis.hook
def before_call(context, case, kwargs):
    spares = case.operation.label in ("DELETE /bots/{bot_id}", "POST /bots/{bot_id}/rotate")
    if spares and case.path_parameters.get("bot_id") == os.environ["BOT_ID"]:
        case.path_parameters["bot_id"] = "bot_000000000000"
