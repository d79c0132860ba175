import { loadConfig } from '../../platform/config/index.ts';
import { exitCodes, type CommandContext } from '../cli/command.ts';
import { BackupError, errnoOf, type BackupProblem } from './backup-error.ts';
import { openBackupFolder, type BackupFolder } from './backup-folder.ts';
import { checkSignature, masterKeyCheck, objectsOf, type Manifest, type StoredObject } from './manifest.ts';
import { findMasterKey } from './master-key.ts';
import { createProgress, megabytes, type Progress } from './progress.ts';
import type { Reported } from './run-reporting.ts';

/** What is wrong with one file of a backup. */
interface Complaint {
  readonly code: BackupProblem;
  readonly message: string;
}

interface Verdict {
  readonly backup: string;
  readonly ok: boolean;
  readonly cutAt: string | null;
  readonly objects: number;
  readonly bytes: number;
  /** Null when the master key is not at hand, so that it cannot be checked. */
  readonly signed: boolean | null;
  readonly complaints: readonly Complaint[];
}

const mostComplaints = 100;

/**
 * Reads everything in a backup folder and compares it with the manifests. A damaged file is set aside, so that the next
 * backup copies it anew; nothing else is changed.
 */
export async function verifyBackups(context: CommandContext, given: string): Promise<Reported> {
  const folder = await openBackupFolder(given);
  const ids = await folder.ids();
  if (ids.length === 0) throw new BackupError('no_backup', `${folder.path} holds no complete backup.`);
  const progress = createProgress(context.say, () => performance.now(), new AbortController().signal);
  const key = await findMasterKey(loadConfig(context).data, context.env['TOCSIN_SECRET_KEY']);
  const checked = new Map<string, Complaint | null>();
  const verdicts: Verdict[] = [];
  for (const id of ids) {
    const verdict = await verifyOne(folder, id, key, checked, progress);
    context.say(`${id}: ${verdict.ok ? 'whole' : 'NOT WHOLE'}, ${megabytes(verdict.bytes)}\n`);
    for (const { message } of verdict.complaints) context.say(`  ${message}\n`);
    verdicts.push(verdict);
  }
  const codes = verdicts.flatMap((verdict) => verdict.complaints.map((complaint) => complaint.code));
  return { code: exitCodeOf(codes), report: { folder: folder.path, backups: verdicts } };
}

function exitCodeOf(codes: readonly BackupProblem[]): number {
  if (codes.length === 0) return exitCodes.done;
  return codes.every((code) => code === 'object_damaged' || code === 'manifest_altered')
    ? exitCodes.failed
    : exitCodes.unreadable;
}

async function verifyOne(
  folder: BackupFolder,
  id: string,
  key: Uint8Array | null,
  checked: Map<string, Complaint | null>,
  progress: Progress,
): Promise<Verdict> {
  const nothing = { backup: id, ok: false, cutAt: null, objects: 0, bytes: 0, signed: null };
  let manifest: Manifest;
  let signed: boolean | null = null;
  try {
    const found = await folder.manifest(id);
    manifest = found.manifest;
    if (key !== null && masterKeyCheck(key) === manifest.masterKeyCheck) {
      checkSignature(found.text, key, id);
      signed = true;
    }
  } catch (error) {
    return { ...nothing, complaints: [complaintOf(error)] };
  }
  const complaints: Complaint[] = [];
  const objects = objectsOf(manifest);
  for (const object of objects) {
    const known = checked.get(object.sha256);
    const complaint = known === undefined ? await verifyObject(folder, object, progress) : known;
    checked.set(object.sha256, complaint);
    if (complaint !== null && complaints.length < mostComplaints) complaints.push(complaint);
  }
  const bytes = objects.reduce((sum, object) => sum + object.bytes, 0);
  return {
    backup: id,
    ok: complaints.length === 0,
    cutAt: manifest.cutAt,
    objects: objects.length,
    bytes,
    signed,
    complaints,
  };
}

async function verifyObject(
  { objects }: BackupFolder,
  object: StoredObject,
  progress: Progress,
): Promise<Complaint | null> {
  try {
    for await (const chunk of objects.read(object)) progress.add(chunk.length, 0);
    return null;
  } catch (error) {
    const complaint = complaintOf(error);
    if (complaint.code === 'object_damaged') await objects.setAside(object.sha256).catch(() => undefined);
    return complaint;
  }
}

function complaintOf(error: unknown): Complaint {
  if (error instanceof BackupError) return { code: error.code, message: error.message };
  const reason = errnoOf(error) || (error instanceof Error ? error.message : String(error));
  return { code: 'object_missing', message: `A file of the backup cannot be read: ${reason}` };
}
