/** The arrows of the architecture (CONTRIBUTING.md, "Folders"): what each folder of ours may know. */

const TESTS = '\\.test\\.tsx?$|/(testing|fixtures)/|^src/store/contract(\\.ts|/)';

/** `folder` may import of ours only itself and `allowed` (folders or files of src/). */
const only = (folder, allowed, why) => ({
  name: `${folder}-imports`,
  severity: 'error',
  comment: why,
  from: { path: `^src/${folder}/`, pathNot: TESTS },
  to: { path: '^(src|web|e2e|bench|scripts)/', pathNot: [folder, ...allowed].map((name) => `^src/${name}(/|\\.ts$)`) },
});

/** Of the store, what everybody may know: the interface, its words and errors, and the road of a message into it. */
const STORE = [
  'store/store',
  'store/types',
  'store/archive',
  'store/uids',
  'store/outbox',
  'store/errors',
  'store/receive',
  'store/deliver',
  'store/cursor',
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Files that need each other are one idea in two files, and load in an order nobody chose.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'imports-resolve',
      severity: 'error',
      comment: 'An import that leads nowhere fails only when the code runs.',
      from: {},
      to: { couldNotResolve: true },
    },
    only('lib', [], 'Tiny helpers know nothing of mail, so that everything may use them.'),
    only('message', ['lib'], 'Pure functions over bytes: no store, no protocol.'),
    only('search', ['message', 'lib'], 'The query language knows messages, not where they are kept.'),
    only('assert', ['message', 'config', 'lib'], 'Expectations are pure: a message in, verdicts out.'),
    only('snapshot', ['message', 'lib'], 'A snapshot is a function of the message alone.'),
    only('inboxes', [...STORE, 'message', 'lib'], 'An inbox is a view of the store, whatever protocol looks at it.'),
    only('auth', ['config', 'lib'], 'Who may log in is one question for all protocols.'),
    only('net', ['lib'], 'What comes before the first word of a protocol is the same for all, and knows none.'),
    only('faults', ['lib'], 'What goes wrong on purpose is decided without knowing where.'),
    only('samples', ['lib'], 'A sample is bytes; what becomes of them is for others to say.'),
    only('config', ['lib'], 'The configuration is read before any part exists.'),
    only(
      'settings',
      [...STORE, 'store/failure', 'search', 'config', 'lib'],
      'Settings change parts, and are changed, by others.',
    ),
    only(
      'journey',
      [...STORE, 'message', 'search/ast', 'sessions', 'relay/events', 'lib'],
      'What is told of a message is made from what the store, sessions and readers leave behind, whoever shows it.',
    ),
    only('sessions', ['lib', 'store/types'], 'Transcripts are the same for every protocol.'),
    only('store', ['message', 'search', 'lib', 'config', 'sessions'], 'The heart knows no protocol and no page.'),
    only(
      'smtp',
      [...STORE, 'message', 'search', 'sessions', 'auth', 'net', 'faults', 'config', 'lib'],
      'A protocol knows the interface of the store, no driver and no other protocol.',
    ),
    only(
      'imap',
      [...STORE, 'message', 'search', 'sessions', 'journey/recorder', 'auth', 'net', 'faults', 'config', 'lib'],
      'A protocol knows the interface of the store, no driver and no other protocol.',
    ),
    only(
      'pop3',
      [...STORE, 'message', 'sessions', 'journey/recorder', 'auth', 'net', 'faults', 'config', 'lib'],
      'A protocol knows the interface of the store, no driver and no other protocol.',
    ),
    only(
      'relay',
      [...STORE, 'message', 'search', 'settings', 'config', 'lib'],
      'What lets mail out knows the interface of the store, no driver and no protocol of ours.',
    ),
    {
      name: 'imap-pieces-are-pure',
      severity: 'error',
      comment:
        'Wire forms, sets, dates, threads are functions of what they are given; they can be tried without a server.',
      from: { path: '^src/imap/(format|text|thread)/', pathNot: TESTS },
      to: { path: '^src/', pathNot: '^src/(imap/(format|text|thread)|message|lib)/|^src/store/types\\.ts$' },
    },
    only(
      'http',
      [
        ...STORE,
        'message',
        'search',
        'sessions',
        'journey',
        'auth',
        'faults',
        'samples',
        'settings',
        'relay',
        'config',
        'lib',
        'assert',
        'snapshot',
        'inboxes',
        'client',
        'mcp/http',
        'net/address',
      ],
      'The REST API and the page know the interface of the store, no driver and no protocol.',
    ),
    only('mcp', ['client', 'lib/version'], 'The tools use the API as any other program does, and see what it gives.'),
    only(
      'client',
      ['http/schemas'],
      'The client runs in browsers and other projects: it knows the API, not the server.',
    ),
    only('adapters', ['client', 'config', 'server'], 'Adapters join the client to a test framework, and no more.'),
    {
      name: 'client-types-only',
      severity: 'error',
      comment: 'The client has no dependencies at run time; of the schemas it takes types, which leave nothing behind.',
      from: { path: '^src/client/', pathNot: TESTS },
      to: { pathNot: '^src/client/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'server-is-the-top',
      severity: 'error',
      comment: 'server.ts wires all parts; a part that imports it would know everything.',
      from: { path: '^(src|web)/', pathNot: [`^src/(cli/|adapters/setup\\.ts$|index\\.ts$)`, TESTS] },
      to: { path: '^src/(server|index)\\.ts$' },
    },
    {
      name: 'drivers-behind-the-interface',
      severity: 'error',
      comment:
        'Only server.ts chooses the driver; whoever else knows one keeps the next from being added. `restante doctor` is about folders and nothing else.',
      from: { path: '^src/', pathNot: ['^src/store/(memory|json|postgres)/', '^src/(server|cli/doctor)\\.ts$', TESTS] },
      to: { path: '^src/store/(memory|json|postgres)/' },
    },
    {
      name: 'features-apart',
      severity: 'error',
      comment: 'A feature of the page can be read, changed and removed alone; what two need lies in components or lib.',
      from: { path: '^web/features/([^/]+)/' },
      to: { path: '^web/features/', pathNot: '^web/features/$1/' },
    },
    {
      name: 'page-parts-below-features',
      severity: 'error',
      comment: 'Components and helpers serve all features, so they know none.',
      from: { path: '^web/(components|lib)/', pathNot: TESTS },
      to: { path: '^web/(features|app)/' },
    },
    {
      name: 'page-knows-the-api-only',
      severity: 'error',
      comment:
        'The page talks to the server over HTTP; types of the API are all it may see, and they leave nothing behind.',
      from: { path: '^web/', pathNot: TESTS },
      to: { path: '^src/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'page-sees-schemas-only',
      severity: 'error',
      comment: 'Types of the server other than those of its API are nothing for the page.',
      from: { path: '^web/', pathNot: TESTS },
      to: { path: '^src/', pathNot: '^src/(http/schemas|client)/' },
    },
    {
      name: 'no-test-code-outside-tests',
      severity: 'error',
      comment: 'What is shipped must not need what is not.',
      from: { path: '^(src|web)/', pathNot: TESTS },
      to: { path: TESTS },
    },
    {
      name: 'no-development-packages',
      severity: 'error',
      comment: 'The installed package has no development dependencies; the page is bundled, the server is not.',
      // Whoever uses an adapter has the framework.
      from: { path: '^src/', pathNot: [TESTS, '^src/adapters/'] },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Type-only imports count: an arrow that exists only in types is still an arrow.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
