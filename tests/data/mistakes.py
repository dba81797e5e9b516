#!/usr/bin/env python3
"""Makes mistakes.json: wrong signatures as openssl, Node.js and Python make them, with the mistake behind each.

    python3 tests/data/mistakes.py > tests/data/mistakes.json

Nothing here knows momo. The test that reads the file also runs this program, where the three tools are there,
and compares.
"""
import base64
import hashlib
import hmac
import json
import subprocess
import sys
import unicodedata
import urllib.parse

SECRET = b"5f1d7c0e9b2a4836a7d0c4b1e8f29365d14c7b60fa83e5921c0d6b7f48a9e3d2"
EVENT = (
    '{"event_id":"evt_1","event_type":"talk.message_created","bot_id":"bot_1","timestamp":1780833600,'
    '"message":{"room_id":123,"message_id":456,"sender_user_id":"user_1","body":"안녕 a/b 😀",'
    '"message_type":"TEXT","created_at":1780833600}}'
).encode()
cases = []


def case(name, tool, mistake, body, signature, secret=SECRET, **more):
    encode = lambda data: base64.b64encode(data).decode()
    cases.append(
        {"name": name, "tool": tool, "mistake": mistake, "body_base64": encode(body),
         "secret_base64": encode(secret), "signature": signature, **more}
    )


def python(body, secret=SECRET):
    return hmac.new(secret, body, hashlib.sha256).hexdigest()


def run(arguments, given):
    return subprocess.run(arguments, input=given, capture_output=True, check=True).stdout


def openssl(body, *options, secret=SECRET):
    """The last word that `openssl dgst` prints."""
    key = ["-mac", "HMAC", "-macopt", "hexkey:" + secret.hex()]
    return run(["openssl", "dgst", "-sha256", *key, *options], body)


def openssl_hex(body, secret=SECRET):
    return openssl(body, "-r", secret=secret)[:64].decode()


def node(expression, body, secret=SECRET):
    """What Node.js signs: `expression` of the body's bytes, `body`."""
    program = """
        const crypto = require("node:crypto");
        const body = require("node:fs").readFileSync(0);
        const secret = Buffer.from(process.argv[1], "hex");
        const sign = (data, as = "hex") => crypto.createHmac("sha256", secret).update(data).digest(as);
        process.stdout.write(%s);
    """ % expression
    return run(["node", "-e", program, secret.hex()], body).decode()


def ends():
    lines = b'{\r\n  "a": 1\r\n}'
    case("echo adds a newline", "openssl", "newline_added", EVENT, openssl_hex(EVENT + b"\n"))
    case("a Windows line end", "node", "crlf_added", EVENT, node('sign(body + "\\r\\n")', EVENT))
    case("$(cat) drops the newline", "openssl", "newline_removed", EVENT + b"\n", openssl_hex(EVENT))
    case("CRLF at the end dropped", "python", "newline_removed", EVENT + b"\r\n", python(EVENT))
    case("strip()", "python", "trimmed", b" \n" + EVENT + b"  ", python(EVENT))
    case("an editor adds a BOM", "python", "bom_added", EVENT, python(EVENT.decode().encode("utf-8-sig")))
    case("utf-8-sig removes a BOM", "python", "bom_removed", b"\xef\xbb\xbf" + EVENT,
         python((b"\xef\xbb\xbf" + EVENT).decode("utf-8-sig").encode()))
    case("git changes CRLF to LF", "openssl", "crlf_to_lf", lines, openssl_hex(lines.replace(b"\r\n", b"\n")))
    case("git changes LF to CRLF", "openssl", "lf_to_crlf", lines.replace(b"\r\n", b"\n"), openssl_hex(lines))
    case("a body that was read before", "node", "empty_body", EVENT, node('sign("")', EVENT))
    case("String(parsed)", "node", "object_object", EVENT, node("sign(String(JSON.parse(body)))", EVENT))


