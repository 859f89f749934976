/**
 * A client and query engine for the Takaro API.
 *
 * ```js
 * import { Client, Query } from 'takaro-explorer';
 *
 * const client = new Client({ url: 'https://api.takaro.io', auth: { username, password } });
 * const query = new Query().filter('email', 'john@example.com').limit(5);
 * const { data, meta } = await client.search('user', query);
 * ```
 *
 * @packageDocumentation
 */

// ---------------------------------------------------------------------------------------------------------------------
// Types of a document, as openapi-typescript writes them. Without them every name is a string.

/** The `paths` of openapi-typescript. */
export type AnyPaths = Record<string, any>;
/** The `operations` of openapi-typescript. */
export type AnyOperations = Record<string, any>;

type Json<T> = T extends { content: infer C } ? (C extends Record<string, infer B> ? B : never) : never;
/** Files go in a form: an object would be sent as JSON. */
type Written<T> = T extends { content: infer C } ? { [M in keyof C]: M extends `multipart/${string}` ? FormData : C[M] }[keyof C] : never;
type BodyOf<O> = O extends { requestBody?: infer B } ? Written<NonNullable<B>> : never;
type Success<R> = { [S in keyof R]: S extends 200 | 201 | '200' | '201' ? Json<R[S]> : never }[keyof R];
type Enveloped<T> = [T] extends [never] ? any : T extends { data?: infer D } ? NonNullable<D> : T;
type DataOf<O> = O extends { responses: infer R } ? Enveloped<Success<R>> : any;
type SearchPath<P, E extends string> = `/${E}/search` extends keyof P ? P[`/${E}/search`] : never;
type SearchOperation<P, E extends string> = SearchPath<P, E> extends { post: infer O } ? O : never;
type SearchBody<P, E extends string> = BodyOf<SearchOperation<P, E>>;
type Part<B, K extends string> = B extends { [N in K]?: infer V } ? NonNullable<V> : never;
type KeysOfPart<B, K extends string> = Part<B, K> extends infer V ? (V extends object ? Extract<keyof V, string> : never) : never;
type OneOf<T> = T extends readonly (infer I)[] ? Extract<I, string> : never;
/** A part that the document does not type (`{}`) takes every name. */
type NamesOrAny<N extends string> = [N] extends [never] ? string : N;

/** The entities of a document: what stands before `/search` in its paths. */
export type EntityName<P = AnyPaths> = string extends keyof P
  ? string
  : { [K in keyof P]: K extends `/${infer E}/search` ? (P[K] extends { post: object } ? E : never) : never }[keyof P];
/** The fields that may stand in an entity's filters. */
export type FilterField<P, E extends string> = string extends keyof P ? string : NamesOrAny<KeysOfPart<SearchBody<P, E>, 'filters'>>;
/** The fields that may stand in an entity's search. */
export type SearchField<P, E extends string> = string extends keyof P ? string : NamesOrAny<KeysOfPart<SearchBody<P, E>, 'search'>>;
/** The fields that may stand in an entity's ranges. */
export type RangeField<P, E extends string> = string extends keyof P
  ? string
  : NamesOrAny<KeysOfPart<SearchBody<P, E>, 'greaterThan'> | KeysOfPart<SearchBody<P, E>, 'lessThan'>>;
/** What an entity's rows can be extended by. */
export type ExtendName<P, E extends string> = string extends keyof P ? string : NamesOrAny<OneOf<Part<SearchBody<P, E>, 'extend'>>>;
/** The columns that an entity's rows can be sorted by: those that they carry. */
export type ColumnOf<P, E extends string> = string extends keyof P ? string : NamesOrAny<Extract<keyof RowOf<P, E>, string>>;
/** A row of an entity. */
export type RowOf<P, E extends string> = string extends keyof P
  ? Row
  : DataOf<SearchOperation<P, E>> extends readonly (infer R)[]
    ? (unknown extends R ? Row : R)
    : Row;

