import { type Capabilities, describeCapability } from '../execution/capabilities.ts';
import { findProgram, HostCapabilities, toolVersion } from '../execution/executors/host-capabilities.ts';
import { isVersion } from '../execution/setup-freshness.ts';
import type { CapabilityConfig, Toolchain } from '../pipeline/config.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { thisHost } from '../platform/host.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { renderTable } from './render/table.ts';
import { ownPackage } from './version.ts';
import { openWorkplace } from './workplace.ts';

/** One thing that was looked at. `problem` keeps something from running; `notice` is worth knowing. */
interface Finding {
  readonly subject: string;
  readonly state: 'ok' | 'notice' | 'problem';
  readonly text: string;
}

const NAMES: Record<Toolchain['name'], string | undefined> = {
  python: 'python3',
  node: 'node',
  go: 'go',
  rust: 'cargo',
  plain: undefined,
  lockstep: undefined,
};

export async function performDoctor(
  invocation: Invocation,
  { json }: { readonly json?: boolean },
): Promise<ExitCode> {
  const { console } = invocation;
  const workplace = await openWorkplace(invocation);
  const findings = [
    ...(await machineFindings()),
    ...(workplace === undefined ? [] : await pipelineFindings(workplace.definition.pipeline)),
  ];
  if (json === true) console.print(JSON.stringify(findings, null, 2));
  else console.print(renderFindings(findings, console));
  if (workplace === undefined) return EXIT.usage;
  return findings.some((finding) => finding.state === 'problem') ? EXIT.failed : EXIT.fine;
}

/** A pipe has no width: nothing is cut. */
const WHOLE_LINE = 10_000;

function renderFindings(
  findings: readonly Finding[],
  { style, screen, isTerminal }: Invocation['console'],
): string {
  const looks = {
    ok: style.green(`${style.glyphs.passed} ok`),
    notice: style.yellow(`${style.glyphs.warning} note`),
    problem: style.red(`${style.glyphs.failed} problem`),
  };
  const rows = findings.map(({ subject, state, text }) => [
    { text: looks[state] },
    { text: subject },
    { text },
  ]);
  return renderTable([{}, {}, { min: 20 }], rows, {
    width: isTerminal ? screen.columns - 1 : WHOLE_LINE,
    ellipsis: style.ellipsis,
  }).join('\n');
}

async function machineFindings(): Promise<Finding[]> {
  const host = thisHost();
  const findings: Finding[] = [
    { subject: 'machine', state: 'ok', text: `${host.os}/${host.arch}, ${host.cpus} processors` },
    { subject: 'node', state: 'ok', text: process.versions.node },
  ];
  findings.push(await toolFinding('git', 'git', undefined, 'problem'));
  findings.push(await toolFinding('bash', 'bash', undefined, 'problem'));
  const old = Number(process.versions.node.split('.')[0]) < 22;
  if (old && process.env.NODE_EXTRA_CA_CERTS) {
    const text =
      'set: Node 20 reads the file at every start, which slows each Node process down; newer versions do not';
    findings.push({ subject: 'NODE_EXTRA_CA_CERTS', state: 'notice', text });
  }
  return findings;
}

async function toolFinding(
  subject: string,
  tool: string,
  wanted: string | undefined,
  missing: 'notice' | 'problem',
): Promise<Finding> {
  const path = findProgram(tool, process.env);
  if (path === undefined) return { subject, state: missing, text: `${tool} is not installed` };
  const version = await toolVersion(path, tool);
  if (wanted === undefined || version === undefined || isVersion(version, wanted))
    return { subject, state: 'ok', text: version ?? path };
  return {
    subject,
    state: 'notice',
    text: `${version} is installed, the definition says ${wanted}: results here may differ from the CI systems`,
  };
}

/** Jobs here have the lockstep that runs them; the CI systems install what the definition says. */
export function lockstepFinding({ version }: Toolchain, own: string): Finding {
  const subject = 'toolchain lockstep';
  if (version === undefined || version === own) return { subject, state: 'ok', text: own };
  const text = `${own} is running, the definition says ${version}: results here may differ from the CI systems`;
  return { subject, state: 'notice', text };
}

async function pipelineFindings(pipeline: Pipeline): Promise<Finding[]> {
  const findings: Finding[] = [];
  const toolchains = new Map<string, Toolchain>();
  for (const job of pipeline.jobs)
    for (const toolchain of job.toolchains) toolchains.set(JSON.stringify(toolchain), toolchain);
  for (const toolchain of toolchains.values()) {
    if (toolchain.name === 'lockstep') findings.push(lockstepFinding(toolchain, ownPackage().version));
    const tool = NAMES[toolchain.name];
    if (tool === undefined) continue;
    const wanted = typeof toolchain.version === 'string' ? toolchain.version : undefined;
    findings.push(await toolFinding(`toolchain ${toolchain.name}`, tool, wanted, 'problem'));
  }
  findings.push(...(await capabilityFindings(pipeline, new HostCapabilities(process.env))));
  for (const { name } of pipeline.secrets) {
    const there = process.env[name] !== undefined;
    const text = there ? 'in the environment' : 'not in the environment: jobs that use it run without it';
    findings.push({ subject: `secret ${name}`, state: there ? 'ok' : 'notice', text });
  }
  return findings;
}

/** What is missing is one thing to those that cannot do without it, and another to those that only want it. */
export async function capabilityFindings(
  pipeline: Pipeline,
  capabilities: Capabilities,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { capability, requiredBy, wantedBy } of capabilitiesOf(pipeline)) {
    const missing = await capabilities.missing(capability);
    const subject = describeCapability(capability);
    const tell = (state: Finding['state'], text: string): number => findings.push({ subject, state, text });
    if (missing === undefined) tell('ok', `there, for ${[...requiredBy, ...wantedBy].join(', ')}`);
    else {
      if (requiredBy.length > 0) tell('problem', `${missing}: ${requiredBy.join(', ')} will fail`);
      if (wantedBy.length > 0) tell('notice', `${missing}: ${wantedBy.join(', ')} will be skipped`);
    }
  }
  return findings;
}

interface CapabilityUse {
  readonly capability: CapabilityConfig;
  /** Names of jobs. A job that both requires and wants it fails. */
  readonly requiredBy: string[];
  readonly wantedBy: string[];
}

function capabilitiesOf(pipeline: Pipeline): Iterable<CapabilityUse> {
  const uses = new Map<string, CapabilityUse>();
  const useOf = (capability: CapabilityConfig): CapabilityUse => {
    const key = JSON.stringify(capability);
    const use = uses.get(key) ?? { capability, requiredBy: [], wantedBy: [] };
    uses.set(key, use);
    return use;
  };
  for (const job of pipeline.jobs) {
    for (const capability of job.requires) useOf(capability).requiredBy.push(job.name);
    for (const capability of job.wants) {
      const { requiredBy, wantedBy } = useOf(capability);
      if (!requiredBy.includes(job.name)) wantedBy.push(job.name);
    }
  }
  return uses.values();
}
