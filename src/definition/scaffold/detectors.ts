import { docker } from './detectors/docker.ts';
import { go } from './detectors/go.ts';
import { just } from './detectors/just.ts';
import { make } from './detectors/make.ts';
import { node } from './detectors/node.ts';
import { python } from './detectors/python.ts';
import { rust } from './detectors/rust.ts';
import { taskfile } from './detectors/taskfile.ts';
import type { Detector } from './ecosystem.ts';

/** Every detector, languages first: what they find comes before what task runners offer. */
export const DETECTORS: readonly Detector[] = [python, node, go, rust, make, just, taskfile, docker];
