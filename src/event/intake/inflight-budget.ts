/** Bytes that intake has read and not yet stored, over all connections: what bounds its memory. */
export interface InflightBudget {
  take(bytes: number): void;
  give(bytes: number): void;
  /** True from the bound on: read no more. */
  isOver(): boolean;
  /** Calls `wake` once, when there is room again. */
  onRoom(wake: () => void): void;
  bytes(): number;
}

/** A budget of `limit` bytes; several listeners share one. */
export function createInflightBudget(limit: number): InflightBudget {
  const waiting = new Set<() => void>();
  let used = 0;
  return {
    take: (bytes) => {
      used += bytes;
    },
    give: (bytes) => {
      used -= bytes;
      if (used >= limit || waiting.size === 0) return;
      const woken = [...waiting];
      waiting.clear();
      for (const wake of woken) wake();
    },
    isOver: () => used >= limit,
    onRoom: (wake) => {
      waiting.add(wake);
    },
    bytes: () => used,
  };
}
