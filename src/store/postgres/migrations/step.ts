/** A statement that must succeed, or some that may fail together where the engine or the rights do not allow it. */
export type Step = string | { readonly attempt: readonly string[] };
