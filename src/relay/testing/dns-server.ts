import { createSocket } from 'node:dgram';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import {
  type Answer,
  AUTHORITATIVE_ANSWER,
  decode,
  encode,
  type Packet,
  streamEncode,
  TRUNCATED_RESPONSE,
} from 'dns-packet';
import { nameOfServer, type Server } from '../dns/server.js';
import { parseZone, type ZoneRecord } from './zone.js';

/** How a name misbehaves on purpose. */
export type Misbehaviour =
  /** Answers SERVFAIL. */
  | 'servfail'
  /** Does not answer. */
  | 'silent'
  /** First answers with a wrong id and a wrong name, as one who guesses would, then rightly. */
  | 'forged';

export interface DnsServer extends Server {
  /** `address:port`, as `--dns` takes it. */
  readonly text: string;
  /** What was asked: `udp MX example.org`. */
  readonly asked: string[];
  set(zone: string): void;
  misbehave(name: string, how: Misbehaviour | null): void;
  stop(): Promise<void>;
}

/** A DNS server over UDP and TCP on a free port of 127.0.0.1, which knows a zone and nothing else. */
export async function startDns(zone: string): Promise<DnsServer> {
  let records = parseZone(zone);
  const odd = new Map<string, Misbehaviour>();
  const asked: string[] = [];
  const open = new Set<Socket>();
  const tcp = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => open.delete(socket));
    let bytes = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      if (bytes.length < 2 || bytes.length < 2 + bytes.readUInt16BE(0)) return;
      const query = decode(bytes.subarray(2)) as Packet;
      const answer = answerTo(query, 'tcp');
      if (answer) socket.end(streamEncode(answer));
    });
  });
  await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
  const { port } = tcp.address() as AddressInfo;
  const udp = createSocket('udp4');
  await new Promise<void>((resolve, reject) => {
    udp.once('error', reject);
    udp.bind(port, '127.0.0.1', resolve);
  });
  udp.on('message', (bytes, from) => {
    const query = decode(bytes) as Packet;
    const name = query.questions?.[0]?.name ?? '';
    const answer = answerTo(query, 'udp');
    if (!answer) return;
    if (odd.get(name) === 'forged') {
      const lie: Answer = { type: 'A', name, ttl: 9, data: '192.0.2.66' };
      udp.send(encode({ ...answer, id: ((answer.id ?? 0) + 1) % 65_536, answers: [lie] }), from.port, from.address);
      const other = [{ type: 'A' as const, name: 'other.example', class: 'IN' as const }];
      udp.send(encode({ ...answer, questions: other, answers: [lie] }), from.port, from.address);
    }
    const full = encode(answer);
    const fits = full.length <= 1232;
    udp.send(fits ? full : encode({ ...answer, answers: [], flags: TRUNCATED_RESPONSE }), from.port, from.address);
  });

  function answerTo(query: Packet, over: 'udp' | 'tcp'): Packet | undefined {
    const question = query.questions?.[0];
    if (!question) return undefined;
    const name = question.name.toLowerCase();
    asked.push(`${over} ${question.type} ${name}`);
    const how = odd.get(name);
    if (how === 'silent') return undefined;
    const base = { type: 'response' as const, id: query.id, questions: query.questions };
    if (how === 'servfail') return { ...base, flags: 2 };
    const answers: Answer[] = [];
    let at = name;
    for (let step = 0; step < 12; step++) {
      answers.push(...records.filter((record) => record.name === at && record.type === question.type).map(toAnswer));
      const alias = records.find((record) => record.name === at && record.type === 'CNAME');
      if (!alias) break;
      answers.push(toAnswer(alias));
      at = alias.data;
    }
    const known = records.some((record) => record.name === at || record.name.endsWith(`.${at}`));
    const nothing = answers.every((answer) => answer.type === 'CNAME');
    const mname = 'ns.example';
    const soa: Answer = {
      type: 'SOA',
      name: at.split('.').slice(-1).join('.'),
      ttl: 600,
      data: { mname, rname: 'root.example', serial: 1, refresh: 1, retry: 1, expire: 1, minimum: 30 },
    };
    const flags = AUTHORITATIVE_ANSWER | (known ? 0 : 3);
    return { ...base, flags, answers, authorities: nothing ? [soa] : [] };
  }

  return {
    address: '127.0.0.1',
    port,
    text: nameOfServer({ address: '127.0.0.1', port }),
    asked,
    set(text) {
      records = parseZone(text);
    },
    misbehave(name, how) {
      if (how) odd.set(name, how);
      else odd.delete(name);
    },
    async stop() {
      for (const socket of open) socket.destroy();
      await Promise.all([
        new Promise<void>((resolve) => tcp.close(() => resolve())),
        new Promise<void>((resolve) => udp.close(() => resolve())),
      ]);
    },
  };
}

function toAnswer({ name, ttl, type, data }: ZoneRecord): Answer {
  if (type !== 'MX') return { type, name, ttl, data };
  const [preference = '0', exchange = '.'] = data.split(' ');
  return { type, name, ttl, data: { preference: Number(preference), exchange } };
}
