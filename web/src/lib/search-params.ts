/** Reads what a URL's search part holds. Anything that does not fit is dropped, so an old or edited link still opens. */

export type RawSearch = Readonly<Record<string, unknown>>;

const longestText = 2_000;

export function readText(raw: RawSearch, key: string): string | undefined {
  const value = raw[key];
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value !== '' ? value.slice(0, longestText) : undefined;
}

export function readOneOf<T extends string>(
  raw: RawSearch,
  key: string,
  allowed: readonly T[],
): T | undefined {
  const text = readText(raw, key);
  return allowed.find((entry) => entry === text);
}

/** A comma-separated list: unknown entries and repeats are dropped; nothing left reads as absent. */
export function readList<T extends string>(
  raw: RawSearch,
  key: string,
  allowed: readonly T[],
): T[] | undefined {
  const text = readText(raw, key);
  const entries = Array.isArray(raw[key]) ? raw[key].map(String) : (text?.split(',') ?? []);
  const kept = allowed.filter((entry) => entries.includes(entry));
  return kept.length > 0 ? kept : undefined;
}

export function readWords(raw: RawSearch, key: string): string[] | undefined {
  const text = readText(raw, key);
  const entries = Array.isArray(raw[key]) ? raw[key].map(String) : (text?.split(',') ?? []);
  const words = [...new Set(entries.map((word) => word.trim()).filter((word) => word !== ''))];
  return words.length > 0 ? words : undefined;
}

/** Writes search for a URL: lists as `a,b`, empty and absent left out. */
export function writeSearch(search: RawSearch): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(search)) {
    const text = Array.isArray(value) ? value.join(',') : scalarText(value);
    if (text !== '') params.set(key, text);
  }
  const text = params.toString().replaceAll('%2C', ',').replaceAll('%3A', ':').replaceAll('%7E', '~');
  return text === '' ? '' : `?${text}`;
}

export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

function scalarText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '';
}
