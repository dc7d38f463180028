import { fork } from 'node:child_process';
import { once } from 'node:events';
import { type Contender, contender } from './contender.js';

/** Starts one of our server files; it tells where it listens. With a folder, Restante keeps its mail there. */
export async function startOwn(name: 'bare' | 'restante', ...args: string[]): Promise<Contender> {
  const child = fork(new URL(`../capture/${name}.ts`, import.meta.url), args, { execArgv: ['--import', 'tsx'] });
  const [{ port, url }] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error(`The server ${name} did not start.`))),
  ])) as [{ port: number; url: string | null }];
  return contender(name, child, port, url);
}
