import { z } from 'zod';
import { type ChannelEndpoints, PUBLIC_ENDPOINTS } from './channel-endpoints.ts';

/** Secrets are sent there: in the clear to this machine alone. */
const address = z
  .url({ protocol: /^https?$/ })
  .refine((text) => {
    const { protocol, hostname } = new URL(text);
    return protocol === 'https:' || /^(?:127\.0\.0\.1|localhost|\[::1\])$/.test(hostname);
  }, 'it must begin with https://')
  .transform((text) => (text.endsWith('/legacy/') ? text : text.replace(/\/$/, '')));

const schema = z.strictObject({
  npm: address.optional(),
  pypi: z.strictObject({ upload: address, simple: address, web: address }).optional(),
  containers: z.record(z.string(), address).optional(),
  github: z.strictObject({ api: address, uploads: address }).optional(),
  git: address.optional(),
  chocolatey: z.strictObject({ push: address, feed: address }).optional(),
  sigstore: z
    .strictObject({ fulcio: address.optional(), rekor: address.optional(), timestamps: address.optional() })
    .optional(),
});

/** The text of a file that says where channels are; those that it does not name are where everybody finds them. */
export function readEndpoints(
  text: string,
): { readonly endpoints: ChannelEndpoints } | { readonly why: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { why: 'it is no JSON' };
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { why: `${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? 'it is not right'}` };
  }
  const { npm, pypi, containers, github, git, chocolatey, sigstore } = parsed.data;
  return {
    endpoints: {
      npm: npm ?? PUBLIC_ENDPOINTS.npm,
      pypi: pypi ?? PUBLIC_ENDPOINTS.pypi,
      containers: { ...PUBLIC_ENDPOINTS.containers, ...containers },
      github: github ?? PUBLIC_ENDPOINTS.github,
      git: git ?? PUBLIC_ENDPOINTS.git,
      chocolatey: chocolatey ?? PUBLIC_ENDPOINTS.chocolatey,
      sigstore: {
        fulcio: sigstore?.fulcio,
        rekor: sigstore?.rekor,
        timestamps: sigstore?.timestamps,
      },
    },
  };
}
