/** Puts a schema before the names of tables, which statements write as `@table`. */
export class Names {
  readonly #known = new Map<string, { readonly text: string; readonly name: string }>();

  /** @param schema as it is, unquoted */
  constructor(readonly schema: string) {}

  /** A statement for the server, and the name under which it is prepared. */
  of(statement: string): { readonly text: string; readonly name: string } {
    let known = this.#known.get(statement);
    if (!known) {
      known = { text: this.plain(statement), name: `restante_${this.#known.size}` };
      this.#known.set(statement, known);
    }
    return known;
  }

  plain(statement: string): string {
    return statement.replace(/@([a-z_]+[0-9]*)/g, (_, table: string) => `${quoted(this.schema)}.${table}`);
  }
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a text can be a message's id; other text would be a mistake in the statement. */
export const isId = (text: string): boolean => UUID.test(text);

/** What no text of the database can hold. */
export const hasNul = (text: string): boolean => text.includes('\u0000');

/** A number where it is one, and the largest that a `bigint` column has for infinity. */
export const whole = (value: number): number =>
  Number.isFinite(value) ? Math.trunc(value) : value > 0 ? Number.MAX_SAFE_INTEGER : 0;
