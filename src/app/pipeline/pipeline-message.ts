import type {
  DueBatch,
  JudgingCost,
  MatchGroup,
  RuleTexts,
  SuppressionSet,
  TakenGroup,
} from '../../detection/index.ts';
import type { IntakeDrop, IntakeTally } from '../../event/index.ts';
import type { CompanyId } from '../../kernel/index.ts';

/** A batch on its way to a worker thread: the frames' payloads end to end in one buffer, which is transferred. */
export interface BatchRequest {
  readonly spoolId: string;
  /** Version of the rules that judge it, written with each event; 0: none was planned. */
  readonly ruleSet: number;
  readonly payload: ArrayBuffer;
  readonly frames: readonly {
    readonly segment: number;
    readonly offset: number;
    readonly start: number;
    readonly end: number;
  }[];
  /** Days that a company keeps its events; the default for those that are not in it. */
  readonly retention: { readonly days: ReadonlyMap<CompanyId, number>; readonly defaultDays: number };
  /** What is in force for the batch's records. */
  readonly suppressions: SuppressionSet;
  /** Companies whose records are dropped. */
  readonly erased: ReadonlySet<CompanyId>;
}

/** What a worker made of a batch. Bodies are ready for ClickHouse. */
export interface BatchReply {
  readonly events: { readonly rows: number; readonly body: Uint8Array<ArrayBuffer> };
  readonly matchRows: string;
  readonly correlationRows: string;
  readonly groups: readonly MatchGroup[];
  readonly due: readonly DueBatch[];
  /** Matches that suppressions took. */
  readonly taken: readonly TakenGroup[];
  readonly tallies: readonly IntakeTally[];
  /** Days that each company's rows of this batch are kept, as the worker knew it. */
  readonly days: ReadonlyMap<CompanyId, number>;
  /** Records of erased companies, which are in none of the rows, and whose they were. */
  readonly drops: readonly IntakeDrop[];
  readonly droppedOf: readonly CompanyId[];
  readonly matchesByRule: ReadonlyMap<string, number>;
  /** What the rules cost in this attempt. */
  readonly cost: JudgingCost | null;
  /** Frames that could not be decoded: written by a newer version, or damaged behind a good checksum. */
  readonly badFrames: readonly string[];
}

/** What a worker thread is started with. */
export interface WorkerSetting {
  readonly rules: RuleTexts;
}
