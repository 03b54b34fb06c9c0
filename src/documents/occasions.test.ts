import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pipelineOf } from '../../test/support/pipeline-of.ts';
import { twoSystems } from '../../test/support/two-systems.ts';

import type { Pipeline } from '../pipeline/pipeline.ts';
import type { TriggerConfig } from '../pipeline/trigger-config.ts';
import { manual, pullRequest, push, schedule, tag } from '../pipeline/triggers.ts';
import { proveOwnership } from '../plan/ownership.ts';
import { namesOfPlatforms, occasionsOf, titleOfOccasion } from './occasions.ts';

function shown(pipeline: Pipeline): string {
  return occasionsOf(pipeline, proveOwnership(pipeline))
    .map((occasion) => {
      const reactions = occasion.reactions.map(
        ({ system, workflow, platforms, jobTitles }) =>
          `  ${workflow.name} (${system}, ${namesOfPlatforms(platforms)}): ${jobTitles.join(', ')}`,
      );
      return [titleOfOccasion(occasion), ...reactions].join('\n');
    })
    .join('\n');
}

function withTriggers(...on: readonly TriggerConfig[]): Pipeline {
  return pipelineOf({ jobs: { unit: 'npm test' }, workflows: { ci: { jobs: '*', owner: 'github', on } } });
}

test('events that set off the same are one occasion, called as the triggers call them', () => {
  assert.equal(
    shown(twoSystems),
    `Push to develop
  ci-quick (circleci, Linux): format, types, unit
Push to main
  ci (circleci, Linux): format, types, unit, build, image
  test-matrix (github, Windows, macOS): format, types, unit, Windows-specific (Windows)
Push to other branches
Pull request to develop
  test-matrix (github, Linux, Windows, macOS): format, types, unit, Windows-specific (Windows)
Pull request to main
  test-matrix (github, Linux, Windows, macOS): format, types, unit, Windows-specific (Windows)
  docker-scan (github, Linux): scan
Pull request to other branches
Tag v*.*.*
  release (github, Linux): pypi
Tag other tags
Release of v*.*.*
  distributions (github, Linux): homebrew
Release of other tags
Started by hand
  test-matrix (github, Linux, Windows, macOS): format, types, unit, Windows-specific (Windows)
  distributions (github, Linux): homebrew
Schedule 0 3 * * 1 (UTC)
  docker-scan (github, Linux): scan`,
  );
});

test('a trigger for everything leaves nothing over', () => {
  assert.equal(
    shown(withTriggers(push(), pullRequest(), tag())),
    `Push to any branch
  ci (github, Linux): unit
Pull request
  ci (github, Linux): unit
Any tag
  ci (github, Linux): unit`,
  );
});

test('an ignored branch is named', () => {
  assert.equal(
    shown(withTriggers(push({ branches: ['**'], ignoreBranches: ['main'] }))),
    `Push to main
Push to other branches
  ci (github, Linux): unit
Pull request
Any tag`,
  );
});

test('a pattern that no name can be made from has its occasion too', () => {
  assert.equal(
    shown(withTriggers(push('/^hotfix-\\d+$/', 'release/*'), manual(), schedule('0 3 * * 1'))),
    `Push to release/*, /^hotfix-\\d+$/
  ci (github, Linux): unit
Push to other branches
Pull request
Any tag
Started by hand
  ci (github, Linux): unit
Schedule 0 3 * * 1 (UTC)
  ci (github, Linux): unit`,
  );
});
