const nodemailer = require('nodemailer');
const { useInbox } = require('restante/jest');

test('a mail arrives', async () => {
  const inbox = await useInbox();
  const { SMTP_HOST: host, SMTP_PORT: port } = process.env;
  const smtp = nodemailer.createTransport({ host, port: Number(port), ignoreTLS: true });
  await smtp.sendMail({ from: 'shop@shop.example', to: inbox.address, subject: 'Welcome, Ann', text: 'Hello' });
  await expect(inbox).toReceiveMessage({ subject: /^Welcome/ });
  await expect(inbox).not.toReceiveMessage({ subject: 'Receipt', timeout: '200ms' });
});
