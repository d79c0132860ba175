import type { CompareOperator, TimePart } from './rule.ts';
import { dayMs, unreachable } from '../../kernel/index.ts';

const stamp = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2}))?/;

/**
 * The part of a date as it is written, without converting its zone (Sigma 2.1, time modifiers). Reads ISO 8601 text and
 * Unix time (seconds, or milliseconds from 10^11 on, in UTC); null when the value is no date. Weeks are ISO 8601's.
 */
export function timePart(part: TimePart, text: string): number | null {
  const date = readDate(text);
  if (date === null) return null;
  switch (part) {
    case 'minute':
      return date.getUTCMinutes();
    case 'hour':
      return date.getUTCHours();
    case 'day':
      return date.getUTCDate();
    case 'week':
      return isoWeek(date);
    case 'month':
      return date.getUTCMonth() + 1;
    case 'year':
      return date.getUTCFullYear();
    default:
      return unreachable(part);
  }
}

/** Compares as the numeric modifiers do. */
export function compare(operator: CompareOperator, left: number, right: number): boolean {
  switch (operator) {
    case 'lt':
      return left < right;
    case 'lte':
      return left <= right;
    case 'gt':
      return left > right;
    case 'gte':
      return left >= right;
    case 'eq':
      return left === right;
    case 'neq':
      return left !== right;
    default:
      return unreachable(operator);
  }
}

/** A field's text as a number (decimal, exponent or `0x`), or null. */
export function readNumber(text: string): number | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const value = Number(trimmed);
  return Number.isFinite(value) ? value : null;
}

function readDate(text: string): Date | null {
  const found = stamp.exec(text);
  if (found !== null) {
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = found.slice(1).map((group) => Number(group));
    const date = new Date(Date.UTC(year, month - 1, day, hour || 0, minute || 0));
    return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date : null;
  }
  if (!/^\d{9,13}(\.\d+)?$/.test(text)) return null;
  const value = Number(text);
  return new Date(value >= 1e11 ? value : value * 1000);
}

function isoWeek(date: Date): number {
  const thursday = new Date(date.getTime());
  thursday.setUTCDate(date.getUTCDate() + 4 - (date.getUTCDay() || 7));
  const yearStart = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  return Math.ceil(((thursday.getTime() - yearStart) / dayMs + 1) / 7);
}
