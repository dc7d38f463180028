import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** The measure: smtp-server that accepts everything and keeps nothing. */
const server = new SMTPServer({
  authOptional: true,
  disableReverseLookup: true,
  disabledCommands: ['STARTTLS'],
  logger: false,
  onData(stream, _session, done) {
    stream.resume();
    stream.on('end', done);
  },
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.server.address() as AddressInfo).port, url: null }));
process.on('disconnect', () => process.exit(0));
