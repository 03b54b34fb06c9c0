// The law of imports: a folder may import itself and what its row names, nothing else. Types count.
const MAY_IMPORT = {
  diagnostics: [],
  platform: ['diagnostics'],
  pipeline: ['diagnostics'],
  definition: ['pipeline', 'platform', 'diagnostics'],
  plan: ['pipeline', 'diagnostics'],
  run: ['plan', 'pipeline', 'diagnostics'],
  providers: ['plan', 'pipeline', 'run', 'platform', 'diagnostics'],
  documents: ['plan', 'pipeline', 'platform', 'diagnostics'],
  execution: ['run', 'plan', 'pipeline', 'platform', 'diagnostics'],
  reports: ['run', 'platform', 'diagnostics'],
  hooks: ['execution', 'run', 'plan', 'pipeline', 'platform', 'diagnostics'],
  secrets: ['providers/provider', 'run', 'plan', 'pipeline', 'platform', 'diagnostics'],
  gate: ['providers/provider', 'providers/run-source', 'run', 'plan', 'pipeline', 'platform', 'diagnostics'],
  notify: ['run', 'reports', 'platform', 'diagnostics'],
  release: ['run', 'reports', 'notify', 'pipeline', 'plan', 'platform', 'diagnostics'],
};

const folderRules = Object.entries(MAY_IMPORT).map(([folder, others]) => ({
  name: `${folder}-imports-only-its-row`,
  comment: `${folder}/ may import itself${others.length > 0 ? ` and ${others.join(', ')}` : ''}.`,
  severity: 'error',
  from: { path: `^src/${folder}/`, pathNot: '\\.(test|contract)\\.ts$' },
  to: { path: '^src/', pathNot: [folder, ...others].map((name) => `^src/${name}[/.]`) },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...folderRules,
    {
      name: 'every-folder-has-a-row',
      comment: 'Only the folders of the table, cli/ and index.ts stand in src/.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: `^src/(${[...Object.keys(MAY_IMPORT), 'cli'].join('|')})/|^src/index\\.ts$`,
      },
      to: {},
    },
    { name: 'no-cycles', severity: 'error', from: { path: '^src/' }, to: { circular: true } },
    {
      name: 'providers-are-strangers',
      severity: 'error',
      from: { path: '^src/providers/([^/]+)/' },
      to: { path: '^src/providers/[^/]+/', pathNot: '^src/providers/$1/' },
    },
    {
      name: 'node-only-at-the-edge',
      comment:
        'node:* belongs to platform/, execution/executors/ and cli/; everything else is given what it needs.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(platform|execution/executors|cli)/|\\.(test|contract)\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    { name: 'no-unresolved', severity: 'error', from: { path: '^src/' }, to: { couldNotResolve: true } },
    {
      name: 'no-tests-in-product',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.(test|contract)\\.ts$' },
      to: { path: '\\.(test|contract)\\.ts$|^test/' },
    },
    {
      name: 'no-vague-names',
      comment: 'A file is named after the concept it holds.',
      severity: 'error',
      from: {},
      to: { path: '/(utils?|helpers?|common|types|manager)\\.ts$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: `${__dirname}/tsconfig.json` },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
