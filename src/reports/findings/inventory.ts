/** The packages of one thing that was scanned: what a bill of materials is made of. */
export interface Inventory {
  readonly subject: InventorySubject;
  readonly packages: readonly InventoryPackage[];
  /** When it was made, as the report says; milliseconds since 1970. */
  readonly made?: number;
}

export interface InventorySubject {
  /** As the tool was asked for it: `alpine:3.20`, `.`. */
  readonly name: string;
  readonly kind: 'image' | 'files';
  /** `sha256:…` of an image. */
  readonly digest?: string;
  /** Of a project that is released. */
  readonly version?: string;
  readonly purl?: string;
  readonly licenses?: readonly string[];
}

export interface InventoryPackage {
  /** Unique in the inventory, and the same in every scan of the same thing. */
  readonly key: string;
  readonly name: string;
  readonly version?: string;
  readonly purl?: string;
  /** As the package says: names of SPDX, expressions, or anything at all. */
  readonly licenses: readonly string[];
  /** Where it was found: `package-lock.json`, `debian 12`. */
  readonly where?: string;
  /** Where its files come from, and what they must hash to; each of one file among those that the version has. */
  readonly distribution?: { readonly url: string; readonly hashes: readonly PackageHash[] };
  /** Keys of packages it needs; those that are not in the inventory are left out. */
  readonly needs: readonly string[];
}

export interface PackageHash {
  readonly algorithm: 'sha256' | 'sha384' | 'sha512';
  /** Hex. */
  readonly value: string;
}
