// Run by ten-thousand.test.ts with a port, a number and a batch: so many connections, one wait on each. Says `asked`
// when the server has all of them, and at last how many got their own mail, which is that of their batch.
import { connect } from 'node:net';

const [port, number, batch] = process.argv.slice(2).map(Number);
/** Connections being made at one time: the server's backlog has room for them. */
const AT_ONCE = 200;
const wrong = [];
let right = 0;
let next = 0;
let asked = 0;

function open() {
  const n = next++;
  if (n >= number) return;
  let text = '';
  const socket = connect(port, '127.0.0.1', () => {
    const path = `/api/messages/wait?to=${encodeURIComponent(`<u${n}@example.org>`)}&timeout=120s`;
    // The server says `100 Continue` when it has the request (RFC 9110 §10.1.1), before the answer that is long to come.
    socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n`);
  });
  socket.setEncoding('utf8');
  socket.once('data', () => {
    asked += 1;
    if (asked === number) process.send('asked');
    open();
  });
  socket.on('data', (data) => {
    text += data;
  });
  socket.on('error', (error) => {
    text += error.message;
  });
  socket.on('close', () => {
    if (text.includes('\nHTTP/1.1 200 OK') && text.includes(`"subject":"for ${n - (n % batch)}"`)) right += 1;
    else wrong.push({ n, text: text.slice(0, 500) });
    if (right + wrong.length === number) process.send({ right, wrong: wrong.slice(0, 5) });
  });
}

for (let each = 0; each < AT_ONCE; each++) open();
