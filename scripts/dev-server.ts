import { main } from '../src/cli/main.js';

/** The command from its sources, for `npm run dev`. */
const { stdin, stdout, stderr, env } = process;
process.exitCode = await main(process.argv.slice(2), { stdin, stdout, stderr, env });
