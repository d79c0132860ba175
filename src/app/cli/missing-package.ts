/** What to do when a package of the lock file is not installed, as after an update without `npm ci`; null for any other error. */
export function missingPackage(error: unknown, root: string): string | null {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'ERR_MODULE_NOT_FOUND') return null;
  const name = /^Cannot find package '([^']+)'/.exec(error.message)?.[1];
  return name === undefined ? null : `The package ${name} is not installed. Run "npm ci" in ${root}.`;
}
