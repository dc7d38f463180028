import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import { Prose } from '../lib/prose.js';

/** The messages that all contenders get, as files for smtp-source. */
export interface Mails {
  readonly text: string;
  readonly html: string;
  readonly attachment: string;
  readonly large: string;
  remove(): Promise<void>;
}

const headers = { from: 'Bench <bench@example.org>', to: 'Ann <ann@example.org>' };

function html(prose: Prose): string {
  let rows = '';
  while (rows.length < 48 * 1024)
    rows += `<tr><td style="padding:8px;font:14px Arial">${prose.text(60).trim()}</td><td><a href="https://shop.example/item/${prose.below(1e6)}">${prose.word()}</a></td></tr>\n`;
  return `<html><body><table>${rows}</table></body></html>`;
}

function bytes(prose: Prose, megabytes: number): Buffer {
  const random = Buffer.alloc(Math.round(megabytes * 2 ** 20));
  for (let at = 0; at < random.length; at++) random[at] = prose.below(256);
  return random;
}

export async function writeMails(): Promise<Mails> {
  const folder = await mkdtemp(join(tmpdir(), 'restante-mails-'));
  const prose = new Prose();
  const write = async (name: string, mail: ConstructorParameters<typeof MailComposer>[0]): Promise<string> => {
    const file = join(folder, name);
    const raw = await new MailComposer({ ...headers, ...mail }).compile().build();
    // smtp-source ends each line with CRLF itself.
    await writeFile(file, raw.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
    return file;
  };
  const text = `${'The quick brown fox jumps over the lazy dog, and the dog does not mind it.\n'.repeat(9)}`;
  return {
    text: await write('text.eml', { subject: 'One kilobyte', text }),
    html: await write('html.eml', { subject: 'Fifty kilobytes of HTML', html: html(prose) }),
    attachment: await write('attachment.eml', {
      subject: 'An attachment',
      text: 'See the attachment.',
      attachments: [{ filename: 'report.bin', content: bytes(prose, 3.7) }],
    }),
    large: await write('large.eml', {
      subject: 'A large attachment',
      text: 'See the attachment.',
      attachments: [{ filename: 'film.bin', content: bytes(prose, 14.8) }],
    }),
    remove: () => rm(folder, { recursive: true }),
  };
}
