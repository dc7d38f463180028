/** MailDev 2 has its API at the root, MailDev 3 below `/api`; in a few answers they differ. */
export type Version = 2 | 3;

export type Prefix = '' | '/api';

export const VERSIONS = [
  { version: 2, prefix: '' },
  { version: 3, prefix: '/api' },
] as const satisfies readonly { version: Version; prefix: Prefix }[];
