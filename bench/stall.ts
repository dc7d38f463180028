import type { Figure } from './lib/figure.js';
import { startServer } from './lib/server.js';
import { fill, SmtpSender } from './lib/smtp-load.js';

const MB = 1024 ** 2;

function largeMail(size: number): Buffer {
  const head =
    'From: bench@example.org\r\nTo: ann@example.org\r\nSubject: Large\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSee the attachment.\r\n--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=large.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n';
  const row = `${'QUJD'.repeat(19)}\r\n`;
  return Buffer.from(`${head}${row.repeat(Math.ceil((size - head.length) / row.length))}--b--\r\n`, 'latin1');
}

function manyParts(parts: number): Buffer {
  const head =
    'From: bench@example.org\r\nTo: ann@example.org\r\nSubject: Parts\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n';
  return Buffer.from(`${head}${'--b\r\n\r\nx\r\n'.repeat(parts)}--b--\r\n`, 'latin1');
}

/** The longest that the server's event loop stood still while hostile or huge mail arrives and others go on listing. */
export async function benchStall(): Promise<Figure[]> {
  const cases = [
    { what: 'a 50 MB message', mail: largeMail(50 * MB - 4096) },
    { what: 'a message of a million parts', mail: manyParts(1_000_000) },
  ];
  const figures: Figure[] = [];
  for (const { what, mail } of cases) {
    const server = await startServer({ smtp: { maxMessageSize: 64 * MB } });
    const { smtp, http } = server.addresses;
    if (!smtp || !http) throw new Error('a listener is off');
    await fill(smtp, 500);
    const list = async () => (await fetch(`${http.url}api/messages?limit=50`)).arrayBuffer();
    for (let warm = 0; warm < 50; warm++) await list();
    // Start-up is not what is asked about.
    await server.measure();
    for (let quiet = 0; quiet < 50; quiet++) await list();
    const idle = await server.measure();
    let busy = true;
    let lists = 0;
    const listing = (async () => {
      while (busy) {
        await list();
        lists++;
      }
    })();
    const sender = await SmtpSender.open(smtp);
    await sender.send('large@example.org', mail);
    await (await fetch(`${http.url}api/messages/wait?to=large@example.org`)).arrayBuffer();
    const { messages } = (await (await fetch(`${http.url}api/messages?limit=1`)).json()) as {
      messages: { id: string }[];
    };
    await (await fetch(`${http.url}api/messages/${messages[0]?.id}`)).arrayBuffer();
    busy = false;
    await listing;
    const { stall } = await server.measure();
    await sender.close();
    await server.stop();
    figures.push({
      what: `longest event-loop stall: ${what} arrives and is opened`,
      value: stall,
      unit: 'ms',
      goal: { atMost: 50 },
      how: `${lists} lists by another client meanwhile; before it ${idle.stall.toFixed(1)} ms`,
    });
  }
  return figures;
}
