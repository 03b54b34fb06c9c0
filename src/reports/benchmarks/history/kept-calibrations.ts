import { z } from 'zod';
import { sha256 } from '../../../platform/digest.ts';
import type { Files } from '../../../platform/files.ts';
import type { MachineClass } from '../../../platform/machine-class.ts';
import { join } from '../../../platform/paths.ts';
import { StorageError } from '../../../platform/storage-error.ts';
import { type Calibration, NO_COMPARISONS } from '../comparison/calibration.ts';
import { machineFolder } from './benchmark-record.ts';
import { BENCHMARKS_FOLDER, CALIBRATIONS_FOLDER } from './benchmarks-folder.ts';

const amount = z.number().int().min(0);

const kept = z.object({
  format: z.literal('lockstep-benchmark-calibration'),
  version: z.literal(1),
  /** Milliseconds since 1970. */
  time: amount,
  alpha: z.number().min(0).max(1),
  threshold: z.number().min(0),
  comparisons: amount,
  alarms: amount,
  singleAlarms: amount,
  clear: amount,
});

/** How often a machine called a program slower than itself, and under which policy. */
export type KeptCalibration = z.infer<typeof kept>;

/**
 * `.benchmarks/calibrations/<machine>/<digest>.json`, a file for each time that somebody has tried. As with the records, names are made of the content: branches
 * merge without a conflict.
 */
export class KeptCalibrations {
  readonly #files: Files;
  readonly #folder: string;

  constructor(files: Files, root: string, machine: MachineClass) {
    this.#files = files;
    this.#folder = join(root, BENCHMARKS_FOLDER, CALIBRATIONS_FOLDER, machineFolder(machine));
  }

  /** The path of the new file. Throws a `StorageError`. */
  async add(calibration: Omit<KeptCalibration, 'format' | 'version'>): Promise<string> {
    const text = `${JSON.stringify({ format: 'lockstep-benchmark-calibration', version: 1, ...calibration })}\n`;
    const path = join(this.#folder, `${sha256(text).slice(0, 16)}.json`);
    try {
      await this.#files.createExclusive(path, text);
    } catch (error) {
      throw new StorageError(path, error);
    }
    return path;
  }

  /** All that was tried on such machines with this error budget; undefined when nothing was. Files that are something else are passed over. */
  async sum(alpha: number): Promise<Calibration | undefined> {
    let sum = NO_COMPARISONS;
    for (const { name } of await this.#files.list(this.#folder)) {
      const one = readCalibration((await this.#files.readText(join(this.#folder, name))) ?? '');
      if (one === undefined || one.alpha !== alpha) continue;
      sum = {
        comparisons: sum.comparisons + one.comparisons,
        alarms: sum.alarms + one.alarms,
        singleAlarms: sum.singleAlarms + one.singleAlarms,
        clear: sum.clear + one.clear,
      };
    }
    return sum.comparisons === 0 ? undefined : sum;
  }
}

function readCalibration(text: string): KeptCalibration | undefined {
  try {
    return kept.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
