import { type Command, LOGGED_IN } from '../command.js';
import { hasNews, tellNews } from '../session/news.js';
import { BadCommand, ConnectionOver } from '../wire/errors.js';

/** Octets of the line that ends it: `DONE`. */
const MAX_LINE = 100;

/** RFC 9051 §6.3.13, RFC 2177: the client listens until it says DONE. */
export const idle: Command = {
  name: 'IDLE',
  states: LOGGED_IN,
  capabilities: [{ word: 'IDLE' }],
  async run({ session, args }) {
    args.end();
    session.out.line('+ Listening; DONE ends it');
    let wake = (): void => {};
    let ended = false;
    const before = session.onNews;
    session.onNews = () => wake();
    const line = session.line.nextLine(MAX_LINE).finally(() => {
      ended = true;
      wake();
    });
    // Whoever awaits it below hears of a failure; until then it is nobody's.
    line.catch(() => {});
    try {
      while (!ended) {
        const news = new Promise<void>((resolve) => {
          wake = resolve;
        });
        await tellNews(session, { expunge: true });
        await session.out.drain();
        if (!ended && !hasNews(session)) await news;
      }
    } finally {
      session.onNews = before;
    }
    const word = await line;
    if (word === null) throw new ConnectionOver();
    if (word.toUpperCase() !== 'DONE') throw new BadCommand('Expected DONE');
    return undefined;
  },
};
