// The official clients, unchanged, against a sandbox: what works with Takaro must work here.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Configuration, FrontendApi } from '@ory/client';
import { AdminClient, Client, isAxiosError } from '@takaro/apiclient';
import axios from 'axios';
import { startSandbox } from '../sandbox.mjs';

const ROBIN = { username: 'robin@example.com', password: 'practice' };

let sandbox;
let url;
let ory;

before(async () => {
  sandbox = await startSandbox();
  url = sandbox.url;
  ory = new FrontendApi(new Configuration({ basePath: sandbox.dashboard }));
});

after(() => sandbox.stop());

async function signedIn() {
  const client = new Client({ url, auth: { ...ROBIN }, log: false });
  await client.login();
  return client;
}

/** The failure of a call that must fail. */
async function failure(call) {
  const error = await call.then(() => assert.fail('the call went through'), (reason) => reason);
  assert.ok(isAxiosError(error), String(error));
  return error.response;
}

/** What a browser would keep of the cookies that an answer sets. */
function cookies(...answers) {
  const kept = new Map();
  for (const line of answers.flatMap((answer) => answer.headers['set-cookie'] ?? [])) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
    kept.set(name, value);
  }
  return [...kept].filter(([, value]) => value).map((pair) => pair.join('=')).join('; ');
}

test('@takaro/apiclient: healthy, login, me, logout', async () => {
  const client = new Client({ url, auth: { ...ROBIN }, log: false });
  await client.waitUntilHealthy(5000);
  assert.equal((await failure(client.user.userControllerMe())).status, 401);
  const token = await client.login();
  assert.equal(typeof token, 'string');
  const { data } = (await client.user.userControllerMe()).data;
  assert.equal(data.user.name, 'Robin Okafor');
  assert.ok(data.domains.some((domain) => domain.id === data.domain));
  client.logout();
  assert.equal((await failure(client.user.userControllerMe())).status, 401);
});

test('@takaro/apiclient: a wrong password is refused', async () => {
  const client = new Client({ url, auth: { ...ROBIN, password: 'wrong password' }, log: false });
  const response = await failure(client.login());
  assert.equal(response.status, 401);
  assert.equal(response.data.meta.error.code, 'UnauthorizedError');
});

test('@takaro/apiclient: searches with filters, search, pages, sort and extend', async () => {
  const client = await signedIn();
  const found = await client.user.userControllerSearch({
    filters: { email: ['john.doe@example.com'] },
    search: { name: ['John'] },
    page: 1,
    limit: 5,
  });
  assert.deepEqual(found.data.data.map((user) => user.name), ['John Doe']);
  assert.deepEqual(found.data.meta, { page: 1, limit: 5, total: 1 });

  const ids = [];
  let total;
  for (let page = 1; page === 1 || ids.length < total; page += 1) {
    const { data } = await client.player.playerControllerSearch({ sortBy: 'id', sortDirection: 'asc', page, limit: 100 });
    total = data.meta.total;
    assert.ok(data.data.length > 0, `page ${page} is empty before ${total} rows were seen`);
    ids.push(...data.data.map((player) => player.id));
  }
  assert.equal(ids.length, total);
  assert.equal(new Set(ids).size, total);
  assert.deepEqual(ids, [...ids].sort());

  const roles = await client.user.userControllerSearch({ search: { name: ['robin'] }, extend: ['roles'] });
  assert.ok(roles.data.data[0].roles.some(({ role }) => role.name === 'root'));
});

test('@takaro/apiclient: create, read, change, remove', async () => {
  const client = await signedIn();
  const gameServerId = (await client.gameserver.gameServerControllerSearch({ limit: 1 })).data.data[0].id;
  const made = await client.variable.variableControllerCreate({ key: 'official-client', value: '"1"', gameServerId });
  const { id } = made.data.data;
  await client.variable.variableControllerUpdate(id, { value: '"2"' });
  assert.equal((await client.variable.variableControllerFindOne(id)).data.data.value, '"2"');
  await client.variable.variableControllerDelete(id);
  const gone = await failure(client.variable.variableControllerFindOne(id));
  assert.equal(gone.status, 404);
  assert.equal(gone.data.meta.error.code, 'NotFoundError');
});

test('@takaro/apiclient: an invalid query says what is wrong', async () => {
  const client = await signedIn();
  const response = await failure(client.player.playerControllerSearch({ filters: { nonsense: ['x'] } }));
  assert.equal(response.status, 400);
  const { error } = response.data.meta;
  assert.equal(error.code, 'ValidationError');
  assert.match(JSON.stringify(error.details), /nonsense/);
  assert.ok(response.headers['x-trace-id']);
});

