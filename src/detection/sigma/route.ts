/**
 * Which events a Sigma log source means where the event's own log source does not say it: facts of the taxonomy
 * appendix (Sigma 2.1), as data. A route gives an event another log source when every condition holds; comparisons
 * ignore case.
 */
export interface Route {
  readonly gives: { readonly product?: string; readonly category?: string; readonly service?: string };
  readonly when: {
    readonly product?: string;
    readonly category?: string;
    readonly service?: string;
    readonly channel?: readonly string[];
    readonly eventId?: readonly number[];
    readonly eventType?: readonly string[];
  };
  /** Sigma's field → names that this source uses for it. */
  readonly aliases?: Readonly<Record<string, readonly string[]>>;
}
