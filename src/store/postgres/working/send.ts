/** Sends a statement of the transaction, its parameters in order. */
export type Send = (statement: string, ...columns: readonly unknown[]) => void;
