// A browser without a window, driven over the pipes of the Chrome DevTools Protocol (`--remote-debugging-pipe`: messages as JSON,
// each ended by a zero byte, to the browser on descriptor 3 and from it on 4).
import { spawn, spawnSync } from 'node:child_process';
import { temporaryFolder } from './workbench.mjs';

const PROGRAMS = [
  process.env.CHROME_PATH,
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
];

/** The first of the known programs that starts; undefined when there is none. */
export function findBrowser() {
  return PROGRAMS.find(
    (program) =>
      program && spawnSync(program, ['--version'], { stdio: 'ignore', timeout: 60_000 }).status === 0,
  );
}

export async function openBrowser(program) {
  const options = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--hide-scrollbars',
    '--remote-debugging-pipe',
  ];
  const child = spawn(program, [...options, `--user-data-dir=${temporaryFolder('browser')}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const waiting = new Map();
  const listeners = new Set();
  let last = 0;
  let rest = '';
  child.stdio[4].setEncoding('utf8').on('data', (text) => {
    const parts = (rest + text).split('\0');
    rest = parts.pop();
    for (const part of parts) {
      const message = JSON.parse(part);
      if (message.id === undefined) for (const listener of listeners) listener(message);
      else {
        const { done, fail } = waiting.get(message.id);
        waiting.delete(message.id);
        if (message.error) fail(new Error(message.error.message));
        else done(message.result);
      }
    }
  });
  const send = (method, params = {}, sessionId = undefined) =>
    new Promise((done, fail) => {
      last += 1;
      waiting.set(last, { done, fail });
      child.stdio[3].write(`${JSON.stringify({ id: last, method, params, sessionId })}\0`);
    });
  return {
    /** A tab of its own; `problems` gathers errors, refused contents, dialogs and requests. */
    async openTab({ width, scheme, scripts = true }) {
      const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
      const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
      const tab = new Tab((method, params) => send(method, params, sessionId));
      listeners.add((message) => message.sessionId === sessionId && tab.hear(message));
      for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await tab.send(`${domain}.enable`);
      await tab.send('Emulation.setDeviceMetricsOverride', {
        width,
        height: 800,
        deviceScaleFactor: 1,
        mobile: false,
      });
      const features = [{ name: 'prefers-color-scheme', value: scheme }];
      await tab.send('Emulation.setEmulatedMedia', { features });
      if (!scripts) await tab.send('Emulation.setScriptExecutionDisabled', { value: true });
      return tab;
    },
    async close() {
      const gone = new Promise((done) => child.on('exit', done));
      await send('Browser.close').catch(() => child.kill());
      await gone;
    },
  };
}

class Tab {
  problems = [];
  requests = [];
  #loaded = () => {};

  constructor(send) {
    this.send = send;
  }

  hear({ method, params }) {
    if (method === 'Page.loadEventFired') this.#loaded();
    if (method === 'Network.requestWillBeSent') this.requests.push(params.request.url);
    if (method === 'Page.javascriptDialogOpening') {
      this.problems.push(`a dialog: ${params.message}`);
      void this.send('Page.handleJavaScriptDialog', { accept: false });
    }
    if (method === 'Runtime.exceptionThrown') this.problems.push(params.exceptionDetails.text);
    if (method === 'Runtime.consoleAPICalled') this.problems.push(`console.${params.type}`);
    if (method === 'Log.entryAdded') this.problems.push(params.entry.text);
  }

  async goTo(url) {
    const loaded = new Promise((done) => {
      this.#loaded = done;
    });
    await this.send('Page.navigate', { url });
    await loaded;
  }

  /** The value of an expression in the page; also where the page's own scripts are off. */
  async evaluate(expression) {
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', {
      expression,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  async press(key, code = key, windowsVirtualKeyCode = 0) {
    const text = key === 'Enter' ? '\r' : undefined;
    for (const type of [text ? 'keyDown' : 'rawKeyDown', 'keyUp'])
      await this.send('Input.dispatchKeyEvent', {
        type,
        key,
        code,
        windowsVirtualKeyCode,
        ...(type !== 'keyUp' && { text }),
      });
  }

  async screenshot() {
    const { data } = await this.send('Page.captureScreenshot', { captureBeyondViewport: true });
    return Buffer.from(data, 'base64');
  }
}
