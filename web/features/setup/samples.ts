/**
 * How one kind of application is pointed here. Those that begin TLS by themselves are told not to, or not to mind the
 * self-made certificate.
 */
export interface Guide {
  readonly id: string;
  readonly name: string;
  /** Where the lines go. */
  readonly where: string;
  readonly code: (host: string, port: string) => string;
}

export const GUIDES: readonly Guide[] = [
  {
    id: 'nodemailer',
    name: 'Node.js',
    where: 'nodemailer',
    code: (host, port) => `import nodemailer from 'nodemailer';

const transport = nodemailer.createTransport({
  host: '${host}',
  port: ${port},
  ignoreTLS: true,
});

await transport.sendMail({
  from: 'app@example.org',
  to: 'ann@example.org',
  subject: 'Hello',
  text: 'Hello from Node.js',
});`,
  },
  {
    id: 'python',
    name: 'Python',
    where: 'smtplib',
    code: (host, port) => `import smtplib
from email.message import EmailMessage

message = EmailMessage()
message["From"] = "app@example.org"
message["To"] = "ann@example.org"
message["Subject"] = "Hello"
message.set_content("Hello from Python")

with smtplib.SMTP("${host}", ${port}) as server:
    server.send_message(message)`,
  },
  {
    id: 'php',
    name: 'PHP / Symfony',
    where: '.env of Symfony Mailer; Laravel below',
    code: (host, port) => `# Symfony
MAILER_DSN=smtp://${host}:${port}?verify_peer=0

# Laravel
MAIL_MAILER=smtp
MAIL_URL=smtp://${host}:${port}?verify_peer=0`,
  },
  {
    id: 'rails',
    name: 'Rails',
    where: 'config/environments/development.rb',
    code: (host, port) => `config.action_mailer.delivery_method = :smtp
config.action_mailer.smtp_settings = {
  address: "${host}",
  port: ${port},
  enable_starttls_auto: false
}`,
  },
  {
    id: 'django',
    name: 'Django',
    where: 'settings.py',
    code: (host, port) => `EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = "${host}"
EMAIL_PORT = ${port}
EMAIL_USE_TLS = False`,
  },
  {
    id: 'spring',
    name: 'Spring',
    where: 'application.properties',
    code: (host, port) => `spring.mail.host=${host}
spring.mail.port=${port}
spring.mail.properties.mail.smtp.auth=false
spring.mail.properties.mail.smtp.starttls.enable=false`,
  },
  {
    id: 'dotnet',
    name: '.NET',
    where: 'MailKit',
    code: (host, port) => `using MailKit.Net.Smtp;
using MailKit.Security;

using var client = new SmtpClient();
await client.ConnectAsync("${host}", ${port}, SecureSocketOptions.None);
await client.SendAsync(message);
await client.DisconnectAsync(true);`,
  },
  {
    id: 'curl',
    name: 'curl',
    where: 'a shell',
    code: (
      host,
      port,
    ) => `printf 'From: app@example.org\\nTo: ann@example.org\\nSubject: Hello\\n\\nHello from curl\\n' |
  curl --url smtp://${host}:${port} --mail-from app@example.org \\
    --mail-rcpt ann@example.org --crlf --upload-file -`,
  },
  {
    id: 'swaks',
    name: 'swaks',
    where: 'a shell',
    code: (host, port) => `swaks --server ${host}:${port} --from app@example.org --to ann@example.org \\
  --header 'Subject: Hello' --body 'Hello from swaks'`,
  },
];
