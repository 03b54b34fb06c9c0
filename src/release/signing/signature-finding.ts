/** What a signature came to. */
export type SignatureFinding =
  /** One of the trusted keys made it; `key` is its name. */
  | { readonly kind: 'key'; readonly key: string }
  /** The holder of a certificate made it, which a trusted authority issued and a trusted log saw. */
  | { readonly kind: 'certificate'; readonly certificate: CertificateFacts }
  /** It says who made it, and is not over these bytes, or its certificate or proofs are wrong. `why` completes "its signature …". */
  | { readonly kind: 'wrong'; readonly why: string }
  /** Nobody we know made it. `why` completes "it …". */
  | { readonly kind: 'unknown'; readonly why: string };

/** What Fulcio writes into a certificate (sigstore/fulcio, docs/oid-info.md; config/identity/config.yaml for what each CI system has). */
export interface CertificateFacts {
  /** Who asked for it: an address of a workflow, of a definition of pipelines, or of a person. */
  readonly subject: string;
  /** Whose identity token was shown. */
  readonly issuer: string;
  /** 1.3.6.1.4.1.57264.1.11: `github-hosted`; on CircleCI `ssh-rerun` when somebody may have been on the machine. */
  readonly runner: string | undefined;
  /** …1.12: `https://github.com/acme/weather`; on CircleCI without the scheme. */
  readonly repository: string | undefined;
  /** …1.13: the commit that was built; CircleCI has none. */
  readonly commit: string | undefined;
  /** …1.14: `refs/heads/main`. */
  readonly ref: string | undefined;
  /** …1.20: `push`; CircleCI has none. */
  readonly trigger: string | undefined;
}
