import type { CompanyId } from '../../kernel/index.ts';

/** A group of a correlation with new matches, and their span in Unix milliseconds. */
export interface DueGroup {
  readonly companyId: CompanyId;
  readonly correlationId: string;
  readonly group: string;
  readonly from: number;
  readonly to: number;
}
