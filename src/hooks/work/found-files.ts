import { moveEntry } from '../../platform/move-entry.ts';
import { join } from '../../platform/paths.ts';
import type { WorkPlaces } from './work-journal.ts';

/** What stands where work is to be given back: nobody knows whose it is, so it is kept. */
export class FoundFiles {
  readonly folder: string;
  isEmpty = true;

  constructor(places: WorkPlaces) {
    this.folder = join(places.folder, `found-${Date.now()}`);
  }

  /** `label` tells files of one name apart. */
  keep(path: string, label: string): void {
    if (moveEntry(path, join(this.folder, `${label}-${path.slice(path.lastIndexOf('/') + 1)}`)))
      this.isEmpty = false;
  }
}
