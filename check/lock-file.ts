import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { fromComplaints, type Step } from './step.ts';

const packageSchema = z.looseObject({
  version: z.string().optional(),
  dev: z.boolean().optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
});
const lockSchema = z.looseObject({ packages: z.record(z.string(), packageSchema) });

/** The part of package-lock.json that this check reads; all else is passed through. */
export type LockFile = z.infer<typeof lockSchema>;

/** A package for one platform that the lock file does not name. */
export interface MissingPackage {
  readonly name: string;
  readonly version: string;
  readonly wantedBy: string;
  readonly dev: boolean;
}

/** What npm writes for a package that it knows but does not install here. */
export interface LockEntry {
  readonly version: string;
  readonly cpu: readonly string[];
  readonly dev?: true;
  readonly libc?: readonly string[];
  readonly optional: true;
  readonly os: readonly string[];
}

/**
 * Optional dependencies without an entry. `npm install` leaves out those that its registry lacks, and `npm ci` then
 * refuses the lock file. They are platform packages with an exact version, so an entry can be written by hand.
 */
export function findMissing(lock: LockFile): MissingPackage[] {
  const present = new Set(Object.keys(lock.packages));
  return Object.entries(lock.packages).flatMap(([path, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name]) => !resolves(present, path, name))
      .map(([name, version]) => ({ name, version, wantedBy: path, dev: entry.dev === true })),
  );
}

/** Node's look-up: the nearest `node_modules` folder on the way up. */
function resolves(present: ReadonlySet<string>, path: string, name: string): boolean {
  let folder = path;
  for (;;) {
    if (present.has(folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`)) return true;
    if (folder === '') return false;
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')));
  }
}

const systems = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const processors = ['arm64', 'arm', 'ia32', 'ppc64', 'riscv64', 's390x', 'x64'];

/** The lock entry of a platform package, read from its name (`…-linux-arm64-gnu`); null when the name tells nothing. */
export function entryFor(missing: MissingPackage): LockEntry | null {
  const words = missing.name.split(/[-/]/);
  const os = systems.find((system) => words.includes(system));
  const cpu = processors.find((processor) => words.includes(processor));
  if (os === undefined || cpu === undefined || !/^\d+\.\d+\.\d+/.test(missing.version)) return null;
  const libc = words.includes('gnu') ? 'glibc' : words.includes('musl') ? 'musl' : null;
  return {
    version: missing.version,
    cpu: [cpu],
    ...(missing.dev ? { dev: true } : {}),
    ...(libc === null || os !== 'linux' ? {} : { libc: [libc] }),
    optional: true,
    os: [os],
  };
}

/** The lock file with the entries that can be written by hand, in npm's order. */
export function completeLock(lock: LockFile): LockFile {
  const added = findMissing(lock).flatMap((missing) => {
    const entry = entryFor(missing);
    return entry === null ? [] : [[`node_modules/${missing.name}`, entry] as const];
  });
  const packages = Object.entries({ ...lock.packages, ...Object.fromEntries(added) });
  packages.sort(([a], [b]) => a.localeCompare(b, 'en'));
  return { ...lock, packages: Object.fromEntries(packages) as LockFile['packages'] };
}

/** Reads a lock file as it stands: validated, but with its keys in their order, so that writing it back changes no line. */
export function parseLock(text: string): LockFile {
  const value: unknown = JSON.parse(text);
  if (!isLock(value)) throw new Error('package-lock.json is not a lock file of npm (it has no packages).');
  return value;
}

const isLock = (value: unknown): value is LockFile => lockSchema.safeParse(value).success;

async function readLock(root: string): Promise<LockFile> {
  return parseLock(await readFile(join(root, 'package-lock.json'), 'utf8'));
}

export const lockFileStep: Step = {
  name: 'lock',
  about: 'package-lock.json names the packages of every platform, so that `npm ci` accepts it',
  run: async (root) => {
    const complaints = findMissing(await readLock(root)).map(
      ({ name, version, wantedBy }) => `${name}@${version}, wanted by ${wantedBy}, has no entry`,
    );
    const advice = ['Run `node check/lock-file.ts --write` and commit package-lock.json.'];
    return fromComplaints(complaints.length === 0 ? [] : [...complaints, ...advice]);
  },
};

if (import.meta.main && process.argv.includes('--write')) {
  const root = join(import.meta.dirname, '..');
  const path = join(root, 'package-lock.json');
  await writeFile(path, `${JSON.stringify(completeLock(await readLock(root)), null, 2)}\n`);
}
