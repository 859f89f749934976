// The code in the lessons, run as it stands: programs, commands, and sentences of the English form.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { ADMIN, PKG, ROBIN, ROOT, load, startSandbox } from './support.mjs';

const run = promisify(execFile);
const LESSONS = join(ROOT, 'www/lessons');
const blocks = (text, language) => [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, code]) => code);

let sandbox;
let folder;
let environment;
let lessons;

before(async () => {
  sandbox = await startSandbox();
  const names = (await readdir(LESSONS)).filter((name) => name.endsWith('.md')).sort();
  lessons = await Promise.all(names.map(async (name) => ({ name, text: await readFile(join(LESSONS, name), 'utf8') })));
  folder = await mkdtemp(join(tmpdir(), 'lessons-'));
  await mkdir(join(folder, 'node_modules/@takaro'), { recursive: true });
  await symlink(PKG, join(folder, 'node_modules/takaro-explorer'));
  await symlink(join(ROOT, 'tests/npm/node_modules/@takaro/apiclient'), join(folder, 'node_modules/@takaro/apiclient'));
  const login = await fetch(`${sandbox.url}/login`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(ROBIN),
  });
  environment = {
    ...process.env,
    TAKARO_USERNAME: ROBIN.username,
    TAKARO_PASSWORD: ROBIN.password,
    TAKARO_TOKEN: (await login.json()).data.token,
    TAKARO_ADMIN_TOKEN: ADMIN,
    TAKARO_DOMAIN: 'harbour-lights-shine',
  };
});

after(async () => {
  await sandbox?.stop();
  if (folder) await rm(folder, { recursive: true });
});

/** A lesson's code, asking the sandbox. */
const here = (code) => code
  .replaceAll('https://api.takaro.io', sandbox.url)
  .replaceAll('http://localhost:13000', sandbox.url)
  .replaceAll('localhost:13000', new URL(sandbox.url).host);

test('every program of the lessons runs', { timeout: 120_000 }, async () => {
  let count = 0;
  for (const { name, text } of lessons) {
    for (const code of blocks(text, 'js')) {
      const file = join(folder, `program-${(count += 1)}.mjs`);
      await writeFile(file, here(code));
      const { stdout } = await run(process.execPath, [file], { cwd: folder, env: environment })
        .catch(({ stderr }) => assert.fail(`${name}: ${code}\n${stderr}`));
      assert.ok(stdout.trim(), `${name} says nothing: ${code}`);
    }
  }
  assert.ok(count >= 7, String(count));
});

test('every command of the lessons runs', { timeout: 60_000 }, async () => {
  let count = 0;
  for (const { name, text } of lessons) {
    for (const code of blocks(text, 'bash')) {
      // Packages are installed elsewhere, and `jq`, which only makes an answer readable, may not be here.
      if (code.startsWith('npm install')) continue;
      // A program of a lesson before has made the domain of that name.
      const command = here(code).replace('test-domain', 'made-by-curl').replace('curl ', 'curl --silent --show-error --fail-with-body ').replace('| jq', '| cat');
      const { stdout } = await run('bash', ['-o', 'pipefail', '-c', command], { env: environment })
        .catch((error) => assert.fail(`${name}: ${command}\n${error.stdout}${error.stderr}`));
      assert.ok(JSON.parse(stdout).data, `${name}: ${stdout}`);
      count += 1;
    }
  }
  assert.ok(count >= 3, String(count));
});

test('every sentence of the reference page is read, and says the same again', async () => {
  const { Client, Query } = await load();
  const client = new Client({ url: sandbox.url });
  const { text } = lessons.find(({ name }) => name === 'reference.md');
  const sentences = blocks(text, 'text').flatMap((block) => block.trim().split('\n'));
  assert.ok(sentences.length >= 7, String(sentences.length));
  const names = { users: 'user', players: 'player', events: 'event', 'shop listings': 'shop/listing', 'shop orders': 'shop/order' };
  for (const sentence of sentences) {
    const [, name] = Object.entries(names).find(([plural]) => sentence.replace(/^all /, '').startsWith(plural)) ?? assert.fail(sentence);
    const entity = await client.entity(name);
    const query = await Query.fromEnglish(sentence, entity).catch((error) => assert.fail(`${sentence}: ${error.message}`));
    const again = await query.explain(entity);
    const back = await Query.fromEnglish(again, entity);
    // A relative date has become a date by now, so it is what was asked that is compared.
    assert.deepEqual(back.toJSON(), query.toJSON(), sentence);
  }
});