type Spelling<K> = K extends `${infer C}.${infer M}` ? K | `${C}${Capitalize<M>}` : K;
/** The operations of a document: `PlayerController.getOne`, or `PlayerControllerGetOne`. */
export type OperationId<O = AnyOperations> = string extends keyof O ? string : Extract<Spelling<Extract<keyof O, string>>, string>;
type BySpelling<O> = { [K in keyof O as Extract<Spelling<K>, string>]: O[K] };
type OperationOf<O, I extends string> = I extends keyof BySpelling<O> ? BySpelling<O>[I] : never;
type Values<T> = [T] extends [never] ? {} : T;
type Given<O, K extends string> = O extends { parameters: infer P } ? (P extends { [N in K]?: infer V } ? Values<NonNullable<V>> : {}) : {};
/** One object that editors show as such; where it has no member, none may be given. */
type Flat<T> = [keyof T] extends [never] ? Record<string, never> : { [N in keyof T]: T[N] };
type Taken<O> = O extends unknown ? Flat<Given<O, 'path'> & Given<O, 'query'> & Given<O, 'header'>> : never;
/** The parameters of an operation, wherever it takes them. */
export type ParametersOf<O, I extends string> = string extends keyof O ? Record<string, unknown> : Taken<OperationOf<O, I>>;

/** Where they have a default, openapi-typescript writes the page and the limit of a search as if they had to be there. */
type Sent<B> = B extends { page: unknown } | { limit: unknown }
  ? Omit<B, 'page' | 'limit'> & { page?: number | undefined; limit?: number | undefined }
  : B;
/** What a search takes: its body, and a query on the names that may stand there. Nobody may change a query's list. */
type Asked<B> = B extends { filters?: unknown; sortBy?: infer C; limit?: unknown }
  ? 'filters' | 'sortBy' extends keyof B
    ?
        | (Omit<B, 'extend'> & { extend?: readonly NamesOrAny<OneOf<Part<B, 'extend'>>>[] | undefined })
        | Query<
            NamesOrAny<KeysOfPart<B, 'filters'>>,
            NamesOrAny<KeysOfPart<B, 'search'>>,
            NamesOrAny<KeysOfPart<B, 'greaterThan'> | KeysOfPart<B, 'lessThan'>>,
            NamesOrAny<OneOf<Part<B, 'extend'>>>,
            NamesOrAny<Extract<C, string>>
          >
    : B
  : B;
type SentBy<O> = Asked<Sent<BodyOf<O>>>;
type Arguments<P, B, Needed> = {} extends P
  ? Needed extends true
    ? [parameters: P | undefined, body: B, options?: CallOptions | undefined]
    : [parameters?: P | undefined, body?: B | undefined, options?: CallOptions | undefined]
  : Needed extends true
    ? [parameters: P, body: B, options?: CallOptions | undefined]
    : [parameters: P, body?: B | undefined, options?: CallOptions | undefined];
/**
 * A body has to be given where the document says so, and where it has members that must be there: many documents call
 * every body optional. There `undefined` is taken, for no body at all. Where it says nothing of a body a form is taken:
 * Takaro's uploads are such.
 */
type ArgumentsOf<O> = O extends { requestBody: object }
  ? Arguments<Taken<O>, SentBy<O>, true>
  : O extends unknown
    ? [SentBy<O>] extends [never]
      ? Arguments<Taken<O>, FormData | undefined, false>
      : Arguments<Taken<O>, SentBy<O> | undefined, {} extends SentBy<O> ? false : true>
    : never;
type AnyArguments = [parameters?: Record<string, unknown> | undefined, body?: unknown, options?: CallOptions | undefined];
/** A union, and nothing where there is but one. */
type Several<T, All = T> = T extends unknown ? ([All] extends [T] ? never : T) : never;
/**
 * What {@link Client.call} takes behind the id: parameters, body and options. Parameters and body have to be there where
 * the operation cannot do without.
 */
