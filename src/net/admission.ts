/** Why there is no place: too many connections in all, or from this address. */
export type Refusal = 'connections' | 'address';

/** The place of one connection. */
export interface Place {
  /** Counts it for its client's address; false when that has too many. */
  from(address: string): boolean;
  /** Gives it back. Harmless a second time. */
  leave(): void;
}

/** Counts the connections of a protocol, over all its listeners. */
export class Admission {
  #taken = 0;
  readonly #byAddress = new Map<string, number>();

  constructor(
    private readonly limits: { readonly connections: number /** 0 for none. */; readonly perAddress: number },
  ) {}

  get connections(): number {
    return this.#taken;
  }

  /** A place, or null when all are taken. */
  enter(): Place | null {
    if (this.#taken >= this.limits.connections) return null;
    this.#taken++;
    let counted: string | undefined;
    let left = false;
    return {
      from: (address) => {
        const present = this.#byAddress.get(address) ?? 0;
        if (left || (this.limits.perAddress > 0 && present >= this.limits.perAddress)) return false;
        this.#byAddress.set(address, present + 1);
        counted = address;
        return true;
      },
      leave: () => {
        if (left) return;
        left = true;
        this.#taken--;
        if (counted === undefined) return;
        const others = (this.#byAddress.get(counted) ?? 1) - 1;
        if (others === 0) this.#byAddress.delete(counted);
        else this.#byAddress.set(counted, others);
      },
    };
  }
}
