/** Every failure of the package. See index.d.ts. */
export class TakaroError extends Error {
  constructor(told = {}, options) {
    super(told.message || told.code || 'The request failed.', options);
    this.name = 'TakaroError';
    this.code = told.code ?? 'HttpError';
    this.status = told.status ?? 0;
    this.fields = told.fields ?? [];
    // The rest stands only where it is known, so that a printed error stays short.
    for (const key of ['details', 'traceId', 'retryAfter', 'hint', 'at', 'expected', 'path', 'method', 'url']) {
      if (told[key] !== undefined && told[key] !== null) this[key] = told[key];
    }
  }
}
