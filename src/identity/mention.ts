/** Shorter names of people, projects and things than this say too little to be looked for. */
const shortestName = 5;
/** Forms of companies: no name without what stands beside them. */
const legalForms =
  /(?<![\p{L}\p{N}])(?:ооо|оао|пао|зао|ао|ип|llc|ltd|limited|inc|corp|co|gmbh|ag|sa|bv|oy|plc)\.?(?![\p{L}\p{N}])/giu;
const quotes = /[«»"“”„']/g;
/** Endings that Russian declension changes. */
const russianEnding = /[аеёиоуыэюяйь]+$/iu;

/** What a company goes by in texts that people write: its name with and without form and quotes, and its short name. */
export function companyWords(company: { readonly name: string; readonly slug: string }): readonly string[] {
  const bare = company.name.replace(legalForms, ' ').replace(quotes, ' ').replace(/\s+/g, ' ').trim();
  return distinct([company.name.trim(), bare, company.slug].filter((word) => word.length >= 2));
}

/** Names that stand for somebody or something of a company, without those that are too short to say whose they are. */
export const nameWords = (names: readonly string[]): readonly string[] =>
  distinct(names.map((name) => name.trim()).filter((name) => name.length >= shortestName));

/**
 * A test for texts that name one of the words: as a whole word, whatever its case; a Russian word in any of its cases. False
 * for every text when there are no words.
 */
export function mentionTest(words: readonly string[]): (text: string) => boolean {
  if (words.length === 0) return () => false;
  const alternatives = words.map(wordPattern).join('|');
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${alternatives})(?![\\p{L}\\p{N}])`, 'iu');
  return (text) => pattern.test(text);
}

const wordPattern = (word: string): string => word.split(/\s+/).map(partPattern).join('\\s+');

function partPattern(part: string): string {
  const isRussian = /\p{Script=Cyrillic}$/u.test(part);
  if (!isRussian || part.length < shortestName) return escape(part);
  return `${escape(part.replace(russianEnding, ''))}\\p{Script=Cyrillic}{0,3}`;
}

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
const distinct = (words: readonly string[]): readonly string[] => [...new Set(words)].sort();
