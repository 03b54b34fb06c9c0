// Plays a scripted run on this terminal, to look at the renderers:
//   node build/test/support/render-demo.js [--jobs 12] [--speed 1] [--as live|plain|github|circleci|json]
import { parseArgs } from 'node:util';
import { GroupedRenderer } from '../../src/cli/render/grouped.ts';
import { JsonRenderer } from '../../src/cli/render/json.ts';
import { LiveRenderer } from '../../src/cli/render/live.ts';
import { PlainRenderer } from '../../src/cli/render/plain.ts';
import type { Renderer } from '../../src/cli/render/renderer.ts';
import { streamScreen } from '../../src/cli/render/screen.ts';
import { createStyle } from '../../src/cli/render/style.ts';
import { renderSummary } from '../../src/cli/render/summary.ts';
import { chooseRenderer } from '../../src/cli/render/terminal-abilities.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { randomHex } from '../../src/platform/digest.ts';
import { thisHost } from '../../src/platform/host.ts';
import { foldRun } from '../../src/run/run-state.ts';
import { demoRun } from './demo-run.ts';

const { values } = parseArgs({
  options: {
    jobs: { type: 'string', default: '12' },
    speed: { type: 'string', default: '1' },
    as: { type: 'string' },
  },
});
const question = { env: process.env, os: thisHost().os };
const screen = streamScreen(process.stderr, question);
const kind = values.as ?? chooseRenderer({ ...question, tty: process.stderr.isTTY });
const events = demoRun(Number(values.jobs));
const first = events[0]?.time ?? 0;
const speed = Number(values.speed);
const begin = Date.now();
const clock = { ...systemClock, now: () => first + (Date.now() - begin) * speed };

function create(): Renderer {
  switch (kind) {
    case 'json':
      return new JsonRenderer((text) => process.stdout.write(text));
    case 'github':
    case 'circleci':
      return new GroupedRenderer(screen, clock, { dialect: kind, token: () => randomHex(16) });
    case 'plain':
      return new PlainRenderer(screen, clock);
    default: {
      const live = new LiveRenderer(screen, clock);
      process.once('SIGINT', () => {
        live.restore();
        process.exit(130);
      });
      return live;
    }
  }
}

const renderer = create();
for (const event of events) {
  const wait = (event.time - first) / speed - (Date.now() - begin);
  if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
  renderer.event(event);
}
await renderer.finish();
if (kind !== 'json') {
  const passed = kind === 'live' ? 'folded' : 'listed';
  const options = { style: createStyle(screen), columns: screen.columns, passed } as const;
  const rerun = 'lockstep run --resume 20261123-120000-7f3a';
  const text = renderSummary(foldRun(events), {
    ...options,
    rerun,
    log: (job) => `lockstep runs log ${job.planned.job}`,
  });
  process.stdout.write(`\n${text}`);
}
