import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';
import { type DecodedPacket, decode, encode, type Packet, RECURSION_DESIRED, streamEncode } from 'dns-packet';
import { UDP_BYTES } from './limits.js';
import type { LookupType } from './lookup.js';
import { nameOfServer, type Server } from './server.js';

/** An answer of a server, with its response code (`NOERROR`, `NXDOMAIN`, `SERVFAIL` …). */
export type Answer = DecodedPacket & { readonly rcode: string };

/**
 * Asks one server one question, by UDP, and again by TCP when the answer does not fit (RFC 7766).
 * @throws Error in words, when there is no answer within `timeoutMs`
 */
export async function ask(server: Server, name: string, type: LookupType, timeoutMs: number): Promise<Answer> {
  const query: Packet = {
    type: 'query',
    // Another number and another port for each question: who cannot see it cannot answer it (RFC 5452).
    id: randomInt(65_536),
    flags: RECURSION_DESIRED,
    questions: [{ type, name, class: 'IN' }],
    additionals: [
      {
        type: 'OPT',
        name: '.',
        udpPayloadSize: UDP_BYTES,
        extendedRcode: 0,
        ednsVersion: 0,
        flags: 0,
        flag_do: false,
        options: [],
      },
    ],
  };
  const answer = await overUdp(server, query, timeoutMs);
  return answer.flag_tc ? overTcp(server, query, timeoutMs) : answer;
}

function overUdp(server: Server, query: Packet, timeoutMs: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socket = createSocket(isIPv6(server.address) ? 'udp6' : 'udp4');
    const timer = setTimeout(() => end(() => reject(silent(server))), timeoutMs);
    const end = (then: () => void) => {
      clearTimeout(timer);
      socket.removeAllListeners();
      // What still happens to a closed socket is nobody's business.
      socket.on('error', () => {});
      socket.close();
      then();
    };
    socket.on('error', (error) => end(() => reject(unreachable(server, error))));
    socket.on('message', (bytes) => {
      const answer = read(bytes, query);
      // Something else that came to this port: the real answer may still come.
      if (answer) end(() => resolve(answer));
    });
    // A connected socket hears nobody else.
    socket.connect(server.port, server.address, () => socket.send(encode(query)));
  });
}

function overTcp(server: Server, query: Packet, timeoutMs: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: server.address, port: server.port }, () => socket.write(streamEncode(query)));
    const timer = setTimeout(() => end(() => reject(silent(server))), timeoutMs);
    const end = (then: () => void) => {
      clearTimeout(timer);
      socket.destroy();
      then();
    };
    let bytes = Buffer.alloc(0);
    socket.on('error', (error) => end(() => reject(unreachable(server, error))));
    socket.on('close', () => end(() => reject(silent(server))));
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      if (bytes.length < 2 || bytes.length < 2 + bytes.readUInt16BE(0)) return;
      const answer = read(bytes.subarray(2), query);
      end(() =>
        answer ? resolve(answer) : reject(new Error(`The DNS server ${nameOfServer(server)} talks nonsense.`)),
      );
    });
  });
}

/** The answer to just this question; undefined for anything else. */
function read(bytes: Buffer, query: Packet): Answer | undefined {
  try {
    const answer = decode(bytes) as Answer;
    const [asked] = answer.questions ?? [];
    const [question] = query.questions ?? [];
    if (answer.type !== 'response' || answer.id !== query.id || !asked || !question) return undefined;
    const same = asked.type === question.type && asked.name.toLowerCase() === question.name.toLowerCase();
    return same ? answer : undefined;
  } catch {
    return undefined;
  }
}

const silent = (server: Server) => new Error(`The DNS server ${nameOfServer(server)} does not answer.`);
const unreachable = (server: Server, error: Error) =>
  new Error(`The DNS server ${nameOfServer(server)} cannot be reached: ${(error as NodeJS.ErrnoException).code}.`);