export type CallArguments<O, I extends string> = string extends keyof O
  ? AnyArguments
  : // While an id is being written it may be each of them: editors then show one line, and not one for each.
    [OperationId<O>] extends [Several<I>]
    ? AnyArguments
    : ArgumentsOf<OperationOf<O, I>>;
/** The `data` of an operation's answer. */
export type AnswerOf<O, I extends string> = string extends keyof O ? any : DataOf<OperationOf<O, I>>;

// ---------------------------------------------------------------------------------------------------------------------
// Queries

/** A row, where no document says what is in it. */
export type Row = Record<string, any>;
/** A value of `Query.filter()`; `null` asks for empty there. In a body `["null"]` does, and `null` asks nothing. */
export type FilterValue = string | number | boolean | null;
/** A bound of a range, of which there must be one: none would ask for all rows. */
export type Bound = string | number | Date;

/** A search body, as it is sent: what JSON can say, with `undefined` only for a part that is not there. */
export interface QueryBody {
  /** Exact and case-sensitive: values are OR'ed within a field, fields are AND'ed. */
  filters?: Record<string, any> | undefined;
  /** Contains, ignoring case: one OR over all fields and values. `%` and `_` are wildcards. */
  search?: Record<string, any> | undefined;
  /** At least: the server's `greaterThan` is inclusive. */
  greaterThan?: Record<string, any> | undefined;
  /** At most. */
  lessThan?: Record<string, any> | undefined;
  /** Related entities to include. */
  extend?: readonly string[] | undefined;
  /** The page, counted as the server counts: from 0 on the deployed one, from 1 in the published guide. */
  page?: number | undefined;
  /** Rows per page, 1 to 1000; 100 where nothing is said. */
  limit?: number | undefined;
  /** The column to sort by; `id` where nothing is said. */
  sortBy?: string | undefined;
  /** The direction; ignored without `sortBy`. */
  sortDirection?: 'asc' | 'desc' | undefined;
}

/** A body whose fields are those that the document knows. */
export interface TypedBody<P, E extends string> extends QueryBody {
  filters?: { [F in FilterField<P, E>]?: boolean | readonly (string | number | boolean)[] } | undefined;
  search?: { [F in SearchField<P, E>]?: readonly string[] } | undefined;
  greaterThan?: { [F in RangeField<P, E>]?: Bound } | undefined;
  lessThan?: { [F in RangeField<P, E>]?: Bound } | undefined;
  extend?: readonly ExtendName<P, E>[] | undefined;
  sortBy?: ColumnOf<P, E> | undefined;
}

/** A body whose names its type knows, as the compiler reads them off a literal. */
export interface NamedBody<F extends string, S extends string, R extends string, X extends string, C extends string> extends QueryBody {
  filters?: { [N in F]?: any } | undefined;
  search?: { [N in S]?: any } | undefined;
  greaterThan?: { [N in R]?: any } | undefined;
  lessThan?: { [N in R]?: any } | undefined;
  extend?: readonly X[] | undefined;
  sortBy?: C | undefined;
}

/** What a query on those names holds. */
interface BodyOn<F extends string, S extends string, R extends string, X extends string, C extends string> {
  filters?: { [N in F]?: any };
  search?: { [N in S]?: any };
  greaterThan?: { [N in R]?: any };
  lessThan?: { [N in R]?: any };
  extend?: X[];
  page?: number;
  limit?: number;
  sortBy?: C;
  sortDirection?: 'asc' | 'desc';
}

declare const used: unique symbol;

/**
 * A query: immutable, its body plain data. Every method gives a new query; `JSON.stringify(query)` is the request's body.
 * It needs no WebAssembly but for `explain`, `check`, `code`, `evaluate` and `fromEnglish`.
 *
 * The type parameters remember which names were used, so that a client with types refuses a query on fields that its
 * entity does not have.
 */
export interface Query<
  F extends string = string,
  S extends string = string,
  R extends string = string,
  X extends string = string,
  C extends string = string,
