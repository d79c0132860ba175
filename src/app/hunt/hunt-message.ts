import type { HuntRules } from '../../detection/index.ts';
import type { FileTask, HuntedItem } from './hunt-file.ts';

/** What a thread of a hunt is started with. */
export interface HuntThreadSetting {
  readonly rules: HuntRules;
  readonly ndjson: boolean;
}

/** Some of what a thread found in its file, in order. */
export interface HuntChunk {
  readonly items: readonly HuntedItem[];
  /** Bytes of the file and events that were read since the chunk before. */
  readonly bytes: number;
  readonly events: number;
}

export type HuntThreadTask =
  | { readonly kind: 'file'; readonly file: FileTask }
  /** A chunk has been used up. */
  | { readonly kind: 'taken' };

export type HuntThreadReport =
  { readonly kind: 'chunk'; readonly chunk: HuntChunk } | { readonly kind: 'done' };
