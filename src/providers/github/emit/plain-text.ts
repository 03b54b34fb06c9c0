import type { PropertyPath } from '../../../diagnostics/diagnostic.ts';
import { type Problems, problem } from '../problem.ts';

/** Text for a field that GitHub does not evaluate, and in which it takes `${{` for a mistake: there is no escape. */
export function plainText(text: string, at: PropertyPath, problems: Problems): string {
  if (!text.includes('${{')) return text;
  problems.add(
    problem(
      'expression-in-text',
      at,
      `GitHub Actions takes no '\${{' here, not even as plain text: '${text}'.`,
      { fix: "Write it in another way, such as '$ {{'." },
    ),
  );
  return text.replaceAll('${{', '$ {{');
}
