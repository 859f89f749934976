// The code that the explorer and the package write, run as it stands: six languages, one operation of every kind, the
// same rows from all of them.

import { execFile, execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import assert from 'node:assert/strict';
import { ADMIN, PKG, ROBIN, ROOT, startSandbox } from './support.mjs';

const run = promisify(execFile);
const LANGUAGES = ['curl', 'fetch', 'takaro-explorer', '@takaro/apiclient', 'python', 'rust'];
const DOMAIN = 'harbour-lights-shine';

let sandbox, folder, token, kinds, written;

async function ask(method, path, body) {
  const answer = await fetch(sandbox.url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'x-takaro-domain': DOMAIN },
    body: body && JSON.stringify(body),
  });
  assert.ok(answer.ok, `${method} ${path}: ${answer.status}`);
  return (await answer.json()).data;
}

/** One request of every kind, for a language: what is made and deleted is its own. */
async function requests(language) {
  const base = { url: sandbox.url, domain: DOMAIN };
  const id = (await ask('POST', '/user/search', { filters: { email: ['john.doe@example.com'] } }))[0].id;
  const row = async (name) => (await ask('POST', '/variables', { key: `${name} by ${language}`, value: '1' })).id;
  const variables = (kind) => ({ ...base, path: '/variables/{id}', operationId: `VariableController.${kind}` });
  return {
    search: {
      ...base, method: 'POST', path: '/user/search', operationId: 'UserController.search',
      body: { search: { name: ['o\'br', '50%', '"', '\\', '$HOME `id`', 'John'] }, page: 1, limit: 7, extend: ['roles'] },
    },
    get: { ...base, method: 'GET', path: '/user/{id}', parameters: { id }, operationId: 'UserController.getOne' },
    create: {
      ...base, method: 'POST', path: '/variables', operationId: 'VariableController.create',
      body: { key: `it's "new" $HOME by ${language}`, value: 'a\nb\\c é👩 </script>' },
    },
    update: {
      ...variables('update'), method: 'PUT', parameters: { id: await row('to change') },
      body: { key: `changed by ${language}`, value: '2' },
    },
    delete: { ...variables('delete'), method: 'DELETE', parameters: { id: await row('to delete') } },
    admin: {
      url: sandbox.url, method: 'POST', path: '/domain', operationId: 'DomainController.create', admin: true,
      body: { name: `made by ${language}` },
    },
    // Who logs in has no token yet.
    login: { url: sandbox.url, method: 'POST', path: '/login', operationId: 'UserController.login', body: ROBIN },
  };
}

before(async () => {
  sandbox = await startSandbox();
  folder = await mkdtemp(join(tmpdir(), 'snippets-'));
  const login = await fetch(`${sandbox.url}/login`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(ROBIN),
  });
  token = (await login.json()).data.token;
  kinds = {};
  for (const language of LANGUAGES) kinds[language] = await requests(language);
  const list = LANGUAGES.flatMap((language) => Object.values(kinds[language]));
  const output = execFileSync('cargo', ['run', '--quiet', '--package', 'query', '--example', 'snippets'], {
    cwd: ROOT, input: JSON.stringify(list), maxBuffer: 1 << 24,
  });
  const code = JSON.parse(output);
  written = {};
  for (const language of LANGUAGES) {
    written[language] = {};
    for (const kind of Object.keys(kinds[language])) written[language][kind] = code.shift()[language];
  }
  await mkdir(join(folder, 'node_modules/@takaro'), { recursive: true });
  const link = (from, to) => symlink(from, join(folder, 'node_modules', to));
  await link(PKG, 'takaro-explorer');
  await link(join(ROOT, 'tests/npm/node_modules/@takaro/apiclient'), '@takaro/apiclient');
});

after(async () => {
  await sandbox?.stop();
  if (folder) await rm(folder, { recursive: true });
});

const environment = () => ({
  ...process.env,
  TAKARO_TOKEN: token,
  TAKARO_ADMIN_TOKEN: ADMIN,
  TAKARO_USERNAME: ROBIN.username,
  TAKARO_PASSWORD: ROBIN.password,
});

/** The code with a password in the place that the person fills in. */
const filled = (code) => code.replaceAll('<password>', ROBIN.password);

async function runCode(language, kind) {
  const code = filled(written[language][kind]);
  const env = kind === 'login' ? { PATH: process.env.PATH, HOME: process.env.HOME } : environment();
  const options = { cwd: folder, env, timeout: 60_000, maxBuffer: 1 << 24 };
  const file = join(folder, `${language.replace(/\W/g, '-')}-${kind}`);
  const in_file = async (end, program) => {
    await writeFile(file + end, code);
    return run(program, [file + end], options);
  };
  const { stdout } = await {
    curl: () => run('sh', ['-c', code.replace('curl ', 'curl --silent --show-error --fail-with-body ')], options),
    python: () => in_file('.py', 'python3'),
    rust: () => run(join(ROOT, 'target/snippets/debug', kind), [], options),
  }[language]?.() ?? await in_file('.mjs', process.execPath);
  return stdout.trim() ? JSON.parse(stdout) : null;
}

/** All of Rust's programs in one project, so that what they need is built once. */
async function buildRust() {
  const project = join(folder, 'rust');
  await mkdir(join(project, 'src/bin'), { recursive: true });
  await writeFile(join(project, 'Cargo.toml'), '[package]\nname = "snippets"\nversion = "0.0.0"\nedition = "2024"\n\n' +
    '[dependencies]\nreqwest = { version = "0.12", features = ["blocking"], default-features = false }\n\n[workspace]\n');
  for (const [kind, code] of Object.entries(written.rust)) await writeFile(join(project, `src/bin/${kind}.rs`), filled(code));
  await run('cargo', ['build', '--quiet'], {
    cwd: project, env: { ...process.env, CARGO_TARGET_DIR: join(ROOT, 'target/snippets') }, maxBuffer: 1 << 24,
  });
}

const data = (answer) => (answer && typeof answer === 'object' && 'data' in answer ? answer.data : answer);

for (const language of LANGUAGES) {
  test(`what is written in ${language} runs`, { timeout: 900_000 }, async (t) => {
    if (language === 'python') {
      const there = await run('python3', ['-c', 'import requests']).then(() => true, () => false);
      if (!there) {
        console.log('not run: the code in Python, as python3 with requests is not at hand');
        return t.skip('python3 with requests is not at hand');
      }
    }
    if (language === 'rust') await buildRust();
    const own = kinds[language];
    const expected = await ask('POST', '/user/search', own.search.body);
    assert.ok(expected.length > 3);
    assert.deepEqual(data(await runCode(language, 'search')), expected);
    assert.equal(data(await runCode(language, 'get')).email, 'john.doe@example.com');
    const made = data(await runCode(language, 'create'));
    assert.deepEqual([made.key, made.value], [own.create.body.key, own.create.body.value]);
    assert.equal(data(await runCode(language, 'update')).value, '2');
    await runCode(language, 'delete');
    const gone = await ask('POST', '/variables/search', { filters: { id: [own.delete.parameters.id] } });
    assert.deepEqual(gone, []);
    assert.equal(data(await runCode(language, 'admin')).createdDomain.name, `made by ${language}`);
    assert.equal(typeof data(await runCode(language, 'login')).token, 'string');
    for (const code of Object.values(written[language])) {
      assert.ok(!code.includes(token) && !code.includes(ADMIN), 'a secret stands in the code');
    }
  });
}
