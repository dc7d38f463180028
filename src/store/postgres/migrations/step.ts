/** A statement that must succeed, or one that may fail where the engine or the rights do not allow it. */
export type Step = string | { readonly attempt: string };