test('@takaro/apiclient: rights are those of who asks', async () => {
  const client = new Client({ url, auth: { ...ROBIN, username: 'sam@example.com' }, log: false });
  await client.login();
  assert.ok((await client.player.playerControllerSearch({})).data.data.length > 0);
  const response = await failure(client.variable.variableControllerCreate({ key: 'a', value: 'b' }));
  assert.equal(response.status, 403);
});

test('@takaro/apiclient: an administrator creates and removes a domain', async () => {
  const admin = new AdminClient({ url, auth: { clientSecret: 'practice-admin-token' }, log: false });
  const made = (await admin.domain.domainControllerCreate({ name: 'test-domain' })).data.data;
  const { createdDomain, rootUser, password } = made;
  assert.equal(createdDomain.name, 'test-domain');

  const client = new Client({ url, auth: { username: rootUser.email, password }, log: false });
  await client.login();
  assert.equal((await client.user.userControllerMe()).data.data.domain, createdDomain.id);
  await client.role.roleControllerCreate({ name: 'Helpers', permissions: [] });
  await admin.domain.domainControllerRemove(createdDomain.id);
  const stranger = new AdminClient({ url, auth: { clientSecret: 'guessed' }, log: false });
  assert.equal((await failure(stranger.domain.domainControllerSearch({}))).status, 403);
});

test('@ory/client: a program logs in, is known everywhere, and logs out', async () => {
  const flow = (await ory.createNativeLoginFlow()).data;
  const body = { method: 'password', identifier: ROBIN.username, password: ROBIN.password };
  const wrong = await failure(ory.updateLoginFlow({ flow: flow.id, updateLoginFlowBody: { ...body, password: 'wrong' } }));
  assert.equal(wrong.status, 400);
  assert.equal(wrong.data.ui.messages[0].id, 4000006);

  const { session_token: token, session } = (await ory.updateLoginFlow({ flow: flow.id, updateLoginFlowBody: body })).data;
  assert.equal(session.identity.traits.email, ROBIN.username);
  assert.equal((await ory.toSession({ xSessionToken: token })).data.id, session.id);
  const me = await axios.get(`${url}/me`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal(me.data.data.user.name, 'Robin Okafor');

  await ory.performNativeLogout({ performNativeLogoutBody: { session_token: token } });
  assert.equal((await failure(ory.toSession({ xSessionToken: token }))).status, 401);
  assert.equal((await failure(axios.get(`${url}/me`, { headers: { authorization: `Bearer ${token}` } }))).status, 401);
});

test('@ory/client: a browser logs in, its cookie serves the API too, and it logs out', async () => {
  const begun = await ory.createBrowserLoginFlow();
  const flow = begun.data;
  const csrf = flow.ui.nodes.find((node) => node.attributes.name === 'csrf_token').attributes.value;
  const body = { method: 'password', identifier: ROBIN.username, password: ROBIN.password, csrf_token: csrf };
  const forged = await failure(ory.updateLoginFlow({ flow: flow.id, updateLoginFlowBody: body }));
  assert.equal(forged.status, 403);
  const shown = await ory.getLoginFlow({ id: flow.id, cookie: cookies(begun) });
  assert.equal(shown.data.id, flow.id);

  const done = await ory.updateLoginFlow({ flow: flow.id, updateLoginFlowBody: body, cookie: cookies(begun) });
  assert.equal(done.data.session_token, undefined);
  const cookie = cookies(begun, done);
  assert.match(cookie, /ory_kratos_session=/);
  const { data: session } = await ory.toSession({ cookie });
  assert.equal(session.active, true);
  assert.equal(session.identity.traits.email, ROBIN.username);
  assert.ok(new Date(session.expires_at) > new Date());
  const me = await axios.get(`${url}/me`, { headers: { cookie } });
  assert.equal(me.data.data.user.name, 'Robin Okafor');

  const { data: out } = await ory.createBrowserLogoutFlow({ cookie });
  assert.ok(out.logout_url.includes(out.logout_token));
  const left = await ory.updateLogoutFlow({ token: out.logout_token, cookie });
  assert.equal(left.status, 204);
  assert.equal(cookies(done, left).includes('ory_kratos_session'), false);
  assert.equal((await failure(ory.toSession({ cookie }))).status, 401);
  assert.equal((await failure(axios.get(`${url}/me`, { headers: { cookie } }))).status, 401);
  assert.equal((await failure(ory.createBrowserLogoutFlow({ cookie }))).status, 401);
});
