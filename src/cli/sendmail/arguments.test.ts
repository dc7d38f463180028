import { describe, expect, it, test } from 'vitest';
import { readArguments, type SendmailArguments } from './arguments.js';
import { SendmailError } from './exit-codes.js';

const PLAIN: SendmailArguments = {
  mode: 'deliver',
  headerRecipients: false,
  ignoreDots: false,
  sender: undefined,
  fullName: undefined,
  verbose: false,
  server: undefined,
  recipients: [],
};

test.each<[string, Partial<SendmailArguments>]>([
  ['-t -i', { headerRecipients: true, ignoreDots: true }],
  ['-ti', { headerRecipients: true, ignoreDots: true }],
  ['-oi -t', { headerRecipients: true, ignoreDots: true }],
  ['-f ann@x bob@y', { sender: 'ann@x', recipients: ['bob@y'] }],
  ['-fann@x -- -bob@y', { sender: 'ann@x', recipients: ['-bob@y'] }],
  ['-f <> bob@y', { sender: '', recipients: ['bob@y'] }],
  ['-r ann@x bob@y', { sender: 'ann@x', recipients: ['bob@y'] }],
  ['-tif ann@x', { headerRecipients: true, ignoreDots: true, sender: 'ann@x' }],
  ['-F Ann a@x,b@x c@x', { fullName: 'Ann', recipients: ['a@x', 'b@x', 'c@x'] }],
  ['-bs', { mode: 'smtp' }],
  ['-bm -v a@x', { verbose: true, recipients: ['a@x'] }],
  ['-S localhost:2525 a@x', { server: 'localhost:2525', recipients: ['a@x'] }],
  ['-oem -odi -oi a@x', { ignoreDots: true, recipients: ['a@x'] }],
  ['-B 8BITMIME -N never -R hdrs -V id -G -U -n -m a@x', { recipients: ['a@x'] }],
  ['-o7 -q15m -O DeliveryMode=b a@x', { recipients: ['a@x'] }],
  ['--smtp-addr=mailhog:1025 --from=ann@x a@x', { server: 'mailhog:1025', sender: 'ann@x', recipients: ['a@x'] }],
  ['--smtp-addr mailhog:1025 --from ann@x -t', { server: 'mailhog:1025', sender: 'ann@x', headerRecipients: true }],
  ['--host=mail.example --port=2525 --read-recipients', { server: 'mail.example:2525', headerRecipients: true }],
  ['--port 2525 -t', { server: '127.0.0.1:2525', headerRecipients: true }],
  ['--smtp-ip 127.0.0.2 --smtp-port 1026 a@x', { server: '127.0.0.2:1026', recipients: ['a@x'] }],
  ['-C /etc/msmtprc -a local -t', { headerRecipients: true }],
  ['--file=/etc/msmtprc --account=local --tls=off --tls-starttls=off --timeout=5 -t', { headerRecipients: true }],
  ['-s -n -em -d -v a@x', { verbose: true, recipients: ['a@x'] }],
  ['-L tag -X log -h 5 -p smtp a@x', { recipients: ['a@x'] }],
])('%s', (line, told) => {
  expect(readArguments(line.split(' '))).toEqual({ ...PLAIN, ...told });
});

describe('asked wrongly', () => {
  it.each([
    ['-bp', /-bp is not a mode/],
    ['-Z', /-Z is not a flag/],
    ['-tZ', /-Z is not a flag/],
    ['-f', /-f needs a value/],
    ['--from', /--from needs a value/],
    ['--nonsense=1', /--nonsense is not a flag/],
    ['--constructor', /--constructor is not a flag/],
  ])('%s', (line, message) => {
    expect(() => readArguments(line.split(' '))).toThrow(message);
    expect(() => readArguments(line.split(' '))).toThrow(SendmailError);
  });
});
