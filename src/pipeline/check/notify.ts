import type { Diagnostic, PropertyPath } from '../../diagnostics/diagnostic.ts';
import { didYouMean, didYouMeanOr } from '../../diagnostics/suggest.ts';
import type { ReceiverConfig } from '../notify-config.ts';
import { type CheckContext, problem } from './check-context.ts';
import { checkRefPattern } from './ref-patterns.ts';

/** Routes lead to receivers that there are, each receiver is led to, and the secrets of receivers are declared. */
export function checkNotify(context: CheckContext): readonly Diagnostic[] {
  const { notify } = context.config;
  if (notify === undefined) return [];
  return [...checkRoutes(context), ...checkReceivers(context)];
}

function checkRoutes({ pipeline, config, damaged }: CheckContext): readonly Diagnostic[] {
  const { receivers = {}, routes = [] } = config.notify ?? {};
  const workflows = pipeline.workflows.map(({ name }) => String(name));
  return routes.flatMap((route, index) => {
    const at = (key: string, place: number): PropertyPath => ['notify', 'routes', index, key, place];
    const to = route.to.flatMap((name, place) => {
      if (Object.hasOwn(receivers, name) || damaged(['notify', 'receivers', name])) return [];
      const fix = didYouMeanOr(name, Object.keys(receivers), 'Declare it in notify.receivers.');
      return [problem('unknown-receiver', at('to', place), `There is no receiver '${name}'.`, { fix })];
    });
    const of = (route.workflows ?? []).flatMap((name, place) => {
      if (workflows.includes(name) || damaged(['workflows', name])) return [];
      const fix = didYouMean(name, workflows);
      return [
        problem('unknown-workflow', at('workflows', place), `There is no workflow '${name}'.`, { fix }),
      ];
    });
    const branches = (route.branches ?? []).flatMap((pattern, place) =>
      checkRefPattern(pattern, at('branches', place), 'branch'),
    );
    return [...to, ...of, ...branches];
  });
}

function checkReceivers({ pipeline, config, damaged }: CheckContext): readonly Diagnostic[] {
  const { receivers = {}, routes = [] } = config.notify ?? {};
  const declared = pipeline.secrets.map(({ name }) => name);
  const led = new Set(routes.flatMap(({ to }) => to));
  return Object.entries(receivers).flatMap(([name, receiver]) => {
    const found: Diagnostic[] = [];
    const at: PropertyPath = ['notify', 'receivers', name];
    if (!led.has(name) && !damaged(['notify', 'routes']))
      found.push(
        problem('unused-receiver', at, `No route leads to the receiver '${name}'.`, {
          severity: 'warning',
          atKey: true,
          fix: `Name it in the 'to' of a route, or take it out.`,
        }),
      );
    const secret = secretOf(receiver);
    if (secret !== undefined && !declared.includes(secret.name) && !damaged(['secrets']))
      found.push(
        problem('undeclared-secret', [...at, secret.key], `The secret '${secret.name}' is not declared.`, {
          fix: didYouMeanOr(
            secret.name,
            declared,
            `Declare it: secrets: ['${secret.name}'] at the top of the definition.`,
          ),
        }),
      );
    return found;
  });
}

/** The secret that a receiver cannot do without, and the property that names it. */
function secretOf(receiver: ReceiverConfig): { readonly key: string; readonly name: string } | undefined {
  switch (receiver.medium) {
    case 'slack':
      return { key: 'webhook', name: receiver.webhook };
    case 'email':
      return { key: 'server', name: receiver.server };
    case 'webhook':
      return { key: 'secret', name: receiver.secret };
    case 'issue':
    case 'pull-request':
    case 'commit':
      return undefined;
    default:
      return receiver satisfies never;
  }
}
