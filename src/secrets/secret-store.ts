import type { SystemName } from '../pipeline/config.ts';
import type { SecretPlace, StoredSecret } from './secret-place.ts';

/** Why a place could not be looked into. */
export interface UnseenPlace {
  readonly place: SecretPlace;
  /** One harmless line. */
  readonly reason: string;
  readonly fix: string | undefined;
}

/** What a system tells about the places that were asked for. */
export interface SecretListing {
  readonly stored: readonly StoredSecret[];
  readonly unseen: readonly UnseenPlace[];
}

/**
 * Port: where a CI system keeps secrets. Reading gives names and times alone; no value ever comes back, and none is in an error.
 */
export interface SecretStore {
  readonly system: SystemName;
  /** Never rejects for what the system refuses: that is told of each place. */
  list(places: readonly SecretPlace[]): Promise<SecretListing>;
  /** Puts a new value in the place of the old. Rejects with the system's refusal. */
  write(name: string, place: SecretPlace, value: string): Promise<void>;
}
