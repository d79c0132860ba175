/** What the demo waits for, in order. */
export const stageNames = [
  'server',
  'customers',
  'attack',
  'received',
  'stored',
  'finding',
  'incident',
  'plan',
  'obligation',
  'drafted',
  'approved',
  'accepted',
  'tracking',
] as const;

export type StageName = (typeof stageNames)[number];

/** A stage that was reached. `atMs` counts from the start of the demo. */
export interface Stage {
  readonly name: StageName;
  readonly atMs: number;
  readonly text: string;
}

/** The stages that were reached so far; each is told as it happens. */
export interface StageLog {
  reached(name: StageName, text: string): void;
  stages(): readonly Stage[];
  /** The first stage that was not reached. */
  missing(): StageName | null;
}

/** `nowMs` is a clock that only runs forward, milliseconds. */
export function createStageLog(nowMs: () => number, say: (text: string) => void): StageLog {
  const startedAt = nowMs();
  const stages: Stage[] = [];
  return {
    reached: (name, text) => {
      const stage = { name, atMs: Math.round(nowMs() - startedAt), text };
      stages.push(stage);
      say(`${stageLine(stage)}\n`);
    },
    stages: () => [...stages],
    missing: () => stageNames.find((name) => !stages.some((stage) => stage.name === name)) ?? null,
  };
}

const stageLine = ({ name, atMs, text }: Stage): string =>
  `${(atMs / 1_000).toFixed(2).padStart(7)} s  ${name.padEnd(10)}  ${text}`;
