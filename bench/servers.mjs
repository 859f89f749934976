// The pages that are measured, each behind a server of its own, and the API that answers them.
import { filesOf, peers } from './peers.mjs';
import { folder, serve } from './serve.mjs';

const dist = process.env.BENCH_DIST;

/** Words that only the document can bring: its paths, summaries and tags. */
export function wordsOf(document) {
  const operations = Object.values(document.paths).flatMap((item) => Object.values(item));
  const words = [...Object.keys(document.paths), ...operations.map((it) => it?.summary ?? ''), ...operations.flatMap((it) => it?.tags ?? [])];
  return [...new Set(words)].filter((word) => word.length > 4).slice(0, 4000);
}

const signedIn = Buffer.from(JSON.stringify({ meta: {}, data: {
  user: { id: 'u', name: 'bench', roles: [{ role: { name: 'root', permissions: [{ permission: { permission: 'ROOT' } }] } }] },
  domains: [{ id: 'bench', name: 'bench', state: 'ACTIVE' }], domain: 'bench', pogs: [] } }));

/** An API in which everybody is signed in and each search is answered by `reply`, bytes or what makes them of a query. */
export const api = (reply) => (method, address, body) => {
  if (address === '/me') return signedIn;
  if (method !== 'POST' || !address.endsWith('/search') || reply === undefined) return undefined;
  return typeof reply === 'function' ? reply(JSON.parse(body.toString() || '{}')) : reply;
};

/** This explorer with a document. */
export async function ours(document, answer = api()) {
  const files = folder(dist);
  files.set('/openapi.json', document);
  files.set('/config.json', Buffer.from('{}'));
  return serve(files, answer);
}

/** Another one. */
export const other = (peer, document, answer = api()) => serve(filesOf(peer, document), answer);

export { peers };

/** A row of a search for players, as the real server answers it. */
export const player = (at) => ({ id: `337380fa-75f6-4098-bd1c-${String(at).padStart(12, '0')}`, createdAt: '2026-03-01T00:00:00.000Z',
  updatedAt: '2026-11-23T22:09:09.240Z', name: at ? `player ${at}` : 'the very first row', steamId: String(76561198000000003 + at),
  xboxLiveId: null, epicOnlineServicesId: null, playtimeSeconds: at * 17, platformId: `steam:${at}`,
  roleAssignments: [{ roleId: 'd13dacbd-e48a-46ca-8699-cdd01896d367', role: { name: 'Player', system: true, permissions: [] } }] });

/** A reply of so many rows, all in one page. */
export function replyOf(count, row = player) {
  const data = Array.from({ length: count }, (_, at) => row(at));
  return Buffer.from(JSON.stringify({ meta: { page: 0, limit: count, total: count }, data }));
}

/** A document without addresses of servers: whoever reads it asks where it came from. */
export function here(document) {
  const parsed = JSON.parse(document);
  delete parsed.servers;
  return Buffer.from(JSON.stringify(parsed));
}
