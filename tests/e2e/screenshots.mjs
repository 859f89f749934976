// Makes the pictures that the README shows, from the app as it is, against a sandbox: `cargo xtask screenshots`.

import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { choose, logIn, open, startSandbox, theBrowser } from './harness.mjs';

const OUT = process.env.EXPLORER_PICTURES ?? fileURLToPath(new URL('../../docs/screenshots/', import.meta.url));
const WIDE = { width: 1366, height: 900 };
const PHONE = { width: 390, height: 844 };

const region = (page, name) => page.getByRole('region', { name, exact: true });

/** A query with an answer beneath it. */
async function query(page, server) {
  await open(page, server.url, '#/op/PlayerControllerSearch?q=1~sc!name!*a~rg!createdAt!!last 3000 days~n!10');
  await region(page, 'Query').getByRole('group', { name: 'Search 1' }).waitFor();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await region(page, 'Reply').getByRole('status').getByText(/^Showing/).waitFor();
  await page.evaluate(() => scrollTo(0, 0));
}

const PICTURES = {
  query,
  async answer(page, server) {
    await query(page, server);
    await region(page, 'Reply').evaluate((node) => node.scrollIntoView({ block: 'start' }));
    await page.evaluate(() => scrollBy(0, -80));
  },
  async write(page, server) {
    await open(page, server.url, '#/op/RoleControllerCreate');
    const name = region(page, 'Request').getByRole('textbox', { name: 'name', exact: true });
    await name.fill('Night watch');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    const flaws = page.getByRole('dialog', { name: 'The API may refuse this' }).getByRole('button', { name: 'Send it as it is' });
    const change = page.getByRole('dialog', { name: 'Change live data?' }).getByRole('button', { name: 'Change it' });
    await flaws.or(change).waitFor();
    if (await flaws.isVisible()) await flaws.click();
    await change.waitFor();
  },
  async lesson(page, server) {
    await open(page, server.url, '#/learn/filters');
    await region(page, 'Query to try 1').getByText(/rows match/).waitFor();
  },
  async error(page, server) {
    await open(page, server.url, '#/op/PlayerControllerSearch?q=1~fi!id!!nonsense');
    await region(page, 'Query').getByRole('group', { name: 'Filter 1' }).waitFor();
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Send anyway' }).click();
    const alert = region(page, 'Reply').getByRole('alert');
    await alert.waitFor();
    await alert.evaluate((node) => node.scrollIntoView({ block: 'center' }));
  },
};

/** Each picture's name, what it shows, how large and in which theme. */
const SHOTS = [
  ['query-dark', 'query', WIDE, 'dark'], ['query-light', 'query', WIDE, 'light'],
  ['answer-dark', 'answer', WIDE, 'dark'], ['answer-light', 'answer', WIDE, 'light'],
  ['lesson-light', 'lesson', WIDE, 'light'], ['lesson-dark', 'lesson', WIDE, 'dark'],
  ['write-dark', 'write', WIDE, 'dark'], ['error-light', 'error', WIDE, 'light'],
  ['phone-dark', 'query', PHONE, 'dark'], ['phone-light', 'query', PHONE, 'light'],
];

/** The same picture as WebP, which is a fifth as large; the browser packs it. */
async function packed(page, png) {
  const bytes = await page.evaluate(async (base64) => {
    const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${base64}`)).blob());
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    canvas.getContext('2d').drawImage(picture, 0, 0);
    const blob = await canvas.convertToBlob({ type: 'image/webp', quality: 0.82 });
    return [...new Uint8Array(await blob.arrayBuffer())];
  }, png.toString('base64'));
  return Buffer.from(bytes);
}

const browser = await theBrowser();
const server = await startSandbox();
try {
  await mkdir(OUT, { recursive: true });
  const packer = await browser.newPage();
  for (const [name, what, viewport, colorScheme] of SHOTS) {
    const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' });
    context.setDefaultTimeout(30_000);
    const page = await context.newPage();
    await logIn(page, server);
    await page.getByRole('banner').getByText('Signed in as').waitFor();
    await PICTURES[what](page, server);
    // What has the focus or the mouse is no part of the picture.
    await page.mouse.move(0, 0);
    await page.evaluate(() => document.activeElement?.blur());
    await page.evaluate(() => document.fonts.ready);
    const picture = await packed(packer, await page.screenshot());
    await writeFile(join(OUT, `${name}.webp`), picture);
    console.log(`${name}.webp: ${Math.ceil(picture.length / 1024)} KB`);
    await context.close();
  }
  // A picture that is made no more would grow old.
  for (const file of await readdir(OUT)) {
    if (!SHOTS.some(([name]) => file === `${name}.webp`)) await rm(join(OUT, file));
  }
} finally {
  await server.stop();
  await browser.close();
}
