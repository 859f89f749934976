// What the compiler must take, and what it must refuse: every line under `@ts-expect-error` fails to compile where the
// types are right, and the whole file fails where one of them compiles.
import { AdminClient, Client, Entity, Query, TakaroError, init } from 'takaro-explorer';
import type { Advice, CallArguments, CallOptions, CheckedQuery, EntityName, FilterField, OperationId, QueryBody, QueryOf, Summary, TypedBody } from 'takaro-explorer';
import type { operations, paths } from './api.js';

const same = <A>() => <B>(_: (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false) => {};

const typed = new Client<paths, operations>({ url: 'https://api.example.com', auth: { username: 'a', password: 'b' } });

export async function entities() {
  await typed.search('user');
  await typed.search('gameserver/player', { limit: 5 });
  // @ts-expect-error there is no such entity
  await typed.search('users');
  const { signal } = new AbortController();
  const entity: Entity = await typed.entity('player', { signal, domain: 'd', headers: { 'X-App': 'a' } });
  // @ts-expect-error there is no such entity
  await typed.entity('plaeyr');
  const { data } = await typed.search(entity, new Query().filter('any', 1));
  return data;
}

export async function fields() {
  await typed.search('player', { filters: { name: ['John'] }, search: { name: ['J'] }, extend: ['roles'] });
  // @ts-expect-error a player has no field of that name
  await typed.search('player', { filters: { nmae: ['John'] } });
  // @ts-expect-error null in a body asks nothing: all players would come
  await typed.search('player', { filters: { steamId: null } });
  // @ts-expect-error a text without its list is refused
  await typed.search('player', { search: { name: 'John' } });
  // @ts-expect-error players cannot be extended by that
  await typed.search('player', { extend: ['rolse'] });
  await typed.search('player', new Query().filter('name', 'John').filter('steamId', '1', '2').extend('roles').limit(5));
  // @ts-expect-error a player has no field of that name
  await typed.search('player', new Query().filter('name', 'John').filter('nmae', 'John'));
  // @ts-expect-error a player is not searched by that
  await typed.search('player', new Query().search('nope', 'John'));
  // @ts-expect-error a player has no range of that name
  await typed.search('player', new Query().greaterThan('nope', 5));
  // @ts-expect-error players cannot be extended by that
  await typed.search('player', new Query().extend('rolse'));
  await typed.search('player', new Query().search('name', 'J').sortBy('playtimeSeconds', 'desc'));
  // @ts-expect-error players have no such column to sort by
  await typed.search('player', new Query().sortBy('nope'));
  // @ts-expect-error nor in a body
  await typed.search('player', { sortBy: 'nope' });
  // @ts-expect-error a direction is asc or desc
  new Query().sortBy('name', 'DESC');
  // @ts-expect-error what another entity can be filtered by is of no use here
  typed.rows('user', new Query().filter('steamId', '1'));
  // A query knows the names of the body that it is made of.
  const named = Query.from({
    filters: { name: ['John'], steamId: '1' }, search: { platformId: 'x' }, greaterThan: { steamLevel: 1 },
    lessThan: { createdAt: new Date() }, extend: ['roles'], sortBy: 'name', sortDirection: 'desc', limit: 5,
  });
  same<typeof named>()<Query<'name' | 'steamId', 'platformId', 'steamLevel' | 'createdAt', 'roles', 'name'>>(true);
  await typed.search('player', named);
  await typed.search('player', new Query(named).filter('id', 'x'));
  await typed.search('player', Query.from({ filters: { name: ['John'] } }).limit(5));
  await typed.search('player', new Query({ limit: 5 }));
  // @ts-expect-error a player has no field of that name
  await typed.search('player', Query.from({ filters: { nam: ['John'] } }));
  // @ts-expect-error nor beside one that there is
  await typed.search('player', new Query({ filters: { name: ['John'], nam: ['John'] } }));
  // @ts-expect-error nor in a query made of that query
  await typed.search('player', Query.from(new Query({ filters: { nam: ['John'] } })));
  // @ts-expect-error nor in one that goes on
  await typed.search('player', Query.from({ filters: { name: ['John'] } }).filter('nam', 'John'));
  // @ts-expect-error a player is not searched by that
  await typed.search('player', Query.from({ search: { nope: 'John' } }));
  // @ts-expect-error a player has no range of that name
  await typed.search('player', Query.from({ greaterThan: { nope: 5 } }));
  // @ts-expect-error nor upwards
  await typed.search('player', Query.from({ greaterThan: { createdAt: 5 }, lessThan: { nope: 5 } }));
  // @ts-expect-error players cannot be extended by that
  await typed.search('player', Query.from({ extend: ['roles', 'rolse'] }));
  // @ts-expect-error players have no such column to sort by
  await typed.search('player', Query.from({ sortBy: 'nope' }));
  // @ts-expect-error a body has no such part
  Query.from({ filtres: { name: ['John'] }, limit: 5 });
  // @ts-expect-error a limit is a number
  new Query({ limit: '5' });
  // Nor does one that stands in a variable lose them.
  const constant = { filters: { name: ['John'] }, extend: ['roles'], limit: 5 } as const;
  const remembered = new Query(constant);
  same<typeof remembered>()<Query<'name', never, never, 'roles', never>>(true);
  await typed.search('player', remembered);
  // @ts-expect-error a player has no field of that name
  await typed.search('player', new Query({ filters: { nam: ['John'] } } as const));
  // What a query holds has its names, so that it may be spread.
  await typed.search('player', { ...named.body, limit: 5 });
  await typed.search('player', named.toJSON());
  // @ts-expect-error nor has a spread body a name that there is not
  await typed.search('player', { ...new Query().filter('nam', 'John').body, limit: 5 });
  // A body whose names nobody knows before the program runs says so, or says what it is.
  const read: QueryBody = JSON.parse('{}');
  // @ts-expect-error it may name anything
  await typed.search('player', Query.from(read));
  const checked: CheckedQuery = Query.from(read);
  await typed.search('player', checked.filter('name', 'John'));
  const body: TypedBody<paths, 'player'> = JSON.parse('{}');
  await typed.search('player', body);
  await typed.search('player', Query.from(body).limit(5));
  // @ts-expect-error what a player's body names a user may not have
  await typed.search('user', Query.from(body));
  // @ts-expect-error nor is it known whether there is one
  await typed.search('player', new Query(read as QueryBody | undefined));
  // A variable that changes names its entity.
  let query: QueryOf<paths, 'player'> = new Query().limit(5);
  if (Math.random() < 0.5) query = query.filter('name', 'John').sortBy('name');
  await typed.search('player', query);
  await typed.search('player', structuredClone(query));
  // @ts-expect-error a player has no field of that name
  query = query.filter('nmae', 'John');
  // @ts-expect-error there is no such entity
  type Nobody = QueryOf<paths, 'plaeyr'>;
  // @ts-expect-error a body is read only
  query.body.limit = 5;
  // What the engine has read is taken by any client.
  const player = await typed.entity('player');
  const told = await Query.fromEnglish('players whose name contains John', player);
  await typed.search('player', told.limit(5));
  for (const { fix } of await told.check(player)) if (fix) await typed.search('player', fix.query);
  // @ts-expect-error a walk is checked as a search is
  typed.pages('player', { filters: { nmae: 'x' } });
  // @ts-expect-error a limit is a number
  new Query().limit('5');
  for await (const row of typed.rows('player', { limit: 1000 }, { concurrency: 3 })) {
    const name: string = row.name;
    // @ts-expect-error rows have no such column
    row.nmae;
    name.trim();
  }
  const field: FilterField<paths, 'player'> = 'steamId';
  const name: EntityName<paths> = 'variables';
  return [field, name];
}

export async function operationsById() {
  const one = await typed.call('PlayerControllerGetOne', { id: 'x' });
  one.data.id.trim();
  await typed.call('PlayerController.getOne', { id: 'x' });
  // @ts-expect-error there is no such operation
  await typed.call('PlayerControllerGetNone', { id: 'x' });
  // @ts-expect-error its parameter has another name
  await typed.call('PlayerControllerGetOne', { ID: 'x' });
  // @ts-expect-error its parameter stands in the path
  await typed.call('PlayerControllerGetOne');
  // @ts-expect-error nor is it there in an empty object
  await typed.call('PlayerControllerGetOne', {});
  // @ts-expect-error nor without any
  await typed.call('PlayerControllerGetOne', undefined);
  // @ts-expect-error it takes no body
  await typed.call('PlayerControllerGetOne', { id: 'x' }, { name: 'y' });
  const options: CallOptions = { domain: 'd' };
  await typed.call('PlayerControllerGetOne', { id: 'x' }, undefined, options);
  // @ts-expect-error options come behind the body
  await typed.call('PlayerControllerGetOne', { id: 'x' }, options);
  // Where nothing is wanted nothing need be said.
  await typed.call('UserControllerMe');
  await typed.call('UserControllerMe', {}, undefined, options);
  await typed.call('PlayerControllerSearch');
  await typed.call('PlayerControllerSearch', {}, { limit: 1 });
  await typed.call('PlayerControllerSearch', undefined, { limit: 1 }, options);
  const query = new Query().filter('name', 'John').extend('roles').sortBy('name');
  await typed.call('PlayerControllerSearch', {}, query);
  await typed.call('PlayerControllerSearch', {}, query.body);
  await typed.call('PlayerControllerSearch', {}, { ...query.toJSON(), limit: 1 });
  await typed.call('PlayerControllerSearch', {}, Query.from(JSON.parse('{}')) as CheckedQuery);
  // @ts-expect-error a player has no field of that name
  await typed.call('PlayerControllerSearch', {}, query.filter('nmae', 'John'));
  // @ts-expect-error nor in a body
  await typed.call('PlayerControllerSearch', {}, { filters: { nmae: ['John'] } });
  // @ts-expect-error players cannot be extended by that
  await typed.call('PlayerControllerSearch', {}, { extend: ['rolse'] });
  // @ts-expect-error what a search takes is its body
  await typed.call('PlayerControllerSearch', { limit: 1 });
  await typed.call('VariableControllerCreate', {}, { key: 'k', value: 'v' });
  // @ts-expect-error the body's value is a text
  await typed.call('VariableControllerCreate', {}, { key: 'k', value: 5 });
  // @ts-expect-error a variable has a key and a value, though the document calls the body optional
  await typed.call('VariableControllerCreate');
  // @ts-expect-error which are no parameters
  await typed.call('VariableControllerCreate', { key: 'k', value: 'v' });
  // @ts-expect-error a change has an id and a body
  await typed.call('VariableControllerUpdate', { id: 'x' });
  await typed.call('VariableControllerUpdate', { id: 'x' }, { value: 'v' });
  // By the document alone one may try what the server says to no body.
  await typed.call('VariableControllerCreate', {}, undefined, options);
  // An id that is not known yet, as one thing with what it takes.
  const either = (id: 'PlayerControllerGetOne' | 'UserControllerGetOne') => typed.call(id, { id: 'x' });
  const named = <I extends OperationId<operations>>(id: I, ...args: CallArguments<operations, I>) => typed.call(id, ...args);
  (await named('PlayerControllerGetOne', { id: 'x' })).data.name.trim();
  // @ts-expect-error what a call wants, a function that makes it wants too
  await named('PlayerControllerGetOne');
  const any = (id: OperationId<operations>, parameters: Record<string, unknown>) => typed.call(id, parameters);
  await any(Math.random() < 0.5 ? 'UserControllerMe' : 'UserController.me', (await either('PlayerControllerGetOne')).data);
  const id: OperationId<operations> = 'UserControllerSearch';
  return id;
}

/** What openapi-typescript makes of parameters and bodies that have to be there. */
interface Small {
  'Report.make': {
    parameters: {
      query: { from: string; to?: string };
      header: { 'X-Reason': string };
      path?: never;
      cookie?: never;
    };
    requestBody: { content: { 'application/json': { title?: string } } };
    responses: { 200: { content: { 'application/json': { data: { pages: number } } } } };
  };
  'Report.list': {
    parameters: { query?: { from?: string }; header?: never; path?: never; cookie?: never };
    requestBody?: never;
    responses: { 200: { content: { 'application/json': { data: string[] } } } };
  };
  'Report.upload': {
    parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
    requestBody: { content: { 'multipart/form-data': { file: string } } };
    responses: { 200: { content: { 'application/json': { data: string } } } };
  };
}

export async function whatHasToBeThere() {
  const small = new Client<{}, Small>({ url: 'https://api.example.com' });
  const { data } = await small.call('ReportMake', { from: 'a', 'X-Reason': 'b' }, {});
  await small.call('Report.make', { from: 'a', to: 'b', 'X-Reason': 'c' }, { title: 'd' });
  // @ts-expect-error the query's `from` is wanted
  await small.call('Report.make', { 'X-Reason': 'b' }, {});
  // @ts-expect-error the header is wanted
  await small.call('Report.make', { from: 'a' }, {});
  // @ts-expect-error the body is wanted
  await small.call('Report.make', { from: 'a', 'X-Reason': 'b' });
  // @ts-expect-error and nothing is no body
  await small.call('Report.make', { from: 'a', 'X-Reason': 'b' }, undefined);
  await small.call('Report.list');
  await small.call('Report.list', { from: 'a' });
  // @ts-expect-error there is no such parameter
  await small.call('Report.list', { till: 'a' });
  await small.call('Report.upload', { id: 'a' }, new FormData());
  // Takaro's document says nothing of the body of an upload.
  await small.call('Report.list', {}, new FormData());
  // @ts-expect-error which is no reason to take anything
  await small.call('Report.list', {}, { file: 'b' });
  // @ts-expect-error a file goes in a form
  await small.call('Report.upload', { id: 'a' }, { file: 'b' });
  return data.pages;
}

/** A client with types is taken where any client will do. */
export function anyClient(admin: AdminClient<paths, operations>) {
  const paging: Client<paths> = typed;
  class Mine extends Client<paths, operations> {}
  const administration: AdminClient = admin;
  const clients: Client[] = [typed, paging, admin, administration, new Client<{}, Small>(), new Mine()];
  return clients.map((client) => client.call('anything'));
}

export async function withoutTypes() {
  const client = new Client({ url: 'https://api.example.com' });
  await client.call('anything');
  await client.call('anything', { some: [1] });
  await client.call('anything', undefined, 'a body', { timeout: 1 });
  const parameters: Record<string, unknown> = { limit: 1 };
  await client.call('anything', parameters, [1]);
  // Ids stand in `operations` only.
  await new Client<paths>({ url: 'https://api.example.com' }).call('anything', parameters, {});
  const { data, meta } = await client.search('anything', new Query().filter('any', true).filter('other', null));
  const kept: Query = new Query().filter('a', 'b');
  let changing: Query = new Query().limit(5);
  if (Math.random() < 0.5) changing = changing.filter('name', 'John').between('level', 1, 5).extend('roles').sortBy('name');
  await client.search('user', changing);
  class Mine extends Query {
    first() {
      return this.limit(1);
    }
  }
  class Other extends Query {
    constructor(body?: QueryBody | Query) {
      super(body);
    }
  }
  await client.search('user', new Mine({ filters: { a: 'b' } }).first());
  await typed.search('player', new Other(changing).filter('name', 'John'));
  // What is not there need not be left out.
  const none = { signal: undefined, domain: undefined, headers: undefined, timeout: undefined, concurrency: undefined, onSummary: undefined };
  client.rows('user', { limit: undefined, filters: undefined }, none);
  new Client({ url: undefined, auth: undefined, fetch: undefined, retries: undefined, onRequest: undefined, document: undefined });
  const again = (some: QueryBody | Query): Query => (Math.random() < 0.5 ? Query.from(some) : new Query(some));
  await client.search('anything', again({ filters: { any: 1 }, extend: ['other'] }));
  await client.search('anything', Query.from({ filters: { any: 1 }, sortBy: 'other' }));
  await client.search('anything', Query.from(JSON.parse('{}')));
  const body: QueryBody = kept.toJSON();
  await client.rows('user', kept).next();
  const end = await client.pages('user', body).next();
  const summary: Summary | undefined = end.done ? end.value : undefined;
  const advice: Advice[] = await kept.check(await client.entity('user'));
  const code: string = await kept.code('curl', { entity: await client.entity('user'), url: client.url });
  // @ts-expect-error there is no such language
  await kept.code('cobol', { entity: await client.entity('user'), url: client.url });
  await init();
  return [data[0]?.anything, meta.total, summary?.words, advice[0]?.fix?.query.limit(5), code];
}

export function errors(error: unknown) {
  if (error instanceof TakaroError) {
    same<number | undefined>()<typeof error.retryAfter>(true);
    return error.fields.map(({ path, message }) => `${path}: ${message}`).join() + error.code + error.traceId;
  }
  return undefined;
}

new AdminClient({ url: 'https://api.example.com', auth: { clientSecret: 's' } });
// @ts-expect-error a secret is wanted
new AdminClient({ url: 'https://api.example.com', auth: { token: 't' } });
// @ts-expect-error a name goes with a password
new Client({ url: 'https://api.example.com', auth: { username: 'a' } });
// @ts-expect-error a token that is not there is none
new Client({ url: 'https://api.example.com', auth: { token: undefined } });
// @ts-expect-error a session has one proof
new Client({ url: 'https://api.example.com', auth: { username: 'a', password: 'b', token: 'c' } });
new Client({ url: 'https://api.example.com', auth: {} });
