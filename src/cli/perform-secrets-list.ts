import { printableLine } from '../diagnostics/printable.ts';
import type { ForkReach, SecretUse } from '../secrets/inventory.ts';
import { placeText } from '../secrets/secret-place.ts';
import type { Invocation } from './commands/command.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { renderTable } from './render/table.ts';
import { openSecretsDesk } from './secrets/secrets-desk.ts';

const FORKS: Readonly<Record<ForkReach, string>> = {
  no: 'no',
  'read-only': 'read-only',
  setting: 'if the project passes secrets to forks',
};
/** A pipe has no width: nothing is cut. */
const WHOLE_LINE = 10_000;

/** `lockstep secrets list`: from the definition and its files alone; nobody is asked. */
export async function performSecretsList(
  invocation: Invocation,
  { json }: { readonly json?: boolean },
): Promise<ExitCode> {
  const desk = await openSecretsDesk(invocation);
  if (desk === undefined) return EXIT.usage;
  const { console } = invocation;
  if (json === true) console.print(JSON.stringify(desk.uses.map(asData), null, 2));
  else if (desk.uses.length === 0) console.print('No job uses a secret.');
  else console.print(table(desk.uses, console));
  const unused = desk.pipeline.secrets.filter(({ name }) => !desk.uses.some(({ secret }) => secret === name));
  if (unused.length > 0 && json !== true)
    console.remark(
      `Declared, and given to no job of a CI system: ${unused.map(({ name }) => name).join(', ')}`,
    );
  return EXIT.fine;
}

function table(uses: readonly SecretUse[], { style, screen, isTerminal }: Invocation['console']): string {
  const columns = ['secret', 'job', 'kept in', 'forks', 'for', 'least permission'].map((title) => ({
    title,
  }));
  const rows = uses.map((use) => [
    { text: use.secret },
    { text: use.job },
    { text: placeText(use.place) },
    { text: FORKS[use.forks] },
    { text: printableLine(use.operation?.title ?? '-') },
    { text: printableLine(use.operation?.least ?? '-') },
  ]);
  return renderTable(columns, rows, {
    width: isTerminal ? screen.columns - 1 : WHOLE_LINE,
    ...{ ellipsis: style.ellipsis, header: style.dim },
  }).join('\n');
}

/** Stable. */
function asData({ secret, job, system, workflows, place, forks, operation, declared }: SecretUse): unknown {
  return {
    ...{ secret, job, system, workflows, place, forks, declared },
    operation: operation && { title: operation.title, least: operation.least, oidc: operation.oidc },
  };
}
