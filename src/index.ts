/** The public door of lockstep: what a `lockstep.config.ts` imports. */
export type * from './pipeline/config.ts';
export { defineConfig, type NamedPipelineConfig } from './pipeline/define-config.ts';
export { type GoOptions, go } from './pipeline/presets/go.ts';
export { type LockstepOptions, lockstep } from './pipeline/presets/lockstep.ts';
export { type NodeOptions, node } from './pipeline/presets/node.ts';
export { plain } from './pipeline/presets/plain.ts';
export { type PythonOptions, python } from './pipeline/presets/python.ts';
export { type RustOptions, rust } from './pipeline/presets/rust.ts';
export {
  goSecurity,
  nodeSecurity,
  pythonSecurity,
  rustSecurity,
  type SecurityJobs,
  type SecurityOptions,
} from './pipeline/presets/security.ts';
export { input, matrix, tagName, value } from './pipeline/references.ts';
export type * from './pipeline/trigger-config.ts';
export { manual, pullRequest, push, release, schedule, tag } from './pipeline/triggers.ts';
