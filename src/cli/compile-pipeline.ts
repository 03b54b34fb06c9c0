import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import { describeEvent, type PipelineEvent } from '../plan/event.ts';
import { type Claim, claimsOf, type OwnershipProof, proveOwnership } from '../plan/ownership.ts';
import { relative, toPosix } from '../platform/paths.ts';
import { checkMajors, withShipped } from '../providers/github/actions-lock.ts';
import type { ActionsLock, EmittedFile, Provider, ReadWorkflow } from '../providers/provider.ts';
import { PROVIDERS } from './providers.ts';
import type { Workplace } from './workplace.ts';

export interface Compiled {
  /** Every action that the files use, as it is locked. */
  readonly actions: ActionsLock;
  readonly files: readonly EmittedFile[];
  /** The files read back: what they do, by their own text. */
  readonly workflows: readonly ReadWorkflow[];
  readonly proof: OwnershipProof;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Proves the definition, emits the files of every system that owns something, reads them back, and proves the files: they must start
 * the same legs for the same events. `locked` is what the project has locked of the actions.
 */
export function compilePipeline({ definition, root }: Workplace, locked: ActionsLock): Compiled {
  const { pipeline } = definition;
  const proof = proveOwnership(pipeline);
  const files: EmittedFile[] = [];
  const workflows: ReadWorkflow[] = [];
  const lock = withShipped(locked);
  const actions: [string, ActionsLock[string]][] = [];
  const diagnostics: Diagnostic[] = [...proof.diagnostics];
  const source = { path: toPosix(relative(root, definition.path)), digest: definition.digest };
  for (const provider of PROVIDERS) {
    if (!ownsAnything(provider, proof)) continue;
    const emission = provider.emit(pipeline, { source, actions: lock });
    diagnostics.push(...emission.diagnostics, ...checkMajors(lock, emission.actions));
    const readBack = provider.read(emission.files);
    diagnostics.push(...readBack.diagnostics);
    files.push(...emission.files);
    for (const name of emission.actions) if (lock[name]) actions.push([name, lock[name]]);
    workflows.push(...readBack.workflows);
  }
  if (!hasErrors(diagnostics)) diagnostics.push(...disagreements(pipeline, proof, workflows));
  return { files, workflows, proof, diagnostics, actions: Object.fromEntries(actions) };
}

function ownsAnything(provider: Provider, proof: OwnershipProof): boolean {
  return proof.claims.some((claim) => claim.system === provider.name);
}

/** What the files start for an event. */
function claimsOfFiles(workflows: readonly ReadWorkflow[], event: PipelineEvent): readonly Claim[] {
  return workflows.flatMap((workflow) =>
    workflow.react(event).runs.map(({ leg, job, platform, location }): Claim => {
      return { event, system: workflow.system, workflow: workflow.name, leg, job, platform, location };
    }),
  );
}

/** Where the files do something else than the definition: only a raw block can make them. */
function disagreements(
  pipeline: Parameters<typeof claimsOf>[0],
  proof: OwnershipProof,
  workflows: readonly ReadWorkflow[],
): readonly Diagnostic[] {
  const key = (claim: Claim): string => `${claim.leg} on ${claim.system}`;
  return proof.events.flatMap((event): Diagnostic[] => {
    const said = new Set(claimsOf(pipeline, event).map(key));
    const done = new Set(claimsOfFiles(workflows, event).map(key));
    const missing = [...said].filter((one) => !done.has(one));
    const surplus = [...done].filter((one) => !said.has(one));
    if (missing.length + surplus.length === 0) return [];
    const parts = [
      ...(missing.length > 0 ? [`they do not run ${missing.join(', ')}`] : []),
      ...(surplus.length > 0 ? [`they run ${surplus.join(', ')} besides`] : []),
    ];
    return [
      {
        code: 'files-disagree',
        severity: 'error',
        message: `On ${describeEvent(event)} the emitted files do something else than the definition: ${parts.join('; ')}.`,
        fix: 'A raw block (github: {}, circleci: {}) that changes triggers, conditions or runners is the likely cause.',
      },
    ];
  });
}
