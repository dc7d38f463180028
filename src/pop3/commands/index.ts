import type { Command } from '../command.js';
import type { Session } from '../session.js';
import { apop } from './apop.js';
import { auth } from './auth.js';
import { capa } from './capa.js';
import { dele } from './dele.js';
import { lang } from './lang.js';
import { list } from './list.js';
import { noop } from './noop.js';
import { pass } from './pass.js';
import { quit } from './quit.js';
import { retr } from './retr.js';
import { rset } from './rset.js';
import { stat } from './stat.js';
import { stls } from './stls.js';
import { top } from './top.js';
import { uidl } from './uidl.js';
import { user } from './user.js';
import { utf8 } from './utf8.js';

/** Every command of the server: what is not here is not understood, and its capabilities are not told. */
export const COMMANDS: readonly Command[] = [
  user,
  pass,
  apop,
  auth,
  stls,
  utf8,
  lang,
  capa,
  stat,
  list,
  uidl,
  retr,
  top,
  dele,
  rset,
  noop,
  quit,
];

const byName = new Map(COMMANDS.map((command) => [command.name, command]));

export const commandFor = (name: string): Command | undefined => byName.get(name);

/** The lines of CAPA in this session, now. */
export function capabilityLines(session: Session): string[] {
  return COMMANDS.flatMap(({ capabilities = [] }) =>
    capabilities.flatMap(({ word, line }) => (line ? (line(session) ?? []) : word)),
  );
}
