import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** A server of SMTP on 127.0.0.1 that keeps what it is given. */
export class MailSink {
  readonly mails: string[] = [];
  /** What is said at the end of a mail's text: a reply code, or nothing, and the connection is cut. */
  verdict: number | 'break' | undefined;
  /** The reply to the greeting, where it is not to be 250. */
  refusal: number | undefined;
  readonly #server: SMTPServer;

  private constructor() {
    this.#server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      logger: false,
      onAuth: ({ username, password }, _session, done) => {
        if (username === 'ci' && password === 'p@ss word') done(null, { user: 'ci' });
        else done(Object.assign(new Error(`wrong password ${password}`), { responseCode: 535 }));
      },
      onMailFrom: (_address, _session, done) => {
        if (this.refusal === undefined) done();
        else done(Object.assign(new Error('not now'), { responseCode: this.refusal }));
      },
      onData: (stream, session, done) => {
        let text = '';
        stream.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        stream.on('end', () => {
          if (typeof this.verdict === 'number')
            return done(Object.assign(new Error('not this one'), { responseCode: this.verdict }));
          this.mails.push(text);
          if (this.verdict !== 'break') return done();
          const { connections } = this.#server as unknown as {
            connections: Set<{ id: string; _socket: { destroy(): void } }>;
          };
          for (const connection of connections)
            if (connection.id === session.id) connection._socket.destroy();
        });
      },
    });
    this.#server.on('error', () => undefined);
  }

  static async start(): Promise<MailSink> {
    const sink = new MailSink();
    await new Promise<void>((ready) => sink.#server.listen(0, '127.0.0.1', ready));
    return sink;
  }

  get port(): number {
    return (this.#server.server.address() as AddressInfo).port;
  }

  close(): Promise<void> {
    return new Promise((closed) => this.#server.close(closed));
  }
}