> {
  /** Only for the compiler. */
  readonly [used]?: { filter: F; search: S; range: R; extend: X; column: C };
  /**
   * The body, which nobody can change. What a spread or `structuredClone` leaves of a query is this, and is taken for the
   * query; a body with one member more is `{ ...query.body, limit: 5 }`.
   */
  readonly body: Readonly<Omit<BodyOn<F, S, R, X, C>, 'extend'>> & { readonly extend?: readonly X[] };
  /**
   * Only rows whose field is exactly one of the values, of which there must be one: an empty list would ask for all rows. Again on the same field: or that one. `null` asks for empty. A
   * lone `true` or `false` is sent without a list, as the server drops `false` from lists.
   */
  filter<N extends string>(field: N, ...values: readonly (FilterValue | readonly FilterValue[])[]): Query<F | N, S, R, X, C>;
  /** Rows in which the field contains one of the texts, ignoring case; there must be one. All searches of a query are one OR. */
  search<N extends string>(field: N, ...texts: readonly (string | readonly string[])[]): Query<F, S | N, R, X, C>;
  /** Rows whose field is at least the value: inclusive, whatever the server calls it. */
  greaterThan<N extends string>(field: N, value: Bound): Query<F, S, R | N, X, C>;
  /** Rows whose field is at most the value. */
  lessThan<N extends string>(field: N, value: Bound): Query<F, S, R | N, X, C>;
  /** Both bounds, inclusive. */
  between<N extends string>(field: N, from: Bound, to: Bound): Query<F, S, R | N, X, C>;
  /** Related entities to include in each row. */
  extend<N extends string>(...names: readonly (N | readonly N[])[]): Query<F, S, R, X | N, C>;
  /** The page, counted as the server counts. */
  page(page: number): Query<F, S, R, X, C>;
  /** Rows per page, 1 to 1000. */
  limit(limit: number): Query<F, S, R, X, C>;
  /**
   * The column to sort by. Where rows share a value, pages may repeat or miss some: a walk drops those that come twice,
   * and fetches those that were missed by a second reading in the order of ids, so that they come last.
   */
  sortBy<N extends string>(column: N, direction?: 'asc' | 'desc' | undefined): Query<F, S, R, X, C | N>;
  /** A copy of the body, to be changed. */
  toJSON(): BodyOn<F, S, R, X, C>;
  /** The query as an English sentence. */
  explain(entity: Entity): Promise<string>;
  /**
   * What the server will do with the query that its author may not expect, most of it with a mended query.
   * `firstPage` is the entity's, where its document tells; `pages` how many are wanted (1).
   */
  check(entity: Entity, options?: { firstPage?: number | undefined; pages?: number | undefined } | undefined): Promise<Advice[]>;
  /** The query as code. No secret is in it: it names environment variables. */
  code(
    language: Language,
    options: { entity: Entity; url: string; domain?: string | undefined; admin?: boolean | undefined },
  ): Promise<string>;
  /** What the server would answer, were these its rows, a list that is there. Throws what it would refuse. */
  evaluate<T extends object>(
    rows: Iterable<T>,
    entity: Entity,
    options?: { firstPage?: number | undefined } | undefined,
  ): Promise<{ rows: T[]; total: number; page: number; limit: number }>;
}

/**
 * A query of an entity, for a variable that changes: `let query: QueryOf<paths, 'player'> = new Query()`. Without types of a
 * document `let query: Query = new Query()` does.
 */
export type QueryOf<P, E extends EntityName<P>> = Query<
  FilterField<P, E>,
  SearchField<P, E>,
  RangeField<P, E>,
  ExtendName<P, E>,
  ColumnOf<P, E>
>;

/**
 * A query whose names the compiler need not look up: the engine has done so, or nobody can before the program runs.
 * `const query: CheckedQuery = Query.from(JSON.parse(text))` is taken by every client.
 */
export type CheckedQuery = Query<any, any, any, any, any>;

