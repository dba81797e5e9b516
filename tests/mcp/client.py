"""Plays a client of `momo mcp` with the official SDK: starts the server, calls tools, prints what came back as JSON.

client.py CALLS COMMAND...   CALLS: [["TOOL", {ARGUMENTS}], ...]; an argument "$cursor" is the cursor of the answer before.
"""
import asyncio
import json
import os
import sys

from mcp import ClientSession, StdioServerParameters, stdio_client


async def main():
    calls = json.loads(sys.argv[1])
    server = StdioServerParameters(command=sys.argv[2], args=sys.argv[3:], env=dict(os.environ))
    seen = {"answers": []}
    async with stdio_client(server) as (read, write):
        async with ClientSession(read, write) as session:
            hello = await session.initialize()
            seen["server"] = hello.model_dump(mode="json", by_alias=True)["serverInfo"]["name"]
            tools = await session.list_tools()
            seen["tools"] = [tool.model_dump(mode="json", by_alias=True, exclude_none=True) for tool in tools.tools]
            cursor = None
            for name, arguments in calls:
                arguments = {key: cursor if value == "$cursor" else value for key, value in arguments.items()}
                try:
                    result = await session.call_tool(name, arguments)
                except Exception as error:  # A protocol error, such as an unknown tool.
                    seen["answers"].append({"protocol_error": str(error)})
                    continue
                answer = result.model_dump(mode="json", by_alias=True)
                value = json.loads(answer["content"][0]["text"])
                cursor = value.get("next_cursor")
                seen["answers"].append({"is_error": answer["isError"], "value": value})
    print(json.dumps(seen))


asyncio.run(main())
