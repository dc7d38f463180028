"""Tests written with PyPI's pytest-mailpit, as its users write them."""

import os
import smtplib
from email.message import EmailMessage


def send(to: str, subject: str, text: str, html: str | None = None, attachment: bytes | None = None) -> None:
    message = EmailMessage()
    message["From"] = "Shop <no-reply@shop.example.com>"
    message["To"] = to
    message["Subject"] = subject
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    if attachment is not None:
        message.add_attachment(attachment, maintype="application", subtype="pdf", filename="invoice-7.pdf")
    with smtplib.SMTP("127.0.0.1", int(os.environ["SMTP_PORT"])) as client:
        client.send_message(message)


def test_code_and_link(mailpit_inbox):
    send(
        mailpit_inbox.address,
        "Confirm your email",
        "Your verification code is 493021.",
        '<p>Your verification code is 493021. <a href="https://shop.example.com/reset/7f3a">Reset</a></p>',
    )
    message = mailpit_inbox.wait_for_message(subject="Confirm your email")
    assert message.sender.address == "no-reply@shop.example.com"
    assert message.code() == "493021"
    assert message.link("/reset/") == "https://shop.example.com/reset/7f3a"


def test_inboxes_are_apart(mailpit_inbox):
    send("somebody-else@example.com", "Confirm your email", "Not yours")
    mailpit_inbox.assert_no_message(within=0.3)
    send(mailpit_inbox.address, "One", "one")
    send(mailpit_inbox.address, "Two", "two")
    assert [message.subject for message in mailpit_inbox.wait_for_messages(2)] == ["One", "Two"]
    mailpit_inbox.clear()
    assert mailpit_inbox.messages() == []


def test_attachment(mailpit, mailpit_inbox):
    send(mailpit_inbox.address, "Invoice", "See the file", attachment=b"%PDF-1.4")
    invoice = mailpit_inbox.wait_for_message().attachment("invoice-*.pdf", content_type="application/pdf")
    assert mailpit.get_attachment(invoice).startswith(b"%PDF")
