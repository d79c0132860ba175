import { windowsLogSource } from '../../event/index.ts';
import type { RecordKinds } from '../event-types.ts';
import { meetsLogSource, type CoveringSource } from '../sigma/routing.ts';

/** How far events of a log source, which nobody has looked at, can come on a way to another. */
export type WayStage = 'none' | 'log_source' | 'channel' | 'all';

/**
 * Told by what the log source itself says: where it was made of the channel and the event id, other channels and ids have other log
 * sources. `all`: such events may be there.
 */
export function wayStage(
  { isByChannel, source }: Pick<RecordKinds['sources'][number], 'isByChannel' | 'source'>,
  when: CoveringSource['when'],
): WayStage {
  if (!meetsLogSource(when, source)) return 'none';
  const { channel, eventId } = when;
  if (channel === undefined || !isByChannel) return 'all';
  const own = channel.filter((name) => windowsLogSource(name, Number.NaN, {}).service === source.service);
  if (own.length === 0) return 'log_source';
  if (eventId === undefined) return 'all';
  const categories = own.flatMap((name) => eventId.map((id) => windowsLogSource(name, id, {}).category));
  // The event type says which of registry's categories it is.
  const isRegistry =
    categories.includes('registry_event') && source.category?.startsWith('registry_') === true;
  return categories.includes(source.category) || isRegistry ? 'all' : 'channel';
}
