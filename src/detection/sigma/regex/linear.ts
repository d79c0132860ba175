import { disjoint, toSource } from './char-set.ts';
import type { RegexNode } from './syntax.ts';

/**
 * Steps that a backtracking engine may spend on one character of text before a pattern counts as unproven. 400 steps
 * cost about a microsecond.
 */
export const maxSteps = 400;

interface Cost {
  /** Ways to match from one position. */
  readonly ways: number;
  /** Steps to try them all. */
  readonly steps: number;
}

/**
 * Whether a backtracking engine is proven to need at most `maxSteps` steps a character. The proof: every part is
 * bounded (its ways to match are counted, and multiply along a sequence), except loops over one character set that are
 * entered behind a character outside the set and left before one outside it, or at the pattern's end. Such a loop is
 * entered once a run of text and left in one way, so that all attempts together walk each run a bounded number of times.
 */
export function isLinear(node: RegexNode): boolean {
  const nodes = node.kind === 'sequence' ? node.nodes : [node];
  let ways = 1;
  let steps = 0;
  for (const [index, part] of nodes.entries()) {
    const cost = part.kind === 'repeat' && part.max === Infinity ? loopCost(nodes, index) : boundedCost(part);
    steps += ways * cost.steps;
    ways *= cost.ways;
    if (steps > maxSteps || ways > maxSteps) return false;
  }
  return true;
}

const unbounded: Cost = { ways: Infinity, steps: Infinity };

function loopCost(nodes: readonly RegexNode[], index: number): Cost {
  const loop = nodes[index];
  const before = nodes[index - 1];
  const after = nodes[index + 1];
  if (loop?.kind !== 'repeat' || loop.node.kind !== 'chars') return unbounded;
  if (before?.kind !== 'chars' || !disjoint(before.set, loop.node.set)) return unbounded;
  const leavesOnce = after === undefined || (after.kind === 'chars' && disjoint(after.set, loop.node.set));
  return leavesOnce ? { ways: 1, steps: loop.min + 2 } : unbounded;
}

function boundedCost(node: RegexNode): Cost {
  switch (node.kind) {
    case 'chars':
    case 'anchor':
      return { ways: 1, steps: 1 };
    case 'choice':
      return node.nodes
        .map(boundedCost)
        .reduce((sum, cost) => ({ ways: sum.ways + cost.ways, steps: sum.steps + cost.steps }));
    case 'sequence':
      return node.nodes
        .map(boundedCost)
        .reduce((sum, cost) => ({ ways: sum.ways * cost.ways, steps: sum.steps + sum.ways * cost.steps }), {
          ways: 1,
          steps: 0,
        });
    case 'repeat':
      return repeatCost(boundedCost(node.node), node.min, node.max);
  }
}

function repeatCost(cost: Cost, min: number, max: number): Cost {
  if (max > maxSteps) return unbounded;
  let ways = 0;
  let steps = 0;
  let reached = 1;
  for (let count = 0; count <= max; count += 1) {
    if (count >= min) ways += reached;
    if (count < max) steps += reached * cost.steps;
    reached *= cost.ways;
    if (ways > maxSteps || steps > maxSteps) return unbounded;
  }
  return { ways, steps };
}

/** The same pattern for JavaScript's engine, without flags, for texts within the basic plane. */
export function toJavaScript(node: RegexNode, multiline: boolean): string {
  const inner = (child: RegexNode): string => toJavaScript(child, multiline);
  switch (node.kind) {
    case 'chars':
      return toSource(node.set);
    case 'anchor':
      return multiline ? (lineAnchors.get(node.source) ?? node.source) : node.source;
    case 'sequence':
      return node.nodes.map(inner).join('');
    case 'choice':
      return `(?:${node.nodes.map(inner).join('|')})`;
    case 'repeat':
      return `(?:${inner(node.node)}){${node.min},${node.max === Infinity ? '' : node.max}}`;
  }
}

/** RE2's lines end at line feeds only; JavaScript's `m` flag knows more line ends. */
const lineAnchors: ReadonlyMap<string, string> = new Map([
  ['^', '(?<![^\\n])'],
  ['$', '(?![^\\n])'],
]);
