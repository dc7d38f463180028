import { StructureScanner } from '../../../message/structure.js';
import type { Structure } from '../../../message/types.js';

/** The structure of a whole message. */
export function scan(message: Buffer): Structure {
  const scanner = new StructureScanner();
  scanner.write(message);
  return scanner.end();
}
