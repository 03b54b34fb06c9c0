/** What is kept of benchmarks, below the folder of the definition. pytest-benchmark has its own files in it too. */
export const BENCHMARKS_FOLDER = '.benchmarks';
/** Records of lockstep's own. */
export const RECORDS_FOLDER = 'lockstep';
export const CALIBRATIONS_FOLDER = 'calibrations';
