import { z } from 'zod';
import { parseReturnPattern } from '../mail/index.ts';
import { parseImapUrl } from '../mailbox/index.ts';
import { oidcEntries } from './oidc.ts';
import { list, optionalText } from './part.ts';

const port = z.coerce.number().int().min(0).max(65_535);
const bytes = z.coerce.number().int().positive();
const endpoint = z
  .string()
  .regex(/^(?:\[[0-9a-fA-F:]+\]|[^:[\]]+):\d{1,5}$/, 'must be HOST:PORT, for example 0.0.0.0:514');

/** A text or nothing, judged by the parser that will read it. */
const parsedText = (
  parse: (text: string) => { readonly ok: boolean; readonly error?: { readonly message: string } },
) =>
  optionalText.superRefine((text, context) => {
    const read = text === null ? null : parse(text);
    if (read?.ok === false) context.addIssue({ code: 'custom', message: read.error?.message ?? 'is wrong' });
  });

const gibibyte = 1024 ** 3;

export const serverRoles = ['intake', 'worker', 'api'] as const;
export type ServerRole = (typeof serverRoles)[number];

/**
 * All settings. A key `a.b` is read from the file as `a: { b: … }` and from the environment as `TOCSIN_A_B`;
 * the environment wins.
 */
export const configSchema = z.strictObject({
  /** Folder of everything that Tocsin stores. */
  data: z.string().min(1),
  roles: list.pipe(z.array(z.enum(serverRoles)).min(1)).default([...serverRoles]),
  http: z
    .strictObject({
      host: z.string().min(1).default('127.0.0.1'),
      port: port.default(8440),
      /** The address that users and customers open, for links in mail. Default: what the server listens on. */
      publicUrl: z
        .url({ protocol: /^https?$/ })
        .nullable()
        .default(null),
      /** PEM files; both or neither. */
      tlsCertificate: optionalText,
      tlsKey: optionalText,
      /** Addresses or CIDR ranges of reverse proxies whose X-Forwarded-* headers are believed. */
      trustedProxies: list.default([]),
    })
    .prefault({}),
  syslog: z
    .strictObject({
      udp: endpoint.nullable().default('127.0.0.1:5514'),
      tcp: endpoint.nullable().default('127.0.0.1:5514'),
      relp: endpoint.nullable().default('127.0.0.1:2514'),
      tls: endpoint.nullable().default(null),
      tlsCertificate: optionalText,
      tlsKey: optionalText,
      /** CA that client certificates must come from; without it no client certificate is asked for. */
      tlsClientCa: optionalText,
    })
    .prefault({}),
  database: z
    .strictObject({
      /** postgres://… of an external server; null starts the embedded one. Also read from DATABASE_URL. */
      url: optionalText,
      poolSize: z.coerce.number().int().min(4).max(200).default(20),
    })
    .prefault({}),
  clickhouse: z
    .strictObject({
      /** http(s)://… of an external server; null starts the embedded one. Also read from CLICKHOUSE_URL. */
      url: optionalText,
    })
    .prefault({}),
  smtp: z
    .strictObject({
      /** smtp://user:password@host:port or smtps://…; null writes mail to the folder `outbox` instead. */
      url: optionalText,
      from: z.string().min(3).default('Tocsin <tocsin@localhost>'),
    })
    .prefault({}),
  bounce: z
    .strictObject({
      /** imaps://user:password@host/INBOX of the mailbox that bounces come to; null: none is read. */
      url: parsedText(parseImapUrl),
      /** `bounce+*@host`: the address that bounces come to, the star for what tells them apart; null: `smtp.from`. */
      address: parsedText(parseReturnPattern),
      /** Where bounces are moved that were dealt with; null: they stay and are marked as seen. */
      folder: optionalText,
    })
    .prefault({}),
  /** Identity providers; a list, so only in the file. */
  oidc: oidcEntries.default([]),
  spool: z.strictObject({ maxBytes: bytes.default(10 * gibibyte) }).prefault({}),
  detection: z
    .strictObject({
      ruleFolders: list.default([]),
      /** MITRE ATT&CK as a STIX bundle (`enterprise-attack.json`); null: none. */
      attackFile: z.string().min(1).nullable().default(null),
      latenessSeconds: z.coerce.number().int().min(0).max(86_400).default(300),
      /** Over how many stored days a rule looks back when it comes into force; 0: none. */
      huntDays: z.coerce.number().int().min(0).max(366).default(7),
      /** Of one core's time, over five minutes and all processes: a rule that takes more is put in quarantine; 0: never. */
      ruleBudgetPercent: z.coerce.number().min(0).max(1_000).default(25),
    })
    .prefault({}),
  pipeline: z.strictObject({ threads: z.coerce.number().int().min(1).max(64).default(1) }).prefault({}),
  retention: z
    .strictObject({
      /** Days that events are kept where a company has no setting of its own. */
      defaultDays: z.coerce.number().int().min(1).max(3_650).default(365),
      /** Free space of a disk that data lies on under which warnings start, in percent; 0: no warnings. */
      diskWarnFreePercent: z.coerce.number().min(0).max(90).default(15),
      /** Free space under which intake slows its senders, in percent; 0: only when the disk is full. */
      diskStopFreePercent: z.coerce.number().min(0).max(50).default(3),
    })
    .prefault({}),
  backup: z
    .strictObject({
      /** Hours without a backup after which console and metrics warn. */
      warnAfterHours: z.coerce.number().int().min(1).max(8_760).default(48),
    })
    .prefault({}),
  log: z
    .strictObject({
      level: z.enum(['trace', 'debug', 'info', 'warn', 'error']).default('info'),
      format: z.enum(['auto', 'json', 'pretty']).default('auto'),
    })
    .prefault({}),
});

/** The settings after defaults, true to their types. */
export type Config = z.output<typeof configSchema>;
