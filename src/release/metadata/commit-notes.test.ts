import assert from 'node:assert/strict';
import { test } from 'node:test';
import { notesFromCommits } from './commit-notes.ts';

const commits = (...messages: readonly string[]) =>
  messages.map((message, index) => ({ commit: `${index}`.repeat(40), message }));

test('features, fixes and what breaks are told of, everything else is not', () => {
  assert.equal(
    notesFromCommits(
      commits(
        'feat(api)!: answers are JSON',
        'fix: an empty file is no error',
        'chore: new tools',
        'feat: snow\n\nIt snows.\n\nBREAKING CHANGE: rain is no longer the default',
        'perf: twice as fast',
      ),
    ),
    `### Breaking changes

- **api:** answers are JSON (0000000)
- snow (3333333)
  rain is no longer the default

### Features

- **api:** answers are JSON (0000000)
- snow (3333333)

### Bug fixes

- an empty file is no error (1111111)

### Performance

- twice as fast (4444444)`,
  );
});

test('commits that follow no convention are listed by their subjects, as text', () => {
  assert.equal(
    notesFromCommits(commits('Say <b>hello</b> to @everyone\n\nAnd more.', 'Mend it')),
    '- Say \\<b\\>hello\\</b\\> to @&#8203;everyone (0000000)\n- Mend it (1111111)',
  );
});
