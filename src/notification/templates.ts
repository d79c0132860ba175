import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Liquid, type Template } from 'liquidjs';
import { parse } from 'yaml';
import { languages, type Language } from './agreement.ts';

/** What a draft is written from. Texts are in the notice's language already. */
export interface DraftContext {
  readonly number: string;
  readonly company: string;
  readonly title: string;
  /** False while the company is only suspected to be affected. */
  readonly confirmed: boolean;
  readonly affectedAt: string;
  readonly findings: readonly {
    readonly title: string;
    readonly entity: string;
    readonly firstMatchAt: string;
  }[];
}

/** Whom the customer calls. */
export interface ProviderContact {
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly hours: string | null;
}

/** What the frame around a notice's text shows. */
export interface MailContext {
  readonly number: string;
  readonly company: string;
  readonly provider: string;
  readonly agreement: string;
  readonly severity: string;
  /** Colour of the severity, `#rrggbb`. */
  readonly accent: string;
  readonly subject: string;
  readonly body: string;
  readonly measures: readonly string[];
  readonly trackingUrl: string;
  readonly trackingUntil: string;
  readonly contact: ProviderContact;
}

export interface ClauseContext {
  readonly hours: number;
  readonly severity: string;
  readonly categories: string;
}

/** The texts that this slice makes. */
export interface Templates {
  clause(language: Language, context: ClauseContext): string;
  subject(language: Language, context: DraftContext): string;
  body(language: Language, context: DraftContext): string;
  mailText(language: Language, context: MailContext): string;
  mailHtml(language: Language, context: MailContext): string;
}

export class TemplateError extends Error {
  readonly code = 'template_unusable';

  constructor(file: string, cause: unknown) {
    super(`The template ${file} cannot be used: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
    this.name = 'TemplateError';
  }
}

const limits = { parseLimit: 200_000, renderLimit: 1_000, memoryLimit: 20_000_000 };
const plain = new Liquid({ strictVariables: true, strictFilters: true, ownPropertyOnly: true, ...limits });
/** Everything that a template puts into HTML is escaped; there is no way to forget it. */
const escaping = new Liquid({ ...plain.options, outputEscape: 'escape' });

const textKinds = ['clause', 'notice.subject', 'notice.body', 'notice.text'] as const;
type TextKind = (typeof textKinds)[number];

/** Reads and checks all templates of a folder; throws TemplateError naming the first that cannot be used. */
export async function loadTemplates(folder: string): Promise<Templates> {
  const texts = new Map<string, readonly Template[]>();
  const phrases = new Map<Language, ReadonlyMap<string, readonly Template[]>>();
  for (const language of languages) {
    for (const kind of textKinds) {
      const file = `${kind}.${language}.liquid`;
      texts.set(`${kind}.${language}`, await parseFile(folder, file, (text) => plain.parse(text)));
    }
    phrases.set(language, await parseFile(folder, `notice.html.${language}.yml`, parsePhrases));
  }
  const html = await parseFile(folder, 'notice.html.liquid', (text) => escaping.parse(text));
  const text = (kind: TextKind, language: Language, context: object): string =>
    render(plain, texts.get(`${kind}.${language}`) ?? [], context).trim();
  return {
    clause: (language, context) => text('clause', language, context),
    subject: (language, context) =>
      oneLine(text('notice.subject', language, oneLined(context))).slice(0, 250),
    body: (language, context) => text('notice.body', language, oneLined(context)),
    mailText: (language, context) => `${text('notice.text', language, context)}\n`,
    mailHtml: (language, context) => {
      const say = Object.fromEntries(
        [...(phrases.get(language) ?? [])].map(([key, phrase]) => [key, render(plain, phrase, context)]),
      );
      const contact = {
        ...context.contact,
        phoneDigits: context.contact.phone?.replace(/[^\d+]/g, '') ?? null,
      };
      return render(escaping, html, { ...context, contact, blocks: blocksOf(context.body), say, language });
    },
  };
}

/** A paragraph, or a list made of lines that begin with a hyphen. */
interface Block {
  readonly lines: readonly string[];
  readonly items: readonly string[];
  /** Space below, in pixels. */
  readonly gap: number;
}

function blocksOf(body: string): readonly Block[] {
  const groups = body.split(/\n{2,}/).flatMap((part) => part.split(/\n(?=- )|(?<=^- .*)\n(?!- )/m));
  const blocks: Block[] = [];
  for (const group of groups) {
    const last = blocks.at(-1);
    if (!group.startsWith('- ')) blocks.push({ lines: group.split('\n'), items: [], gap: 10 });
    else if (last !== undefined && last.items.length > 0)
      blocks[blocks.length - 1] = { ...last, items: [...last.items, group.slice(2)] };
    else blocks.push({ lines: [], items: [group.slice(2)], gap: 10 });
  }
  return blocks;
}

async function parseFile<T>(folder: string, file: string, parseText: (text: string) => T): Promise<T> {
  try {
    return parseText(await readFile(join(folder, file), 'utf8'));
  } catch (error) {
    throw new TemplateError(file, error);
  }
}

function parsePhrases(text: string): ReadonlyMap<string, readonly Template[]> {
  const value: unknown = parse(text, { maxAliasCount: 0 });
  if (typeof value !== 'object' || value === null) throw new Error('it must be a mapping of phrases');
  return new Map(Object.entries(value).map(([key, phrase]) => [key, plain.parse(String(phrase))]));
}

const render = (engine: Liquid, template: readonly Template[], context: object): string =>
  String(engine.renderSync([...template], context));

/** What comes from events may hold anything; in a sentence it takes one line. */
// eslint-disable-next-line no-control-regex -- that is what is removed
const oneLine = (text: string): string => text.replace(/[\s\u0000-\u001f\u007f\u2028\u2029]+/g, ' ').trim();

const oneLined = (context: DraftContext): DraftContext => ({
  number: context.number,
  company: oneLine(context.company),
  title: oneLine(context.title).replace(/\.+$/, ''),
  confirmed: context.confirmed,
  affectedAt: context.affectedAt,
  findings: context.findings.map((finding) => ({
    title: oneLine(finding.title).replace(/\.+$/, ''),
    entity: oneLine(finding.entity),
    firstMatchAt: finding.firstMatchAt,
  })),
});
