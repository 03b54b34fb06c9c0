import { systemClock } from '../../platform/clock.ts';
import { checkExecutorContract } from '../executor.contract.ts';
import { ScriptedExecutor } from './scripted-executor.ts';

checkExecutorContract({
  name: 'scripted',
  // Its timers must keep the test alive: a script has no process that would.
  open: () => new ScriptedExecutor({ ...systemClock, after: heldAfter }),
  scripts: {
    printsTwoLines: 'print one\nprint two',
    printsBoth: 'print out\nwarn err',
    failsWith3: 'exit 3',
    diesBySignal: 'die SIGKILL',
    hangs: 'print up\nhang',
    hangsStubbornly: 'stubborn\nprint up\nhang',
    speaksLater: 'later 300ms later',
    waits600ms: 'sleep 600ms',
    unstartable: (step) => ({ ...step, script: 'unstartable there is no such shell' }),
  },
});

function heldAfter(ms: number, callback: () => void): () => void {
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
}
