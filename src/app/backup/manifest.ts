import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { createSecretBox } from '../../platform/secret/index.ts';
import { BackupError } from './backup-error.ts';

/** Form of the folder and of manifests; a program reads its own and all earlier ones. */
export const backupFormat = 1;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const bytes = z.int().min(0);
const count = z.int().min(0);
const identifier = z.string().min(1).max(63);
const objectSchema = z.strictObject({ sha256, bytes });

/** A file of the backup: `objects/ab/abcd…`, named by its content. */
export type StoredObject = z.infer<typeof objectSchema>;

/** Rows of a table in COPY's text format, compressed by zstd; `rawBytes` before that. */
const chunkSchema = objectSchema.extend({ rawBytes: bytes });

const tableSchema = z.strictObject({
  schema: identifier,
  name: identifier,
  columns: z.array(identifier).min(1),
  rows: count,
  chunks: z.array(chunkSchema),
});
export type BackedUpTable = z.infer<typeof tableSchema>;

const postgresSchema = z.strictObject({
  migrations: z.array(z.strictObject({ number: z.int(), name: z.string(), checksum: sha256 })),
  tables: z.array(tableSchema),
  sequences: z.array(
    z.strictObject({
      schema: identifier,
      name: identifier,
      lastValue: z.string().regex(/^-?\d+$/),
      isCalled: z.boolean(),
    }),
  ),
});
export type PostgresPart = z.infer<typeof postgresSchema>;

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
/** Where ClickHouse keeps a part: `store/60f/60f4dd49-…/202601_1_13_1`. */
const partFolder = z.string().regex(new RegExp(`^store/[0-9a-f]{3}/${uuid}/[\\w-]{1,200}$`));
const partSchema = objectSchema.extend({
  folder: partFolder,
  rows: count,
  /** Made of the part's name and checksums: the next backup knows the part by it. */
  key: z.string().max(500),
});
export type BackedUpPart = z.infer<typeof partSchema>;

const clickhouseSchema = z.strictObject({
  version: z.string(),
  migrations: z.array(z.strictObject({ version: z.int(), name: z.string(), checksum: sha256 })),
  /** Definitions, insert tokens, mutations: everything but parts, packed. */
  state: objectSchema,
  /** Each packed. */
  parts: z.array(partSchema),
});
export type ClickHousePart = z.infer<typeof clickhouseSchema>;

const spoolFile = z.string().regex(/^(?:keys\/)?(?:spool-id|\d{12}\.seg)$/);
const spoolSchema = z.strictObject({ files: z.array(objectSchema.extend({ name: spoolFile })) });
export type SpoolPart = z.infer<typeof spoolSchema>;

const contentSchema = z.strictObject({
  format: z.literal(backupFormat),
  /** When it was begun, as `20260102T030405Z`; the manifest's file name. */
  id: z.string().regex(/^\d{8}T\d{6}Z$/),
  /** Version of the program that made it. */
  program: z.string(),
  /** The spool's id: backups of one folder are of one installation. */
  installation: z.uuid(),
  startedAt: z.iso.datetime(),
  /** The moment that the backup shows. */
  cutAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  drainPausedMs: z.number().min(0),
  postgres: postgresSchema,
  clickhouse: clickhouseSchema,
  spool: spoolSchema,
  /** `secrets/master.key`, when asked for. */
  masterKey: objectSchema.nullable(),
  /** Tells whether a key is the one of this installation, and nothing else of it. */
  masterKeyCheck: sha256,
  totals: z.strictObject({ objects: count, bytes, copiedBytes: bytes }),
});

/** What one backup holds, all of it: what a manifest does not name is not part of it. */
export type Manifest = z.infer<typeof contentSchema>;

const signedSchema = contentSchema.extend({ signature: sha256 });

/** All objects that a backup needs, each once. */
export function objectsOf(manifest: Manifest): readonly StoredObject[] {
  const { clickhouse, masterKey, postgres, spool } = manifest;
  const all = [
    ...postgres.tables.flatMap((table) => table.chunks),
    clickhouse.state,
    ...clickhouse.parts,
    ...spool.files,
    ...(masterKey === null ? [] : [masterKey]),
  ];
  return [
    ...new Map(all.map((object) => [object.sha256, { sha256: object.sha256, bytes: object.bytes }])).values(),
  ];
}

/** The manifest's text, signed with a key that is derived from the master key. */
export function writeManifest(manifest: Manifest, masterKey: Uint8Array): string {
  const signature = sign(JSON.stringify(manifest), masterKey);
  return `${JSON.stringify({ ...manifest, signature })}\n`;
}

const headSchema = z.looseObject({ format: z.int() });

/** Reads a manifest; `name` is told in errors. Its signature is not checked: that needs the master key. */
export function readManifest(text: string, name: string): Manifest {
  const json = parseJson(text, name);
  const head = headSchema.safeParse(json);
  if (head.success && head.data.format > backupFormat) {
    throw new BackupError(
      'format_newer',
      `The backup ${name} has the form ${head.data.format}, and this Tocsin knows ${backupFormat}: use the version that made it.`,
    );
  }
  const parsed = signedSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue === undefined ? '' : ` (${issue.path.join('.')}: ${issue.message})`;
    throw new BackupError('manifest_unreadable', `The manifest ${name} cannot be read${place}.`);
  }
  const { signature: _, ...manifest } = parsed.data;
  return manifest;
}

/** Throws when somebody without the master key has changed the manifest. */
export function checkSignature(text: string, masterKey: Uint8Array, name: string): void {
  const { signature, ...content } = z.looseObject({ signature: sha256 }).parse(parseJson(text, name));
  const expected = sign(JSON.stringify(content), masterKey);
  if (timingSafeEqual(Buffer.from(signature), Buffer.from(expected))) return;
  throw new BackupError(
    'manifest_altered',
    `The manifest ${name} is not as it was written: its signature does not fit.`,
  );
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BackupError('manifest_unreadable', `The manifest ${name} is not JSON.`);
  }
}

const sign = (content: string, masterKey: Uint8Array): string =>
  createHmac('sha256', createSecretBox(masterKey).deriveKey('backup-signature'))
    .update(content)
    .digest('hex');

/** What is stored to recognise the master key. */
export const masterKeyCheck = (masterKey: Uint8Array): string =>
  createHash('sha256').update(createSecretBox(masterKey).deriveKey('backup-key-check')).digest('hex');
