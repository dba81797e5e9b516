"""Reads a JSON list of event bodies in base64 and writes, for each, the list of its bodies as Python writes them again."""
import base64
import itertools
import json
import sys

OPTIONS = [
    {"ensure_ascii": ascii, "sort_keys": is_sorted, **layout}
    for ascii, is_sorted, layout in itertools.product(
        (True, False), (False, True), ({}, {"separators": (",", ":")}, {"indent": 2}, {"indent": 4})
    )
]


def written(event):
    texts = [json.dumps(event, **options) for options in OPTIONS]
    return [base64.b64encode(text.encode()).decode() for text in texts + [texts[0] + "\n"]]


bodies = [base64.b64decode(body) for body in json.load(sys.stdin)]
json.dump([written(json.loads(body)) for body in bodies], sys.stdout)
