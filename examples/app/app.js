// The application under test: signs people up by mail. It knows nothing of Restante but where to send.
import { createServer } from 'node:http';
import nodemailer from 'nodemailer';

const sender = () =>
  nodemailer.createTransport({ host: process.env.SMTP_HOST, port: Number(process.env.SMTP_PORT), ignoreTLS: true });

/**
 * Sends the mail that asks to confirm an address; resolves to the code in it.
 * @param {string} address
 * @param {string} site where the link leads
 */
export async function signUp(address, site = 'https://shop.example') {
  const code = String(Math.floor(100_000 + Math.random() * 900_000));
  await sender().sendMail({
    from: 'Shop <noreply@shop.example>',
    to: address,
    subject: 'Welcome to the shop',
    text: `Your verification code is ${code}. Or open ${site}/confirm?code=${code}`,
    html: `<p>Your verification code is <b>${code}</b></p><a href="${site}/confirm?code=${code}">Confirm address</a>`,
  });
  return code;
}

/** The same as a web page. */
export async function startShop() {
  const server = createServer(async (req, res) => {
    const url = new URL(req.url ?? '/', `http://${req.headers.host}`);
    if (url.pathname === '/sign-up') await signUp(url.searchParams.get('address') ?? '', url.origin);
    const said = url.pathname === '/confirm' ? 'Thank you, your address is confirmed' : 'Look into your mail';
    res.setHeader('content-type', 'text/html').end(`<!doctype html><title>Shop</title><h1>${said}</h1>`);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}
