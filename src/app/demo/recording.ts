/** Stands for the token of the source in the recording. */
export const tokenPlaceholder = 'TOKEN';

const timeOf = /^<\d{1,3}>1 (\S+) /;

/**
 * The messages of a recording as they would be sent now: times moved so that the last one is `now`, gaps kept, the
 * source's token put in. Lines are RFC 5424; one without a time is refused.
 */
export function retell(recording: string, token: string, now: Date): string[] {
  const lines = recording.split('\n').filter((line) => line !== '');
  const times = lines.map(readTime);
  const shift = now.getTime() - Math.max(...times);
  return lines.map((line, index) => {
    const time = new Date((times[index] ?? 0) + shift).toISOString();
    return line
      .replace(timeOf, (start, written: string) => start.replace(written, time))
      .replace(`token="${tokenPlaceholder}"`, `token="${token}"`);
  });
}

function readTime(line: string): number {
  const time = Date.parse(timeOf.exec(line)?.[1] ?? '');
  if (Number.isNaN(time)) throw new Error(`The recording has a line without a time: ${line.slice(0, 80)}`);
  return time;
}

/** Octet counting (RFC 6587, 3.4.1): each message follows its length in bytes. */
export const frameMessages = (messages: readonly string[]): Buffer =>
  Buffer.concat(messages.map((message) => Buffer.from(`${Buffer.byteLength(message)} ${message}`)));

/** Messages of an octet-counted stream, whole ones only. */
export function unframeMessages(stream: Buffer): string[] {
  const messages: string[] = [];
  let at = 0;
  for (;;) {
    const space = stream.indexOf(0x20, at);
    if (space < 0) return messages;
    const end = space + 1 + Number(stream.toString('latin1', at, space));
    if (!(end > space && end <= stream.length)) return messages;
    messages.push(stream.toString('utf8', space + 1, end));
    at = end;
  }
}
