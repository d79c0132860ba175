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

/** What a mail to staff shows. Texts are in the reader's language already. */
export interface AlertContext {
  readonly provider: string;
  readonly level: string;
  /** Colour of the level, `#rrggbb`. */
  readonly accent: string;
  readonly number: string;
  readonly title: string;
  readonly severity: string;
  /** Null: nobody has the incident. */
  readonly owner: string | null;
  readonly obligations: readonly {
    readonly company: string;
    readonly agreement: string;
    readonly due: string;
    readonly remaining: string;
    readonly reasons: readonly string[];
    readonly gaps: readonly string[];
    readonly url: string;
  }[];
  readonly incidentUrl: string;
  readonly preferenceUrl: string;
}

/** A mail to staff, ready to be sent. */
export interface AlertText {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** The texts that this slice makes. */
export interface Templates {
  clause(language: Language, context: ClauseContext): string;
  subject(language: Language, context: DraftContext): string;
  body(language: Language, context: DraftContext): string;
  mailText(language: Language, context: MailContext): string;
  mailHtml(language: Language, context: MailContext): string;
  alert(language: Language, context: AlertContext): AlertText;
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

const textKinds = [
  'clause',
  'notice.subject',
  'notice.body',
  'notice.text',
  'alert.subject',
  'alert.text',
] as const;
type TextKind = (typeof textKinds)[number];

/** Mails with an HTML part: a frame, and its phrases in each language. */
const mailKinds = ['notice', 'alert'] as const;
type MailKind = (typeof mailKinds)[number];

const longestSubject = 250;

/** Reads and checks all templates of a folder; throws TemplateError naming the first that cannot be used. */
export async function loadTemplates(folder: string): Promise<Templates> {
  const texts = new Map<string, readonly Template[]>();
  const phrases = new Map<string, ReadonlyMap<string, readonly Template[]>>();
  const frames = new Map<string, readonly Template[]>();
  for (const language of languages) {
    for (const kind of textKinds) {
      const file = `${kind}.${language}.liquid`;
      texts.set(`${kind}.${language}`, await parseFile(folder, file, (text) => plain.parse(text)));
    }
    for (const mail of mailKinds)
      phrases.set(
        `${mail}.${language}`,
        await parseFile(folder, `${mail}.html.${language}.yml`, parsePhrases),
      );
  }
  for (const mail of mailKinds)
    frames.set(mail, await parseFile(folder, `${mail}.html.liquid`, (text) => escaping.parse(text)));
  const text = (kind: TextKind, language: Language, context: object): string =>
    render(plain, texts.get(`${kind}.${language}`) ?? [], context).trim();
  const html = (mail: MailKind, language: Language, context: object, more: object = {}): string => {
    const say = Object.fromEntries(
      [...(phrases.get(`${mail}.${language}`) ?? [])].map(([key, phrase]) => [
        key,
        render(plain, phrase, context),
      ]),
    );
    return render(escaping, frames.get(mail) ?? [], { ...context, ...more, say, language });
  };
  return {
    clause: (language, context) => text('clause', language, context),
    subject: (language, context) =>
      oneLine(text('notice.subject', language, oneLined(context))).slice(0, longestSubject),
    body: (language, context) => text('notice.body', language, oneLined(context)),
    mailText: (language, context) => `${text('notice.text', language, context)}\n`,
    mailHtml: (language, context) => {
      const contact = {
        ...context.contact,
        phoneDigits: context.contact.phone?.replace(/[^\d+]/g, '') ?? null,
      };
      return html('notice', language, context, { contact, blocks: blocksOf(context.body) });
    },
    alert: (language, given) => {
      const context = withoutBreaks(given);
      return {
        subject: oneLine(text('alert.subject', language, context)).slice(0, longestSubject),
        text: `${text('alert.text', language, context)}\n`,
        html: html('alert', language, context),
      };
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

/** Titles and names come from rules, customers and mail servers: none of them makes a line of its own. */
const withoutBreaks = (context: AlertContext): AlertContext => ({
  ...context,
  title: oneLine(context.title),
  owner: context.owner === null ? null : oneLine(context.owner),
  obligations: context.obligations.map((obligation) => ({
    ...obligation,
    company: oneLine(obligation.company),
    agreement: oneLine(obligation.agreement),
    gaps: obligation.gaps.map(oneLine),
  })),
});
