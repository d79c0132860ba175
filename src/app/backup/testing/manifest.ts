import type { Manifest, StoredObject } from '../manifest.ts';

export const testKey = Buffer.alloc(32, 7);
export const testInstallation = '01a21f37-0000-7000-8000-000000000001';

/** A manifest that needs the given objects, as chunks of one table; the first of them is ClickHouse's state too. */
export function manifestOf(
  id: string,
  objects: readonly [StoredObject, ...StoredObject[]],
  check: string,
): Manifest {
  const bytes = objects.reduce((sum, object) => sum + object.bytes, 0);
  return {
    format: 1,
    id,
    program: '0.1.0',
    installation: testInstallation,
    startedAt: '2026-01-02T03:04:05.000Z',
    cutAt: '2026-01-02T03:04:05.100Z',
    finishedAt: '2026-01-02T03:04:06.000Z',
    drainPausedMs: 12,
    postgres: {
      migrations: [{ number: 1, name: 'base', checksum: 'a'.repeat(64) }],
      tables: [
        {
          schema: 'tocsin',
          name: 'company',
          columns: ['id'],
          rows: objects.length,
          chunks: objects.map((object) => ({ ...object, rawBytes: object.bytes })),
        },
      ],
      sequences: [],
    },
    clickhouse: {
      version: '26.7.2.1',
      migrations: [{ version: 1, name: '0001-security-event', checksum: 'b'.repeat(64) }],
      state: objects[0],
      parts: [],
    },
    spool: { files: [] },
    masterKey: null,
    masterKeyCheck: check,
    totals: { objects: objects.length, bytes, copiedBytes: 0 },
  };
}