export const Query: {
  /** A query from nothing. */
  new (): Query<never, never, never, never, never>;
  /** A query from another one. */
  new <F extends string, S extends string, R extends string, X extends string, C extends string>(
    query: Query<F, S, R, X, C>,
  ): Query<F, S, R, X, C>;
  /** A query from a body, whose names it knows. */
  new <
    F extends string = never,
    S extends string = never,
    R extends string = never,
    X extends string = never,
    C extends string = never,
  >(
    body: NamedBody<F, S, R, X, C>,
  ): Query<F, S, R, X, C>;
  /** A query from a body whose names are not known: a client with types wants it as {@link CheckedQuery}. */
  new <_>(body: QueryBody | Query | undefined): Query;
  /** What a class of one's own calls by `super(body)`. */
  new (body?: QueryBody | Query | undefined): Query<never, never, never, never, never>;
  /** The same as `new Query(query)`. */
  from<F extends string, S extends string, R extends string, X extends string, C extends string>(
    query: Query<F, S, R, X, C>,
  ): Query<F, S, R, X, C>;
  /** The same as `new Query(body)`: a query from a body, whose names it knows. */
  from<
    F extends string = never,
    S extends string = never,
    R extends string = never,
    X extends string = never,
    C extends string = never,
  >(
    body: NamedBody<F, S, R, X, C>,
  ): Query<F, S, R, X, C>;
  /** The same as `new Query(body)`, where its names are not known: a client with types wants it as {@link CheckedQuery}. */
  from(body: QueryBody | Query): Query;
  /** The query of a sentence such as `users whose email is john@example.com, 5 per page`. */
  fromEnglish(text: string, entity: Entity): Promise<CheckedQuery>;
  readonly prototype: Query;
};

/** The languages of {@link Query.code}. */
export type Language = 'curl' | 'fetch' | 'takaro-explorer' | '@takaro/apiclient' | 'python' | 'rust';

/** A piece of advice on a query. */
export interface Advice {
  /** Errors are refused by the server, warnings are answered otherwise than they read, hints are worth knowing. */
  severity: 'error' | 'warning' | 'hint';
  /** Its stable name, such as `falsy-filter-value`. */
  code: string;
  /** Where in the body: `filters.email`, `limit`, or nothing for the whole. */
  path: string;
  /** What the server will do, and what to do instead. */
  message: string;
  /** A way out: what it does, and the query after it. */
  fix?: { label: string; query: CheckedQuery };
}

/** A field of an entity and what can be done with it. */
export interface Field {
  /** Its name in JSON. */
  name: string;
  /** What it holds, as far as the document tells. */
  kind: 'text' | 'uuid' | 'date' | 'number' | 'boolean' | 'enum' | 'nested' | 'unknown';
  /** The values of an `enum`. */
  values: string[];
  /** The document's description, or nothing. */
  description: string;
  /** May stand in `filters`. */
  filter: boolean;
  /** May stand in `search`. */
  search: boolean;
  /** May stand in `greaterThan` and `lessThan`. */
  range: boolean;
  /** Stands in the rows, so that it may be sorted by. */
  row: boolean;
  /** Different in every row. */
  unique: boolean;
  /** Taken as a single value, where others take a list. */
  single?: boolean;
  /** Rows may come without a value of it. */
  nullable?: boolean;
}

/** An entity as plain data: may be kept as JSON, and revived by `new Entity(data)`. */
export interface EntityData {
  /** What stands before `/search`: `user`, `gameserver/player`. */
  name: string;
  /** The path of its search. */
  path: string;
  /** The operation's id. */
  operationId: string;
  /** All fields. */
  fields: Field[];
  /** Names that rows can be extended by. */
  extend: string[];
  /** The document types its filters, its search, its ranges, its extensions; where not, the server takes any name. */
  typedFilters: boolean;
  typedSearch: boolean;
  typedRanges: boolean;
  typedExtend: boolean;
  /** The number of the first page, where the document tells it. */
  firstPage: number | null;
}

