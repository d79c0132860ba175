/** What detection reads of an event; the only place in this slice that names the event slice. */
export type { Json, JsonObject, LogSource, ParsedEvent, RecordKind, RecordKinds } from '../event/index.ts';
