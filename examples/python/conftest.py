"""The fixture `inbox`, with the standard library alone; RESTANTE_URL says where the server is."""

import json
import os
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

URL = os.environ.get("RESTANTE_URL", "http://127.0.0.1:8025/")


def call(method, path, token=None, body=None, **params):
    """Asks Restante; a refusal fails the test with Restante's own words."""
    query = f"?{urlencode(params)}" if params else ""
    headers = {"Content-Type": "application/json"} if body is not None else {}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    data = None if body is None else json.dumps(body).encode()
    try:
        with urlopen(Request(URL + path + query, data, headers, method=method)) as answer:
            content = answer.read()
            return json.loads(content) if content else None
    except HTTPError as error:
        pytest.fail(f"{method} {path}: {error.code} {error.read().decode()}")


class Inbox:
    """An inbox of one test: its address, and a token that sees nothing else."""

    def __init__(self):
        lease = call("POST", "api/inboxes", body={})
        self.id, self.address, self.token = lease["id"], lease["address"], lease["token"]

    def wait(self, timeout="10s", **criteria):
        """The message, whole. When none comes in time, the failure says which came, and why it was not that."""
        answer = call("GET", "api/messages/wait", self.token, timeout=timeout, **criteria)
        return call("GET", f"api/messages/{answer['messages'][0]['id']}", self.token)

    def expect(self, timeout="10s", **expect):
        """Fails with each condition that is not met, what was expected and what is there."""
        verdict = call("POST", "api/messages/assert", self.token, {"timeout": timeout, "expect": expect})
        failed = [check for check in verdict["checks"] if not check["pass"]]
        assert verdict["pass"], json.dumps(failed, indent=2)

    def close(self):
        call("DELETE", f"api/inboxes/{self.id}", self.token)


@pytest.fixture
def inbox():
    lent = Inbox()
    yield lent
    lent.close()
