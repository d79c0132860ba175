/** The version of the ClickHouse that the embedded engine is: `26.7.2.1`. Loads the engine's library, so not for the server. */
export async function engineRelease(): Promise<string> {
  const { version } = await import('chdb');
  // chDB quotes it.
  return version().libchdb.replaceAll('"', '');
}
