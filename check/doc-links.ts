import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { listFiles } from './files.ts';
import { fromComplaints, type Step } from './step.ts';

/** Where a document points: `path` is empty for an anchor in the document itself, `anchor` empty for a whole file. */
export interface Link {
  readonly path: string;
  readonly anchor: string;
  readonly line: number;
}

const link = /\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g;

/** Links and images of a Markdown text that point into the project, with line numbers from 1; code is passed over. */
export function localLinks(markdown: string): Link[] {
  return proseLines(markdown).flatMap(({ text, line }) =>
    [...text.replaceAll(/`[^`]*`/g, '').matchAll(link)]
      .map(([, target]) => target ?? '')
      .filter((target) => !/^[a-z][a-z+.-]*:/i.test(target))
      .map((target) => {
        const [path = '', anchor = ''] = target.split('#');
        return { path, anchor, line };
      }),
  );
}

/** Anchors of a Markdown text's headings, as GitHub makes them. */
export function headingAnchors(markdown: string): string[] {
  const seen = new Map<string, number>();
  return proseLines(markdown).flatMap(({ text }) => {
    const heading = /^#{1,6}\s+(.+?)\s*#*$/.exec(text)?.[1];
    if (heading === undefined) return [];
    const slug = heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-');
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    return [times === 0 ? slug : `${slug}-${times}`];
  });
}

function proseLines(markdown: string): { readonly text: string; readonly line: number }[] {
  let fence: string | null = null;
  return markdown.split(/\r?\n/).flatMap((text, index) => {
    const mark = /^\s*(```+|~~~+)/.exec(text)?.[1]?.slice(0, 3);
    if (mark !== undefined && (fence === null || fence === mark)) {
      fence = fence === null ? mark : null;
      return [];
    }
    return fence === null ? [{ text, line: index + 1 }] : [];
  });
}

async function checkDocument(root: string, document: string): Promise<string[]> {
  const markdown = await readFile(join(root, document), 'utf8');
  const complaints: string[] = [];
  for (const { path, anchor, line } of localLinks(markdown)) {
    const target = path === '' ? document : normalize(join(dirname(document), decodeURIComponent(path)));
    if (!existsSync(join(root, target))) {
      complaints.push(`${document}:${line}: ${path} does not exist`);
    } else if (anchor !== '' && target.endsWith('.md')) {
      const anchors = headingAnchors(await readFile(join(root, target), 'utf8'));
      if (!anchors.includes(anchor))
        complaints.push(`${document}:${line}: ${target} has no heading #${anchor}`);
    }
  }
  return complaints;
}

export const docLinksStep: Step = {
  name: 'links',
  about: 'what the documents link to exists',
  run: async (root) => {
    const documents = [...listFiles(root, '*.md'), ...listFiles(root, '{docs,content,src,bench}/**/*.md')];
    const complaints = await Promise.all(documents.map((document) => checkDocument(root, document)));
    return fromComplaints(complaints.flat());
  },
};
