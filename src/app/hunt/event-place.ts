/** Where an event stands: counted from 0 within its file or, in an archive, within the entry. */
export interface EventPlace {
  readonly file: string;
  readonly entry: string | null;
  readonly record: number;
}
