/** The part of ClickHouse's error codes that this server itself raises. */
const ownCodes = {
  BAD_ARGUMENTS: 36,
  NOT_IMPLEMENTED: 48,
  SYNTAX_ERROR: 62,
  UNKNOWN_FORMAT: 73,
  UNKNOWN_SETTING: 115,
  TOO_MANY_SIMULTANEOUS_QUERIES: 202,
  CANNOT_DECOMPRESS: 271,
  TOO_LARGE_REQUEST: 307,
  QUERY_WAS_CANCELLED: 394,
  UNKNOWN_QUERY_PARAMETER: 456,
  STD_EXCEPTION: 1001,
} as const;

/** A failure in ClickHouse's terms: `message` is the whole text of the reply. */
export interface EngineError {
  readonly code: number;
  readonly message: string;
}

export function engineError(type: keyof typeof ownCodes, text: string): EngineError {
  return { code: ownCodes[type], message: `Code: ${ownCodes[type]}. DB::Exception: ${text} (${type})` };
}

const maxMessageLength = 16_384;

/** Reads what the engine threw; `hide` (the path of a temporary file) never reaches the reply. */
export function toEngineError(thrown: unknown, hide?: string): EngineError {
  const raw = thrown instanceof Error ? thrown.message : String(thrown);
  const text = withoutWrapper(hide === undefined ? raw : hidePath(raw, hide))
    .trim()
    .slice(0, maxMessageLength);
  const code = /^Code: (\d{1,6})\./.exec(text)?.[1];
  return code === undefined ? engineError('STD_EXCEPTION', text) : { code: Number(code), message: text };
}

function hidePath(text: string, path: string): string {
  return text.replaceAll(`file/uri ${path}`, 'the request body').replaceAll(path, 'the request body');
}

/** An error while a file is inserted comes wrapped in a second one: "Code: 27. … Code: 27. … (TYPE) (version …). (TYPE)". */
function withoutWrapper(text: string): string {
  return text
    .replace(/^(Code: \d{1,6}\. DB::Exception: )Code: \d{1,6}\. DB::Exception: /, '$1')
    .replace(/(\([A-Z0-9_]+\)) \(version [^()]*(?:\([^()]*\))?\)\. \([A-Z0-9_]+\)$/, '$1');
}

/** HTTP status for an error code, as ClickHouse's HTTP interface assigns them (HTTPHandler, exception codes). */
export function httpStatus(code: number): number {
  if (notFound.has(code)) return 404;
  if (badRequest.has(code)) return 400;
  switch (code) {
    case ownCodes.NOT_IMPLEMENTED:
      return 501;
    case ownCodes.TOO_LARGE_REQUEST:
      return 413;
    case ownCodes.TOO_MANY_SIMULTANEOUS_QUERIES:
      return 503;
    case 159:
      return 408;
    default:
      return 500;
  }
}

/** UNKNOWN_TABLE, UNKNOWN_FUNCTION, UNKNOWN_IDENTIFIER, UNKNOWN_TYPE, UNKNOWN_STORAGE, UNKNOWN_DATABASE, UNKNOWN_SETTING, … */
const notFound: ReadonlySet<number> = new Set([
  16, 46, 47, 50, 56, 60, 63, 70, 71, 72, 73, 75, 76, 81, 84, 92, 115,
]);

/** Parse errors, wrong types and arguments, missing parameters. */
const badRequest: ReadonlySet<number> = new Set([
  6, 7, 26, 27, 32, 36, 38, 41, 42, 43, 44, 51, 53, 62, 69, 72, 117, 130, 131, 271, 377, 386, 395, 456, 457,
  471,
]);
