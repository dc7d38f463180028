/** What a command is given of its process; tests give their own. */
export interface CommandIo {
  stdin: NodeJS.ReadableStream;
  stdout: NodeJS.WritableStream;
  stderr: NodeJS.WritableStream;
  env: Readonly<Record<string, string | undefined>>;
}

/** A subcommand's module. */
export interface Command {
  /** Resolves to the exit code. */
  run(argv: string[], io: CommandIo): Promise<number>;
  readonly help: { readonly usage: string; readonly summary: string };
}
