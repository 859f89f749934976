// The query builder in all its states has nothing that axe finds wrong.

import { check } from './axe.mjs';
import { logIn, open, walk } from './harness.mjs';

const DRAFT = '1~fi!id!!nonsense~fi!name!*Jo*Ann~fio!name!*off~sc!name!*50%2525~rg!createdAt!!last 7 days~n!5000~x!%257B%2522strange%2522%253A1%257D';

for (const colorScheme of ['dark', 'light']) {
  for (const viewport of [{ width: 1366, height: 900 }, { width: 390, height: 844 }]) {
    const look = `${colorScheme} ${viewport.width}`;
    walk(`axe: the query builder, ${look}`, { colorScheme, viewport }, async ({ page, sandbox }) => {
      const server = await sandbox();
      await logIn(page, server);
      await open(page, server.url, `#/op/PlayerControllerSearch?q=${DRAFT}&domain=elsewhere`);
      const query = page.getByRole('region', { name: 'Query' });
      // What lies half beneath the banner axe takes for too small.
      const top = () => page.evaluate(() => scrollTo(0, 0));
      await query.getByText(/made for the domain/).waitFor();
      await check(page, `rows with advice ${look}`);
      await query.getByRole('button', { name: 'Choose a date' }).first().click();
      await page.waitForTimeout(200);
      await check(page, `the calendar ${look}`, ['target-size']);
      await page.keyboard.press('Escape');
      await query.getByRole('group', { name: 'Filter 1' }).getByRole('combobox', { name: 'Field' }).click();
      await check(page, `a list of fields ${look}`, ['target-size']);
      await page.keyboard.press('Escape');
      await query.getByRole('tab', { name: 'JSON' }).click();
      await query.getByRole('textbox', { name: 'Query as JSON' }).waitFor();
      await page.waitForTimeout(300);
      await top();
      await check(page, `JSON ${look}`);
      await query.getByRole('tab', { name: 'English' }).click();
      await query.getByRole('textbox', { name: 'Query as a sentence' }).fill('players whose nme ');
      await top();
      await check(page, `a half sentence ${look}`);
      await query.getByRole('tab', { name: 'Code' }).click();
      await top();
      await check(page, `code ${look}`);
      await page.getByRole('button', { name: 'Send', exact: true }).click();
      await page.getByRole('dialog', { name: 'The server will refuse this' }).waitFor();
      await check(page, `the question before sending ${look}`);
      await page.keyboard.press('Escape');
      for (const name of ['Import', 'Saved queries']) {
        await query.getByRole('button', { name }).click();
        await page.getByRole('dialog').waitFor();
        await check(page, `${name} ${look}`);
        await page.keyboard.press('Escape');
      }
      await open(page, server.url, '#/op/PlayerControllerSearch?q=1~fi!name!*nobody');
      await query.getByRole('group', { name: 'Filter 1' }).waitFor();
      await page.getByRole('button', { name: 'Send', exact: true }).click();
      await page.getByText('Why isn’t this row here?').click();
      await page.getByRole('button', { name: 'Ask' }).click();
      await page.getByRole('button', { name: 'Drop this clause' }).waitFor();
      await top();
      await check(page, `an empty answer ${look}`);
      await page.getByRole('button', { name: 'Drop this clause' }).click();
      await page.getByRole('button', { name: 'Send', exact: true }).click();
      const rows = page.getByRole('table', { name: 'Rows' });
      await rows.getByRole('columnheader').first().waitFor();
      const heads = await rows.getByRole('columnheader').allInnerTexts();
      await rows.locator(`tr[data-row="0"] td[data-column="${heads.findIndex((head) => head.trim() === 'id')}"] button`).first().click();
      await page.getByRole('menu').waitFor();
      await check(page, `a cell's menu ${look}`);
      await page.getByRole('menuitem', { name: 'Open Player' }).click();
      await page.getByRole('dialog').getByRole('table').waitFor();
      await check(page, `what an id names ${look}`);
    });
  }
}
