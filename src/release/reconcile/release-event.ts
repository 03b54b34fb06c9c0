import type { ChannelName } from '../../pipeline/channels-config.ts';
import type { ChannelRefusal, ChannelState, StepPhase } from '../channels/channel.ts';

/**
 * What happens while a release is brought to its channels: for the screen and the journal. Texts are of channels and servers: they may hold
 * anything, and are not to be printed raw.
 */
export type ReleaseEvent =
  | {
      readonly kind: 'looked';
      readonly channel: ChannelName;
      /** `observe`: what the server says. `verify`: what it serves. */
      readonly how: Look;
      readonly state: ChannelState;
      readonly summary: string;
      readonly reason?: string;
    }
  | {
      readonly kind: 'step.started';
      readonly channel: ChannelName;
      readonly step: string;
      readonly phase: StepPhase;
    }
  | {
      readonly kind: 'step.finished';
      readonly channel: ChannelName;
      readonly step: string;
      readonly phase: StepPhase;
      readonly answer: string;
    }
  | {
      readonly kind: 'step.failed';
      readonly channel: ChannelName;
      readonly step: string;
      readonly phase: StepPhase;
      readonly refusal: ChannelRefusal['kind'];
      readonly message: string;
    }
  | {
      readonly kind: 'waiting';
      readonly channel: ChannelName;
      /** Milliseconds. */
      readonly wait: number;
      readonly why: string;
    }
  | {
      /** The phase, and all after it, is not begun. */
      readonly kind: 'held';
      readonly phase: StepPhase;
      readonly because: readonly ChannelName[];
    };

export type Look = 'observe' | 'verify';