def rewritten():
    spaced = json.dumps(json.loads(EVENT), ensure_ascii=False).encode()
    numbers = b'{"b": [1.0, 1e2, 12345678901234567890, -0.0, 0.0000001], "10": true, "2": null, "b2": {}, "c": []}'
    repeated = b'{"a":1,"b":"\\u00e9\\/","a":{"z":2,"y":"\\ud83d\\ude00"}}'

    def js(name, expression, body):
        case(name, "node", "json_rewritten", body, node(expression, body))

    def py(name, body, mistake="json_rewritten", change=lambda text: text, **options):
        text = change(json.dumps(json.loads(body), **options))
        case(name, "python", mistake, body, python(text.encode()))

    js("JSON.stringify(JSON.parse())", "sign(JSON.stringify(JSON.parse(body)))", spaced)
    js("JSON.stringify of numbers and indices", "sign(JSON.stringify(JSON.parse(body)))", numbers)
    js("JSON.stringify of repeated keys", "sign(JSON.stringify(JSON.parse(body)))", repeated)
    js("JSON.stringify(x, null, 2)", "sign(JSON.stringify(JSON.parse(body), null, 2))", EVENT)
    js("JSON.stringify(x, null, 4)", "sign(JSON.stringify(JSON.parse(body), null, 4))", numbers)
    js("keys sorted", "sign(JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(body)).sort())))",
       b'{"b":1,"a":2,"C":3}')
    py("json.dumps()", EVENT)
    py("json.dumps(ensure_ascii=False)", EVENT, ensure_ascii=False)
    py("json.dumps(sort_keys=True)", EVENT, sort_keys=True)
    py("json.dumps(separators)", EVENT, separators=(",", ":"))
    py("json.dumps(separators, sort_keys)", EVENT, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    py("json.dumps(indent=2)", EVENT, indent=2)
    py("json.dumps(indent=4)", EVENT, indent=4, ensure_ascii=False)
    py("json.dumps of numbers", numbers)
    py("json.dumps of repeated keys", repeated)
    escape = lambda text: text.replace("/", "\\/")
    py("escaped slashes, as PHP writes them", EVENT, change=escape, separators=(",", ":"))
    py("escaped slashes, no other escapes", EVENT, change=escape, separators=(",", ":"), ensure_ascii=False)
    py("print(json.dumps())", EVENT, "json_rewritten+newline_added", change=lambda text: text + "\n")


def texts():
    form = b"payload=%7B%22a%22%3A+1%7D"
    composed = unicodedata.normalize("NFC", EVENT.decode()).encode()
    decomposed = unicodedata.normalize("NFD", EVENT.decode()).encode()
    case("unquote()", "python", "url_decoded", form, python(urllib.parse.unquote(form.decode()).encode()))
    case("unquote_plus()", "python", "url_decoded", form, python(urllib.parse.unquote_plus(form.decode()).encode()))
    case("decodeURIComponent()", "node", "url_decoded", form, node("sign(decodeURIComponent(body))", form))
    case("composed", "node", "nfc", decomposed, node('sign(body.toString().normalize("NFC"))', decomposed))
    case("decomposed, as macOS names files", "python", "nfd", composed, python(decomposed))


def forms():
    right = openssl_hex(EVENT)
    raw = openssl(EVENT, "-binary")
    case("openssl -binary | base64", "openssl", "base64", EVENT, base64.b64encode(raw).decode())
    case('digest("base64")', "node", "base64", EVENT, node('sign(body, "base64")', EVENT))
    case('digest("base64url")', "node", "base64", EVENT, node('sign(body, "base64url")', EVENT))
    case("base64 of the hex digits", "python", "base64_of_hex", EVENT, base64.b64encode(right.encode()).decode())
    case("as GitHub writes it", "openssl", "prefix", EVENT, "sha256=" + right)
    case("as Slack writes it", "openssl", "prefix", EVENT, "v0=" + right)
    case("as Standard Webhooks write it", "node", "prefix+base64", EVENT, "v1," + node('sign(body, "base64")', EVENT))
    case("hex() of an integer", "python", "prefix", EVENT, "0x" + right)
    case("json.dumps() of the signature", "python", "quotes", EVENT, json.dumps(right))
    case("quotes around a prefix", "python", "quotes+prefix", EVENT, json.dumps("sha256=" + right))
    case("openssl dgst -c", "openssl", "separators", EVENT, openssl(EVENT, "-c").split()[-1].decode())
    case("openssl dgst -r in whole", "openssl", "junk", EVENT, openssl(EVENT, "-r").decode().strip())


def secrets():
    def key(name, mistake, used, kept=SECRET, tool="python"):
        sign = openssl_hex if tool == "openssl" else python
        case(name, tool, mistake, EVENT, sign(EVENT, secret=used), secret=kept)

    key("a file's newline belongs to the secret", "secret_newline_added", SECRET + b"\n", tool="openssl")
    key("a file's CRLF belongs to the secret", "secret_crlf_added", SECRET + b"\r\n")
    key("strip() of the secret", "secret_trimmed", SECRET, kept=SECRET + b"\n")
    key("quotes of a .env file", "secret_quotes", b'"' + SECRET + b'"')
    key("quotes left out", "secret_quotes", SECRET, kept=b"'" + SECRET + b"'")
    key("openssl -macopt hexkey:", "secret_hex", bytes.fromhex(SECRET.decode()), tool="openssl")
    key("b64decode of the secret", "secret_base64", base64.b64decode(SECRET))
    encoded = base64.urlsafe_b64encode(bytes(range(240, 256)) * 2)
    key("urlsafe_b64decode of the secret", "secret_base64", base64.urlsafe_b64decode(encoded), kept=encoded)
    encoded = b"whsec_" + base64.b64encode(bytes(range(32)))
    key("as Svix reads a secret", "secret_base64", bytes(range(32)), kept=encoded)
    key("the variable is not set", "secret_empty", b"")
    other = b"another bot's secret 0123456789"
    case("another bot's secret", "openssl", "other_secret", EVENT, openssl_hex(EVENT, secret=other),
         other_secret=other.decode())
    event = EVENT.replace(b"evt_1", b"evt_2")
    case("another event's signature", "openssl", "other_event", EVENT, openssl_hex(event),
         other_event={"id": "evt_2", "signature": openssl_hex(event)})


def pairs():
    case("echo, and a prefix", "openssl", "newline_added+prefix", EVENT, "sha256=" + openssl_hex(EVENT + b"\n"))
    case("secret and body from echo", "openssl", "newline_added+secret_newline_added", EVENT,
         openssl_hex(EVENT + b"\n", secret=SECRET + b"\n"))
    case("JSON.stringify, hexkey", "node", "json_rewritten+secret_hex", b'{"a": 1}',
         node("sign(JSON.stringify(JSON.parse(body)))", b'{"a": 1}', bytes.fromhex(SECRET.decode())))
    case("hexkey, base64", "node", "secret_hex+base64", EVENT,
         node('sign(body, "base64")', EVENT, bytes.fromhex(SECRET.decode())))
    case("no mistake that is known", "python", "", EVENT, python(EVENT + b"x"))


for make in [ends, rewritten, texts, forms, secrets, pairs]:
    make()
json.dump(cases, sys.stdout, indent=1)
print()
