"""PyPI's mailpit-api-client and mailhog, as they are published, against the server in URL and SMTP."""

import os
import smtplib
from email.message import EmailMessage
from urllib.parse import urlsplit

from mailhog import Mailhog
from mailpit.client.api import API

URL = os.environ["URL"].rstrip("/")
SMTP = int(os.environ["SMTP_PORT"])


def send(subject: str, to: str = "ann@example.org", attachment: bytes | None = None) -> None:
    message = EmailMessage()
    message["From"] = "Bob <bob@example.org>"
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = "Mon, 03 Mar 2025 10:00:00 +0100"
    message["Message-ID"] = f"<{subject}@example.org>"
    message["Delivered-To"] = to
    message.set_content("Hello")
    if attachment is not None:
        message.add_attachment(attachment, maintype="application", subtype="pdf", filename="a.pdf")
    with smtplib.SMTP("127.0.0.1", SMTP) as client:
        client.send_message(message)


def mailpit_client() -> None:
    api = API(URL)
    send("one", attachment=b"%PDF")
    send("two")
    page = api.get_messages(limit=1)
    assert (page.total, page.unread, page.count) == (2, 2, 1), page
    summary = api.get_messages(start=1).messages[0]
    assert summary.subject == "one" and summary.attachments == 1 and not summary.read, summary
    message = api.get_message(summary.id)
    assert message.from_.address == "bob@example.org" and message.date.isoformat() == "2025-03-03T10:00:00+01:00", message
    assert message.attachments[0].file_name == "a.pdf" and message.attachments[0].size == 4, message
    assert api.get_message_headers(summary.id).message_id == ["<one@example.org>"]
    assert b"%PDF" in api.get_message_attachment(summary.id, message.attachments[0].part_id).encode()
    api.put_messages([summary.id], "Read", False)
    assert api.get_messages().unread == 2
    api.delete_messages([summary.id])
    assert [each.subject for each in api.get_messages().messages] == ["two"]
    api.delete_messages([])
    assert api.get_messages().total == 0


def mailhog_client() -> None:
    parts = urlsplit(URL)
    hog = Mailhog(parts.hostname, parts.port)
    send("three")
    send("four", to="carl@example.org")
    found = hog.search("carl@example.org", kind="to")
    assert found.total == 1 and found.items[0].to[0].mailbox == "carl", found
    assert hog.messages(limit=1).count == 1
    hog.delete(found.items[0])
    assert hog.messages().total == 1
    hog.delete_all()
    assert hog.messages().total == 0


mailpit_client()
mailhog_client()
print("all well")
