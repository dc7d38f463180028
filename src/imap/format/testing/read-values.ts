/** A value of a response: string or number as octets, NIL as null, list. */
export type Value = string | null | Value[];

/** Reads one value as a client does, and wants nothing to be left. @throws Error */
export function readValue(wire: string): Value {
  let at = 0;
  const fail = (): Error => new Error(`no value at ${at} of ${JSON.stringify(wire)}`);
  const one = (): Value => {
    if (wire[at] === '(') {
      at++;
      const list: Value[] = [];
      for (;;) {
        if (wire[at] === ')') {
          at++;
          return list;
        }
        // Lists follow each other without a space in addresses and parts, and only there.
        if (list.length > 0 && !(wire[at] === '(' && wire[at - 1] === ')')) {
          if (wire[at] !== ' ') throw fail();
          at++;
        }
        list.push(one());
      }
    }
    const rest = wire.slice(at, at + 2000);
    const literal = /^\{(\d+)\}\r\n/.exec(rest);
    if (literal) {
      const from = at + literal[0].length;
      at = from + Number(literal[1]);
      if (at > wire.length) throw fail();
      return wire.slice(from, at);
    }
    const quoted = /^"((?:[^"\\\r\n]|\\["\\])*)"/.exec(rest);
    if (quoted) {
      at += quoted[0].length;
      return (quoted[1] as string).replace(/\\(.)/g, '$1');
    }
    const word = /^(?:NIL|\d+)(?=[ )]|$)/.exec(rest);
    if (!word) throw fail();
    at += word[0].length;
    return word[0] === 'NIL' ? null : word[0];
  };
  const value = one();
  if (at !== wire.length) throw fail();
  return value;
}
