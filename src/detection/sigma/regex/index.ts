import { RE2JS } from 're2js';
import { err, ok, type Result } from '../../../kernel/index.ts';
import { isLinear, toJavaScript } from './linear.ts';
import { requiredLiterals } from './literals.ts';
import { parseRegex, type RegexFlags } from './syntax.ts';

/** A regular expression of a rule: data, compiled by `compileRegex`. */
export interface Regex extends RegexFlags {
  readonly source: string;
}

export interface CompiledRegex {
  /** `v8`: proven linear on a backtracking engine (see linear.ts). `re2`: linear by construction. */
  readonly engine: 'v8' | 're2';
  /** Texts of which at least one occurs in the folded form of every text that matches; null when none are known. */
  readonly required: readonly string[] | null;
  /** Whether the pattern occurs anywhere in the text. */
  readonly test: (text: string) => boolean;
}

/** Longest pattern that a rule may hold, in UTF-16 units. */
export const maxPatternLength = 4_096;

const compiled = new Map<string, CompiledRegex>();
/** Patterns kept compiled; beyond it the memory starts anew, because rules come and go in a long-lived process. */
const maxCompiled = 5_000;

/**
 * Compiles a pattern so that matching takes time linear in the text. The error is RE2's own message: lookaround and
 * back-references are refused, since no linear engine can have them.
 */
export function compileRegex(regex: Regex): Result<CompiledRegex, string> {
  const key = `${regex.ignoreCase ? 'i' : ''}${regex.multiline ? 'm' : ''}${regex.dotAll ? 's' : ''}/${regex.source}`;
  const known = compiled.get(key);
  if (known !== undefined) return ok(known);
  if (regex.source.length > maxPatternLength)
    return err(`the pattern is longer than ${maxPatternLength} characters`);
  try {
    const made = compile(regex);
    if (compiled.size >= maxCompiled) compiled.clear();
    compiled.set(key, made);
    return ok(made);
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error));
  }
}

/**
 * Texts with characters outside the basic plane stay with RE2: without the `u` flag V8 takes them apart, and with it
 * V8 14 misses matches (`/[^a]$/u` on an emoji).
 */
const surrogate = /[\ud800-\udfff]/;

function compile(regex: Regex): CompiledRegex {
  // Compiled even when V8 runs it: what RE2 refuses is refused everywhere.
  const re2 = RE2JS.compile(regex.source, re2Flags(regex));
  const parsed = parseRegex(regex.source, regex);
  const required = parsed === null ? null : requiredLiterals(parsed.node);
  if (parsed !== null && isLinear(parsed.node)) {
    const expression = new RegExp(toJavaScript(parsed.node, parsed.flags.multiline));
    const matches = (text: string): boolean =>
      surrogate.test(text) ? re2.test(text) : expression.test(text);
    return { engine: 'v8', required, test: matches };
  }
  return { engine: 're2', required, test: (text) => re2.test(text) };
}

function re2Flags(flags: RegexFlags): number {
  return (
    (flags.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0) |
    (flags.multiline ? RE2JS.MULTILINE : 0) |
    (flags.dotAll ? RE2JS.DOTALL : 0)
  );
}
