"""A test in Python with the standard library alone; RESTANTE_URL, SMTP_HOST and SMTP_PORT say where the server is."""
import json
import os
import smtplib
import unittest
from email.message import EmailMessage
from urllib.parse import urlencode
from urllib.request import Request, urlopen

URL = os.environ.get("RESTANTE_URL", "http://127.0.0.1:8025/")


def call(method, path, token=None, body=None, **params):
    query = f"?{urlencode(params)}" if params else ""
    headers = {"Content-Type": "application/json"} if body is not None else {}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    data = None if body is None else json.dumps(body).encode()
    with urlopen(Request(URL + path + query, data, headers, method=method)) as answer:
        content = answer.read()
        return json.loads(content) if content else None


class SignUp(unittest.TestCase):
    def setUp(self):
        self.inbox = call("POST", "api/inboxes", body={})
        self.addCleanup(call, "DELETE", f"api/inboxes/{self.inbox['id']}")

    def test_welcome(self):
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "shop@shop.example", self.inbox["address"], "Welcome, Ann"
        mail.set_content("Your verification code is 482913.")
        with smtplib.SMTP(os.environ["SMTP_HOST"], int(os.environ["SMTP_PORT"])) as smtp:
            smtp.send_message(mail)
        token = self.inbox["token"]
        answer = call("GET", "api/messages/wait", token, subject="Welcome", timeout="10s")
        self.assertEqual(answer["messages"][0]["code"], "482913")
        expect = {"subject": {"matches": "^Welcome"}, "text": "verification"}
        verdict = call("POST", "api/messages/assert", token, body={"expect": expect})
        self.assertTrue(verdict["pass"], verdict["checks"])


if __name__ == "__main__":
    unittest.main()
