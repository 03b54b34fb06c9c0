import { z } from 'zod';
import { ChannelRefusal } from '../channel.ts';
import { type ChannelServer, jsonOf, refusalOf } from '../channel-server.ts';
import { normalProject } from './distribution.ts';

/** A file as the index has it. */
const fileSchema = z.looseObject({
  filename: z.string(),
  url: z.string(),
  hashes: z.record(z.string(), z.string()).default({}),
  yanked: z.union([z.boolean(), z.string()]).default(false),
  'upload-time': z.string().optional(),
});
const projectSchema = z.looseObject({ files: z.array(fileSchema) });

export type IndexedFile = z.infer<typeof fileSchema>;

/** Bytes: projects have thousands of files. */
const MOST_OF_PAGE = 64 << 20;

/** Files of a project, by name ("Simple repository API", JSON; PEP 691, PEP 700); none where there is no such project. `simple` has no slash at its end. */
export async function indexedFiles(
  server: ChannelServer,
  { simple, project }: { readonly simple: string; readonly project: string },
  signal: AbortSignal,
): Promise<ReadonlyMap<string, IndexedFile>> {
  const url = new URL(`${simple}/${normalProject(project)}/`);
  const headers = { accept: 'application/vnd.pypi.simple.v1+json', 'cache-control': 'no-cache' };
  const answer = await server.ask({ method: 'GET', url, headers, most: MOST_OF_PAGE }, signal);
  if (answer.status === 404) return new Map();
  if (answer.status !== 200) throw refusalOf(answer, `asking for ${project}`);
  const parsed = projectSchema.safeParse(jsonOf(answer));
  if (!parsed.success)
    throw new ChannelRefusal('later', `${url.host} says of ${project} what no index would`);
  return new Map(
    parsed.data.files.map((file) => [file.filename, { ...file, url: new URL(file.url, url).href }]),
  );
}
