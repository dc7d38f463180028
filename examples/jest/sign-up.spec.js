const nodemailer = require('nodemailer');
const { useInbox } = require('restante/jest');

/** In the place of the application that is tested. */
function signUp(address) {
  const { SMTP_HOST: host, SMTP_PORT: port } = process.env;
  const smtp = nodemailer.createTransport({ host, port: Number(port), ignoreTLS: true });
  return smtp.sendMail({ from: 'shop@shop.example', to: address, subject: 'Welcome, Ann', text: 'Hello' });
}

test('signing up sends a welcome, and no receipt', async () => {
  const inbox = await useInbox();
  await signUp(inbox.address);
  await expect(inbox).toReceiveMessage({ subject: /^Welcome/ });
  await expect(inbox).not.toReceiveMessage({ subject: 'Receipt', timeout: '200ms' });
});
