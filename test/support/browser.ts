import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { projectRoot } from './running-server.ts';

/** Debian's Chromium; CI installs it. */
const chromiumPath = '/usr/bin/chromium';
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
export const browserMissing = !existsSync(chromiumPath);
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Set to a folder to have the pages that a test walks photographed. */
const pictures = process.env['TOCSIN_PICTURES'];

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: chromiumPath, args: flags });

export interface Window {
  readonly context: BrowserContext;
  readonly page: Page;
}

export const desk = { width: 1440, height: 900 };
export const phone = { width: 390, height: 844 };

/** A window of its own; script errors and replies of 500 and above are added to `problems`. */
export async function openWindow(
  browser: Browser,
  problems: string[],
  options: { readonly scheme?: 'light' | 'dark'; readonly size?: typeof desk } = {},
): Promise<Window> {
  const context = await browser.newContext({
    viewport: options.size ?? desk,
    colorScheme: options.scheme ?? 'light',
    locale: 'en-GB',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('dialog', (dialog) => {
    problems.push(`a dialog of a script: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('response', (response) => {
    if (response.status() >= 500) problems.push(`${response.status()} ${response.url()}`);
  });
  return { context, page };
}

/** Signs in on the first page; resolves when the page with that heading is shown. */
export async function signInBy(
  page: Page,
  url: string,
  who: { readonly email: string; readonly password: string },
  heading: string,
): Promise<void> {
  await page.goto(`${url}/`);
  await page.getByLabel('E-mail').fill(who.email);
  await page.getByLabel('Password', { exact: true }).fill(who.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: heading, exact: true }).waitFor();
}

/** Opens a path and waits until nothing on it is loading any more. */
export async function visit(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await settled(page);
}

export async function settled(page: Page): Promise<void> {
  await page.getByRole('main').waitFor();
  await page.locator('main h1').first().waitFor({ state: 'attached' });
  const loading = page.locator('main [aria-busy="true"], main [role="status"][aria-label="Loading"]');
  await loading.first().waitFor({ state: 'detached' });
}

export async function takePicture(page: Page, name: string): Promise<void> {
  if (pictures === undefined) return;
  const folder = join(projectRoot, pictures);
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

/**
 * What axe calls serious or worse on the page, and whether the page is wider than its window. `contrast`: only the colours,
 * for the second look at a page in the other scheme.
 */
export async function faultsOf(page: Page, only: 'all' | 'contrast' = 'all'): Promise<readonly string[]> {
  await page.evaluate(axeSource);
  const options = only === 'all' ? {} : { runOnly: ['color-contrast'] };
  const faults = await page.evaluate(async (given) => {
    // @ts-expect-error -- axe was put into the page by the line above
    const { violations } = await globalThis.axe.run(given);
    return violations
      .filter(({ impact }: { impact: string }) => impact === 'serious' || impact === 'critical')
      .map(
        ({ id, nodes }: { id: string; nodes: { target: string[] }[] }) =>
          `${id}: ${nodes[0]?.target.join(' ')}`,
      ) as string[];
  }, options);
  const tooWide = await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
  return tooWide > 0 ? [...faults, `${tooWide} pixels too wide`] : faults;
}
