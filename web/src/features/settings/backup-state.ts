const hourMs = 3_600_000;

/** How the newest backup stands: none, older than it may be, or well. */
export function backupState(
  newestAt: string | null,
  warnAfterHours: number,
  now: Date,
): 'none' | 'old' | 'fresh' {
  if (newestAt === null) return 'none';
  return now.getTime() - new Date(newestAt).getTime() > warnAfterHours * hourMs ? 'old' : 'fresh';
}
