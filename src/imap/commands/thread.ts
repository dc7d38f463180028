import { type Call, type Command, type Done, SELECTED } from '../command.js';
import { findFacts } from '../search/facts.js';
import { readProgram } from '../search/program.js';
import { writePieces } from '../session/pieces.js';
import { orderedSubject } from '../thread/ordered-subject.js';
import { references } from '../thread/references.js';
import { type Threadable, threadable } from '../thread/threadable.js';
import { type Thread, threadPieces } from '../thread/threads.js';
import { BadCommand } from '../wire/errors.js';

const ALGORITHMS: ReadonlyMap<string, (messages: readonly Threadable[]) => Promise<Thread[]>> = new Map([
  ['ORDEREDSUBJECT', orderedSubject],
  ['REFERENCES', references],
]);

/** RFC 5256. */
export const thread: Command = {
  name: 'THREAD',
  states: SELECTED,
  uid: true,
  holdsNumbers: true,
  capabilities: [...ALGORITHMS.keys()].map((name) => ({ word: `THREAD=${name}` })),
  run,
};

async function run({ session, args, uid }: Call): Promise<Done> {
  args.sp();
  const name = args.atom('an algorithm of THREAD');
  const algorithm = ALGORITHMS.get(name);
  if (!algorithm) throw new BadCommand(`THREAD has no algorithm ${name} here`);
  const { key } = await readProgram(args, session);
  const messages: Threadable[] = [];
  for await (const facts of findFacts(session, key)) messages.push(threadable(facts));
  const { view, out } = session;
  const threads = await algorithm(messages);
  out.write(threads.length === 0 ? '* THREAD' : '* THREAD ');
  await writePieces(out, threadPieces(threads, uid ? (each) => each : (each) => view.numberOf(each)));
  out.line('');
  return view.holdsGone ? { code: 'EXPUNGEISSUED' } : {};
}
