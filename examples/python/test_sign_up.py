import os
import smtplib
from email.message import EmailMessage


def sign_up(address):
    """In the place of the application that is tested: it sends a mail by SMTP."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "shop@shop.example", address, "Welcome, Ann"
    mail.set_content("Your verification code is 482913. Or open https://shop.example/confirm?code=482913")
    host, port = os.environ.get("SMTP_HOST", "127.0.0.1"), int(os.environ.get("SMTP_PORT", "1025"))
    with smtplib.SMTP(host, port) as smtp:
        smtp.send_message(mail)


def test_signing_up_sends_a_code(inbox):
    sign_up(inbox.address)
    mail = inbox.wait(subject="Welcome")
    assert mail["code"] == "482913"
    assert mail["links"][0]["url"] == "https://shop.example/confirm?code=482913"


def test_the_mail_says_what_it_should(inbox):
    sign_up(inbox.address)
    inbox.expect(subject={"matches": "^Welcome"}, text="verification code", links="confirm")
