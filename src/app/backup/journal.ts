import { open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** One thing that has been copied: a name that stands for its content, and the object that holds it. */
const entrySchema = z.object({
  key: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().min(0),
});
export type JournalEntry = z.infer<typeof entrySchema>;

/** What an unfinished backup has copied already, so that the next run need not even read it again. */
export interface Journal {
  readonly entries: ReadonlyMap<string, JournalEntry>;
  add(entry: JournalEntry): Promise<void>;
  close(): Promise<void>;
  /** The backup is complete, or begins anew. */
  remove(): Promise<void>;
}

export async function openJournal(folder: string): Promise<Journal> {
  const path = join(folder, 'unfinished.ndjson');
  const entries = new Map<string, JournalEntry>();
  for (const line of (await readFile(path, 'utf8').catch(() => '')).split('\n')) {
    const entry = parseEntry(line);
    if (entry !== null) entries.set(entry.key, entry);
  }
  const file = await open(path, 'a', 0o600);
  return {
    entries,
    // A line that a kill cuts off is passed over when it is read; the one behind it must not be glued to it.
    add: (entry) => file.appendFile(`\n${JSON.stringify(entry)}`),
    close: () => file.close(),
    remove: () => rm(path, { force: true }),
  };
}

function parseEntry(line: string): JournalEntry | null {
  try {
    return entrySchema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}