/** What may be asked of an entity. */
export interface Entity extends EntityData {
  /** What could come next in a sentence for {@link Query.fromEnglish}. */
  suggestions(beginning: string): Promise<string[]>;
}

export const Entity: {
  /** An entity from what another one gave as JSON. */
  new (data: EntityData): Entity;
  readonly prototype: Entity;
};

// ---------------------------------------------------------------------------------------------------------------------
// The client

/**
 * Proofs of who is asking. Nothing at all means the session cookie of a browser. A name that is there without a value,
 * such as an environment variable that is not set, is refused, and so are names of which none is known.
 */
export type Auth =
  | { username: string; password: string; token?: never }
  | { token: string; username?: never; password?: never }
  | Record<string, never>;

/** A request on its way; its headers may be changed in `onRequest`. */
export interface SentRequest {
  readonly method: string;
  readonly url: string;
  headers: Record<string, string>;
  readonly body?: unknown;
  /** Counts from 1. */
  readonly attempt: number;
}

/** An answer as it came. */
export interface ReceivedReply {
  readonly request: SentRequest;
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
  readonly url: string;
  /** Milliseconds from sending to the last byte. */
  readonly elapsed: number;
}

export interface ClientOptions {
  /** The address of the API. In a page it may be left out where the API is on the page's own origin. */
  url?: string | URL | undefined;
  /** Who is asking. */
  auth?: Auth | undefined;
  /** The domain to act on, sent as `X-Takaro-Domain`. */
  domain?: string | undefined;
  /** Instead of the global `fetch`. */
  fetch?: typeof globalThis.fetch | undefined;
  /** Attempts after the first, for reads, searches and a log-in that is turned away (429, 503) only (2). They wait longer each time, and as long as the server asks, up to five minutes. */
  retries?: number | undefined;
  /** Milliseconds for one attempt, its hooks and whole answer included (30,000); 0 for no limit. A further attempt, a log-in and the document have as many each. */
  timeout?: number | undefined;
  /** The number of the first page, 0 or 1. Without it the document tells, or the server itself. */
  firstPage?: 0 | 1 | undefined;
  /** The OpenAPI document, as object, text or bytes; else it is fetched once, when it is needed. */
  document?: object | string | Uint8Array | undefined;
  /** Where the document is fetched (`/openapi.json`). */
  specUrl?: string | undefined;
  /** Headers for every request. */
  headers?: Record<string, string> | undefined;
  /** Called before every attempt. What it throws, the call throws. */
  onRequest?: ((request: SentRequest) => void | Promise<void>) | undefined;
  /** Called after every answer, whatever its status. */
  onReply?: ((reply: ReceivedReply) => void | Promise<void>) | undefined;
}

/** What every method that goes out takes. */
export interface CallOptions {
  /** Cancels, at any moment. */
  signal?: AbortSignal | undefined;
  /** The domain of this call. */
  domain?: string | undefined;
  /** Headers of this call. */
  headers?: Record<string, string> | undefined;
  /**
   * Milliseconds for each attempt, in place of the client's, and at most as many for a log-in and for the document that
   * the call waits for. One end for all of it is a signal: `AbortSignal.timeout(5_000)`.
   */
  timeout?: number | undefined;
}

/** `meta` of an answer. */
export interface Meta {
  page?: number;
  limit?: number;
  /** Rows in all. */
  total?: number;
  [key: string]: unknown;
}

/** An answer. */
export interface Reply<T = any> {
  /** The envelope's `data`; the whole body where there is no envelope; a text or bytes where it is no JSON. */
  data: T;
  meta: Meta;
  status: number;
  headers: Headers;
  /** What Takaro's support asks for. */
  traceId?: string;
  /** Milliseconds from sending to the last byte. */
  elapsed: number;
}

