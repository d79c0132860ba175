import { z } from 'zod';

/** What the parent tells the child, as one JSON argument. Lengths in bytes, times in seconds unless named Ms. */
const configSchema = z.strictObject({
  dataDir: z.string().min(1),
  /** Database that exists from the start. */
  database: z.string().regex(/^[A-Za-z_]\w{0,63}$/),
  socketPath: z.string().min(1),
  /** For bodies on their way to the engine; the path holds no glob characters. */
  spoolDir: z.string().regex(/^[\w\-./ ~+@:=]+$/),
  insertSlots: z.int().min(1).max(64),
  readSlots: z.int().min(1).max(256),
  maxWaiting: z.int().min(0),
  defaultReadSeconds: z.int().positive(),
  defaultInsertSeconds: z.int().positive(),
  maxExecutionSeconds: z.int().positive(),
  maxQueryBytes: z.int().positive(),
  maxInsertBytes: z.int().positive(),
  maxResultBytes: z.int().positive(),
  maxMemoryBytes: z.int().positive(),
  /** How long to wait for another process to let go of the data directory. */
  lockWaitMs: z.int().min(0),
  /** How long running queries may go on after SIGTERM. */
  drainMs: z.int().min(0),
});

export type ServerConfig = z.infer<typeof configSchema>;

export function parseServerConfig(argument: string | undefined): ServerConfig {
  return configSchema.parse(JSON.parse(argument ?? 'null'));
}

/** The data directory is held by another process: no restart helps while that one lives. */
export const lockedExitCode = 75;

/** The data directory was used by a newer engine. */
export const olderExitCode = 76;
