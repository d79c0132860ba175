import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** One mail that the sink took. */
export interface SunkMail {
  readonly from: string;
  readonly to: readonly string[];
  /** What the client asked for by DSN (RFC 3461), if anything. */
  readonly envid: string | null;
  readonly notify: readonly string[];
  readonly secure: boolean;
  readonly user: string | null;
  readonly parsed: ParsedMail;
  readonly raw: string;
}

/** A real mail server on loopback whose answers a test chooses. */
export interface SmtpSink {
  readonly port: number;
  readonly mails: readonly SunkMail[];
  /** Answers for RCPT TO, by address; a missing address is accepted. */
  readonly recipientReplies: Map<string, number>;
  /** Answers for the next mails' final reply, in order; null accepts. */
  readonly finalReplies: (number | null)[];
  /** When set, the final reply waits for this promise. */
  holdFinalReply: Promise<void> | null;
  stop(): Promise<void>;
}

export async function startSmtpSink(options: SMTPServerOptions = {}): Promise<SmtpSink> {
  const mails: SunkMail[] = [];
  const recipientReplies = new Map<string, number>();
  const finalReplies: (number | null)[] = [];
  const sink = { holdFinalReply: null as Promise<void> | null };
  const server = new SMTPServer({
    authOptional: true,
    disableReverseLookup: true,
    hideDSN: false,
    logger: false,
    closeTimeout: 100,
    onRcptTo: (address, _session, done) => {
      const code = recipientReplies.get(address.address);
      done(code === undefined ? null : refusal(code, `reply ${code} for ${address.address}`));
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const finish = async (): Promise<void> => {
          await sink.holdFinalReply;
          const code = finalReplies.shift() ?? null;
          if (code !== null) {
            done(refusal(code, `final reply ${code}`));
            return;
          }
          const raw = Buffer.concat(chunks);
          const { mailFrom, rcptTo, dsn } = session.envelope;
          mails.push({
            from: mailFrom === false ? '' : mailFrom.address,
            to: rcptTo.map(({ address }) => address),
            envid: dsn?.envid ?? null,
            notify: rcptTo[0]?.dsn?.notify ?? [],
            secure: session.secure,
            user: typeof session.user === 'string' ? session.user : null,
            parsed: await simpleParser(raw),
            raw: raw.toString('utf8'),
          });
          done(null, `queued as SINK${mails.length}`);
        };
        finish().catch((error: unknown) => done(error instanceof Error ? error : new Error(String(error))));
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  return Object.assign(sink, {
    port: portOf(server.server),
    mails,
    recipientReplies,
    finalReplies,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  });
}

function refusal(code: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode: code });
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

/** Stands between client and server and can lose the server's last word. */
export interface CutProxy {
  readonly port: number;
  /** How many of the next connections are cut when the server has answered the whole mail. */
  cuts: number;
  stop(): Promise<void>;
}

/** Passes SMTP through, and cuts a connection in the moment between "the server has it" and "the client knows". */
export async function startCutProxy(target: number): Promise<CutProxy> {
  const proxy = { cuts: 0 };
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    let sawEnd = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', (chunk) => {
      if (chunk.toString('latin1').endsWith('\r\n.\r\n')) sawEnd = true;
      upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      if (sawEnd && proxy.cuts > 0) {
        proxy.cuts -= 1;
        client.destroy();
        return;
      }
      client.write(chunk);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(proxy, {
    port: portOf(server),
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  });
}