/** A page of a walk. */
export interface Page<T = Row> {
  /** Its number, counted as the server counts. */
  page: number;
  /** Its rows, without those that came before. */
  rows: T[];
  /** Rows in all, as the server said last. */
  total?: number;
}

/** What a walk found, and how sure that is. */
export interface Summary {
  rows: number;
  duplicates: number;
  totalFirst: number | null;
  totalLast: number | null;
  /** As many rows as the server says, none twice in the last reading, and the total stayed the same. */
  certain: boolean;
  /** `6,000 of 6,000 rows, 0 duplicates, total unchanged`; where the total fell, also how many times it was read. */
  words: string;
}

export interface WalkOptions extends CallOptions {
  /** Pages under way at once (1). Rows come in order all the same. */
  concurrency?: number | undefined;
  /** Called at the end. */
  onSummary?: ((summary: Summary) => void) | undefined;
}

/** The person behind the session, as `GET /me` tells. */
export interface Me {
  user: Row & { id: string; name: string; email?: string };
  domains: (Row & { id: string; name: string; state?: string })[];
  /** The id of the active domain. */
  domain?: string;
  pogs?: Row[];
  [key: string]: any;
}

type QueryFor<P, E extends EntityName<P>> = TypedBody<P, E> | QueryOf<P, E>;

/**
 * A client of the API.
 *
 * With the types that openapi-typescript makes of a document, entities, fields, extensions, operations and their
 * parameters are checked: `new Client<paths, operations>({ url })`. `paths` alone does for searches; the ids of `call`
 * stand in `operations` only.
 */
export class Client<P = AnyPaths, O = AnyOperations> {
  constructor(options?: ClientOptions);
  /** The address of the API. */
  readonly url: string;
  /** The session's token, after a log-in. Keep it as you would a password. */
  readonly token: string | undefined;
  /** The domain that calls act on, as set here. */
  readonly domain: string | undefined;
  /** Sets the domain for the calls to come; nothing for the server's choice. */
  setDomain(id?: string | null): this;
  /**
   * Logs in by name and password; throws where none were given. The first call does it where it was not done, and so does
   * a call that finds the session ended: it is sent again then, once. Made while a log-in is under way it waits for that one,
   * unless it has headers of its own.
   */
  login(options?: CallOptions): Promise<void>;
  /**
   * Ends the session of a token on the server and forgets it, and every other that the client began, that of a log-in under
   * way too; where there is a password, the next call logs in anew, and where not, it goes out as nobody's. A browser's
   * session ends on the dashboard.
   */
  logout(options?: CallOptions): Promise<void>;
  /** Who is asking. */
  me(options?: CallOptions): Promise<Me>;
  /** Waits until the server says that it is well: for a minute (`timeout`; 0 for no limit), asking every second (`interval`). */
  waitUntilHealthy(options?: CallOptions & { interval?: number | undefined }): Promise<void>;
  /** One page of a search: `POST /<entity>/search`. */
  search<E extends EntityName<P>>(entity: E, query?: QueryFor<P, E>, options?: CallOptions): Promise<Reply<RowOf<P, E>[]>>;
  search(entity: Entity, query?: QueryBody | Query, options?: CallOptions): Promise<Reply<Row[]>>;
  /** All pages of a search, whatever page the query names. The return value is the {@link Summary}. */
  pages<E extends EntityName<P>>(entity: E, query?: QueryFor<P, E>, options?: WalkOptions): AsyncGenerator<Page<RowOf<P, E>>, Summary, void>;
  pages(entity: Entity, query?: QueryBody | Query, options?: WalkOptions): AsyncGenerator<Page, Summary, void>;
  /**
   * All rows of a search, each once. The return value is the {@link Summary}; `onSummary` is told it too. Where the total
   * falls meanwhile, as in a loop that deletes what it is given, it is read again until nothing new is found.
   */
  rows<E extends EntityName<P>>(entity: E, query?: QueryFor<P, E>, options?: WalkOptions): AsyncGenerator<RowOf<P, E>, Summary, void>;
  rows(entity: Entity, query?: QueryBody | Query, options?: WalkOptions): AsyncGenerator<Row, Summary, void>;
  /**
   * Any operation of the document by its id: `call(operationId, parameters, body, options)`.
   *
   * @param operationId `PlayerControllerGetOne`, or `PlayerController.getOne`.
   * @param args `parameters` of path, query and header in one object, a name that stands in several for all of them; the
   * `body`; then `options`. With types, parameters and body may be left out only where the operation wants none.
   */
  call<I extends OperationId<O>>(operationId: I, ...args: CallArguments<O, I>): Promise<Reply<AnswerOf<O, I>>>;
  /**
   * Anything else on the same server. Values of `query` are texts, numbers, dates and lists of them. A `body` of text,
   * bytes, a form, a `Blob` or a `ReadableStream` is sent as it is, all else as JSON.
   */
  request<T = any>(method: string, path: string, options?: CallOptions & { query?: Record<string, any> | undefined; body?: unknown }): Promise<Reply<T>>;
  /** What may be asked of an entity, from the document. */
  entity(name: EntityName<P>, options?: CallOptions): Promise<Entity>;
  /** The entities that the document knows. */
  entities(options?: CallOptions): Promise<string[]>;
}

/** A client of the administration, which sends its token to the operations of the administration only. */
export class AdminClient<P = AnyPaths, O = AnyOperations> extends Client<P, O> {
  constructor(options: Omit<ClientOptions, 'auth'> & { auth: { clientSecret: string } });
}

// ---------------------------------------------------------------------------------------------------------------------
// Errors and loading

/** Something that was wrong with a request, at one place of it. */
export interface FieldError {
  /** `filters.email.0`; nothing for the whole. */
  path: string;
  message: string;
  /** The rule, as the server names it, or nothing. */
  rule: string;
  /** The value that was refused, unless it is a secret. */
  value?: unknown;
}

/**
 * Every failure. Nothing in it echoes what was sent but single values that were refused; passwords and tokens never, and
 * where the server's text repeats the request's own, or the address holds one, `•••` stands for it.
 */
export class TakaroError extends Error {
  constructor(told?: Partial<Omit<TakaroError, 'name' | 'toJSON'>>, options?: { cause?: unknown });
  /**
   * Takaro's code (`ValidationError`, `NotFoundError`, …); `HttpError` for an answer that is not Takaro's and
   * `BrokenReply` for one that cannot be read, or a `fetch` that gives none; `NotRows` for a search whose answer holds no list; `Cancelled`, `Timeout`, `NoAnswer`, `CutOff`, `Redirected` and `TooLarge`
   * where no whole answer came; `UnknownOperation`, `NotUnderstood` and the like from the engine.
   */
  code: string;
  /** The HTTP status; 0 where no answer came. */
  status: number;
  /** What the details say, whatever their shape. */
  fields: FieldError[];
  /** The details as they came, without secrets. */
  details?: unknown;
  /** What Takaro's support asks for. */
  traceId?: string;
  /** Seconds that the server wants to be left alone. */
  retryAfter?: number;
  /** What it comes from and what to change. */
  hint?: string;
  /** Of a sentence that was not understood: where it stops making sense, and what could stand there. */
  at?: number;
  expected?: string[];
  /** Of a body that is no query: where. */
  path?: string;
  method?: string;
  url?: string;
  /** All of it for `JSON.stringify`, the message too; without the cause. */
  toJSON(): Record<string, unknown>;
}

/**
 * Loads the WebAssembly, from an address, bytes or a module, or from beside the package. The first call that needs it
 * does so by itself; call this where a bundler does not bring the file along.
 */
export function init(source?: string | URL | ArrayBuffer | ArrayBufferView | Module | Response | undefined): Promise<void>;

/** `WebAssembly.Module`, which `@types/node` alone does not know. */
type Module = typeof globalThis extends { WebAssembly: { Module: { prototype: infer M } } } ? M : object;
